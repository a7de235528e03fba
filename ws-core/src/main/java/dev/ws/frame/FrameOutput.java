package dev.ws.frame;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Encoded frames that wait to be written, gathered in buffers of the pool. Small frames share a buffer, large ones
 * spread over several; the borders between buffers mean nothing. Whoever owns the outbound half appends and takes;
 * empty, it holds nothing.
 */
public final class FrameOutput {
    private final BufferPool pool;
    // All below: outbound lock.
    private @Nullable ByteBuffer tail; // being filled, position is where the next byte goes
    private @Nullable ArrayDeque<ByteBuffer> full; // older than the tail, ready to be read
    private long appended;

    /**
     * Creates an empty output.
     *
     * @param pool where buffers come from
     */
    public FrameOutput(BufferPool pool) {
        this.pool = pool;
    }

    /** {@return where buffers come from} */
    BufferPool pool() {
        return pool;
    }

    /** {@return all bytes ever appended, finished by {@link #finish}} */
    public long appended() {
        return appended;
    }

    /**
     * Gives room for a number of bytes in one piece. The caller puts bytes at the position, then calls {@link #finish}.
     *
     * @param bytes at most {@link BufferPool#SMALL}
     * @return a buffer with at least as many bytes remaining
     */
    ByteBuffer room(int bytes) {
        ByteBuffer current = tail;
        if (current != null && current.remaining() < bytes) {
            seal(current);
            current = null;
        }
        if (current == null) {
            current = pool.small();
            tail = current;
        }
        return current;
    }

    /**
     * Gives room for some of many bytes.
     *
     * @param bytes how many are still to come, at least 1
     * @return a buffer with at least 1 byte remaining
     */
    ByteBuffer someRoom(int bytes) {
        ByteBuffer current = tail;
        if (current != null && !current.hasRemaining()) {
            seal(current);
            current = null;
        }
        if (current == null) {
            current = bytes > BufferPool.SMALL ? pool.large() : pool.small();
            tail = current;
        }
        return current;
    }

    /**
     * Counts bytes that were put.
     *
     * @param bytes how many
     */
    void finish(int bytes) {
        appended += bytes;
    }

    private void seal(ByteBuffer buffer) {
        ArrayDeque<ByteBuffer> queue = full;
        if (queue == null) {
            queue = new ArrayDeque<>(4);
            full = queue;
        }
        queue.add(buffer.flip());
        tail = null;
    }

    /**
     * Takes the oldest buffer, to be written by the caller and then given to {@link #release}.
     *
     * @return the buffer, ready to be read; null when there is nothing
     */
    public @Nullable ByteBuffer take() {
        ArrayDeque<ByteBuffer> queue = full;
        if (queue != null) {
            ByteBuffer oldest = queue.poll();
            if (oldest != null) {
                return oldest;
            }
            full = null;
        }
        ByteBuffer current = tail;
        tail = null;
        return current == null ? null : current.flip();
    }

    /**
     * Gives a taken buffer back. May be called without the outbound lock.
     *
     * @param buffer the buffer
     */
    public void release(ByteBuffer buffer) {
        pool.release(buffer);
    }
}
