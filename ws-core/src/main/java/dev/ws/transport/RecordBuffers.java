package dev.ws.transport;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import tlschannel.BufferAllocator;

/**
 * A bounded store of buffers for one encrypted TLS record each, shared by the connections of a selector loop and used by any thread. One is
 * taken for each record, so that new ones would have to be cleared all the time. Nothing waits: an empty store makes a
 * new one, a full one forgets.
 */
final class RecordBuffers implements BufferAllocator {
    /** What the library asks for at most. */
    private static final int BYTES = 17 * 1024;

    private static final int KEPT = 32;

    private final AtomicReferenceArray<ByteBuffer> slots = new AtomicReferenceArray<>(KEPT);

    @Override
    public ByteBuffer allocate(int size) {
        if (size > BYTES) {
            return ByteBuffer.allocate(size);
        }
        int first = place();
        for (int i = 0; i < KEPT; i++) {
            int slot = (first + i) % KEPT;
            if (slots.getPlain(slot) != null) {
                ByteBuffer buffer = slots.getAndSet(slot, null);
                if (buffer != null) {
                    return buffer.clear();
                }
            }
        }
        return ByteBuffer.allocate(BYTES);
    }

    @Override
    public void free(ByteBuffer buffer) {
        int first = place();
        for (int i = 0; buffer.capacity() == BYTES && i < KEPT; i++) {
            int slot = (first + i) % KEPT;
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, buffer)) {
                return;
            }
        }
    }

    // Threads begin at places of their own.
    private static int place() {
        return Math.floorMod(Thread.currentThread().hashCode(), KEPT);
    }
}
