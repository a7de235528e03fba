package dev.ws.connection;

import dev.ws.frame.BufferPool;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded store of heap buffers in two sizes, shared by the connections of a runtime and used by any thread. Nothing
 * waits: an empty pool allocates, a full one forgets. Buffers come out with old content, so whoever borrows one must
 * only ever read what it wrote.
 */
final class SharedBufferPool implements BufferPool {
    private static final int PROBES = 4;

    private final AtomicReferenceArray<@Nullable ByteBuffer> small;
    private final AtomicReferenceArray<@Nullable ByteBuffer> large;

    /**
     * Creates a pool that keeps at most so many buffers of each size.
     *
     * @param kept a power of two, at least 4
     */
    SharedBufferPool(int kept) {
        if (Integer.bitCount(kept) != 1 || kept < PROBES) {
            throw new IllegalArgumentException(kept + " is no power of two of at least " + PROBES);
        }
        this.small = new AtomicReferenceArray<>(kept);
        this.large = new AtomicReferenceArray<>(kept);
    }

    @Override
    public ByteBuffer small() {
        ByteBuffer buffer = take(small);
        return buffer == null ? ByteBuffer.allocate(SMALL) : buffer;
    }

    @Override
    public ByteBuffer large() {
        ByteBuffer buffer = take(large);
        return buffer == null ? ByteBuffer.allocate(LARGE) : buffer;
    }

    @Override
    public void release(ByteBuffer buffer) {
        int capacity = buffer.capacity();
        if (capacity == SMALL) {
            put(small, buffer);
        } else if (capacity == LARGE) {
            put(large, buffer);
        }
    }

    /** Forgets all buffers kept. */
    void clear() {
        for (int i = 0; i < small.length(); i++) {
            small.set(i, null);
            large.set(i, null);
        }
    }

    // A thread looks at the same few slots each time, so threads seldom meet and a buffer tends to stay in one cache.
    private static int slot(AtomicReferenceArray<?> slots) {
        long id = Thread.currentThread().getId();
        return (int) ((id * 0x9E3779B9L) >>> 8) & (slots.length() - 1);
    }

    private static @Nullable ByteBuffer take(AtomicReferenceArray<@Nullable ByteBuffer> slots) {
        int mask = slots.length() - 1;
        int first = slot(slots);
        for (int i = 0; i < PROBES; i++) {
            int index = (first + i) & mask;
            if (slots.getPlain(index) != null) {
                ByteBuffer buffer = slots.getAndSet(index, null);
                if (buffer != null) {
                    return buffer.clear();
                }
            }
        }
        return null;
    }

    private static void put(AtomicReferenceArray<@Nullable ByteBuffer> slots, ByteBuffer buffer) {
        int mask = slots.length() - 1;
        int first = slot(slots);
        for (int i = 0; i < PROBES; i++) {
            int index = (first + i) & mask;
            if (slots.getPlain(index) == null && slots.compareAndSet(index, null, buffer)) {
                return;
            }
        }
    }
}
