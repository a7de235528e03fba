package dev.ws.extension.deflate;

import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Lends deflaters and inflaters, both for raw data without zlib header and trailer. What it lends is in its initial
 * state, as after {@code reset()}: no input, no dictionary, nothing of an earlier message. Thread-safe; what was lent
 * belongs to one thread at a time.
 */
public interface ZlibPool {
    /**
     * Lends a deflater.
     *
     * @return one with the level and strategy of the pool's options, in force already: a changed strategy takes the first
     *     call of {@code deflate}, which then flushes nothing
     */
    Deflater deflater();

    /**
     * Takes a deflater back, in any state; the caller must not touch it any more.
     *
     * @param deflater one of this pool's
     */
    void release(Deflater deflater);

    /**
     * Takes a deflater back as its owner left it, for the owner to take up again. The pool may give it up at any time,
     * and gives it to nobody else before it is as new. A pool need not be able to do this.
     *
     * @param owner who will ask for it
     * @param deflater one of this pool's, without input
     * @return false when there is no room; the caller then releases it
     */
    default boolean park(Object owner, Deflater deflater) {
        return false;
    }

    /**
     * Gives a parked deflater out.
     *
     * @param owner who parked it
     * @return the deflater as it was parked; null when the pool gave it up, or when none was parked
     */
    default @Nullable Deflater unpark(Object owner) {
        return null;
    }

    /** {@return an inflater} */
    Inflater inflater();

    /**
     * Takes an inflater back, in any state; the caller must not touch it any more.
     *
     * @param inflater one of this pool's
     */
    void release(Inflater inflater);

    /**
     * Begins a piece of work, which holds no lock and waits for nothing: compressing one frame or decompressing up to
     * one buffer. Waits while as many threads work as the concurrency limit allows, first come first served.
     */
    void enter();

    /** Ends a piece of work that {@link #enter} began. */
    void leave();
}
