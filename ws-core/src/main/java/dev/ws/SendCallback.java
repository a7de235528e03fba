package dev.ws;

import org.jspecify.annotations.Nullable;

/** Learns, exactly once, what became of a send. */
@FunctionalInterface
public interface SendCallback {
    /**
     * The bytes were handed to the transport, or never will be. Runs on the thread that wrote, or found that it could
     * not; it must not block.
     *
     * @param failure null when the bytes were written
     */
    void completed(@Nullable Throwable failure);
}
