package dev.ws.frame;

import java.nio.ByteBuffer;

/**
 * Lends heap buffers in two sizes, and encoders with their scratch space. Buffers come out with old content, so whoever borrows one must only ever read what it
 * wrote. Thread-safe.
 */
public interface BufferPool {
    /** The capacity of a small buffer in bytes: one container write. */
    int SMALL = 16 * 1024;
    /** The capacity of a large buffer in bytes. */
    int LARGE = 64 * 1024;

    /** {@return a pool that keeps nothing} */
    static BufferPool none() {
        return new BufferPool() {
            @Override
            public ByteBuffer small() {
                return ByteBuffer.allocate(SMALL);
            }

            @Override
            public ByteBuffer large() {
                return ByteBuffer.allocate(LARGE);
            }

            @Override
            public void release(ByteBuffer buffer) {}

            @Override
            public TextEncoder textEncoder() {
                return new TextEncoder();
            }

            @Override
            public void release(TextEncoder encoder) {}
        };
    }

    /** {@return a cleared buffer of {@link #SMALL} bytes} */
    ByteBuffer small();

    /** {@return a cleared buffer of {@link #LARGE} bytes} */
    ByteBuffer large();

    /**
     * Gives a buffer back; the caller must not touch it any more.
     *
     * @param buffer one of this pool's; others are ignored
     */
    void release(ByteBuffer buffer);

    /** {@return an encoder for text} */
    TextEncoder textEncoder();

    /**
     * Gives an encoder back; the caller must not touch it any more.
     *
     * @param encoder one of this pool's
     */
    void release(TextEncoder encoder);
}
