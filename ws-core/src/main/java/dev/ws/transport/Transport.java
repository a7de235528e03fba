package dev.ws.transport;

import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * A connection's way to move bytes, never blocking. One pump reads (one thread at a time, possibly different threads);
 * one drainer writes (one thread at a time); closing and {@link #awaitReadable()} may come from any thread.
 *
 * <p>Reading is on demand: after {@link #awaitReadable()} the transport calls {@link TransportEvents#readable()} once,
 * as soon as there is something to read, the end of input included. Without a new {@code awaitReadable()} it neither
 * calls again nor spends CPU, so not asking is the pause.
 */
public interface Transport {
    /**
     * Begins. Called once, before anything else; events may come from inside this call. Nothing is asked for yet.
     *
     * @param events told what happens, never while the transport holds a lock of its own
     */
    void start(TransportEvents events);

    /**
     * Reads what is there.
     *
     * @param target a heap buffer with room
     * @return the bytes read; 0 when there are none now; -1 at the end of input
     * @throws IOException when the connection broke
     */
    int read(ByteBuffer target) throws IOException;

    /**
     * Asks for one {@link TransportEvents#readable()}. Asking again before it came has no effect. If there is input
     * already, the call comes soon: either after the running {@code readable()} call returned, or from another thread,
     * never from inside this method.
     */
    void awaitReadable();

    /**
     * Writes what is accepted now. The source's content may be reused when this returns. If less than all was taken,
     * {@link TransportEvents#writable()} is called as soon as more may be.
     *
     * @param source a heap buffer
     * @return the bytes taken, 0 or more; the source's position moves by as many
     * @throws IOException when the connection broke
     */
    int write(ByteBuffer source) throws IOException;

    /**
     * Hands everything taken so far to the kernel, as far as possible now. To be called after the last write of a batch.
     *
     * @return true when nothing is left inside the transport; otherwise {@link TransportEvents#writable()} is called
     *     later
     * @throws IOException when the connection broke
     */
    boolean flush() throws IOException;

    /**
     * Ends the output side (TCP FIN) where the transport can; otherwise nothing happens until {@link #close()}. Called
     * when all output was flushed. The input side stays usable.
     */
    void shutdownOutput();

    /** {@return whether {@link #shutdownOutput()} really ends the output side alone} */
    default boolean halfCloseSupported() {
        return false;
    }

    /**
     * Ends the connection in the ordinary way, from any thread: what the kernel took still reaches the peer, then the end
     * of the output. What the transport took and could not hand to the kernel may be dropped. Input that still comes is
     * dropped as far as the transport can, for a short time, since unread input makes the kernel reset the connection and
     * destroy the output. A peer that takes nothing of the output meanwhile is reset. None of this delays {@link
     * TransportEvents#closed}, which follows, now or later. May be called again.
     */
    void close();

    /**
     * Resets the connection at once, from any thread, as far as the transport can: for a peer that takes nothing, so that
     * nothing is kept for it. Output that the peer did not take is lost. {@link TransportEvents#closed} follows, now or
     * later. May be called again, and after {@link #close()}.
     */
    void abort();

    /**
     * Tells whether application code may block inside {@link TransportEvents#readable()}, in particular wait for a
     * write to complete.
     *
     * @return whether it may
     */
    boolean blockingAllowed();
}
