package dev.ws.connection;

import dev.ws.frame.BufferPool;
import dev.ws.frame.TextEncoder;
import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * A bounded store of buffers and encoders, shared by the connections of a runtime and used by any thread. Nothing waits:
 * an empty store makes a new one, a full one forgets.
 */
final class SharedBufferPool implements BufferPool {
    private final Slots<ByteBuffer> small;
    private final Slots<ByteBuffer> large;
    private final Slots<TextEncoder> encoders;

    /**
     * Creates a pool that keeps at most so many buffers of each size.
     *
     * @param kept a power of two, at least 8
     */
    SharedBufferPool(int kept) {
        if (Integer.bitCount(kept) != 1 || kept < 8) {
            throw new IllegalArgumentException(kept + " is no power of two of at least 8");
        }
        this.small = new Slots<>(kept, 8);
        this.large = new Slots<>(kept, kept); // worth a longer search: clearing a new one costs more
        this.encoders = new Slots<>(8, 4);
    }

    @Override
    public ByteBuffer small() {
        ByteBuffer buffer = small.take();
        return buffer == null ? ByteBuffer.allocate(SMALL) : buffer.clear();
    }

    @Override
    public ByteBuffer large() {
        ByteBuffer buffer = large.take();
        return buffer == null ? ByteBuffer.allocate(LARGE) : buffer.clear();
    }

    @Override
    public void release(ByteBuffer buffer) {
        int capacity = buffer.capacity();
        if (capacity == SMALL) {
            small.put(buffer);
        } else if (capacity == LARGE) {
            large.put(buffer);
        }
    }

    @Override
    public TextEncoder textEncoder() {
        TextEncoder encoder = encoders.take();
        return encoder == null ? new TextEncoder() : encoder;
    }

    @Override
    public void release(TextEncoder encoder) {
        encoders.put(encoder);
    }

    /** Forgets all that is kept. */
    void clear() {
        small.clear();
        large.clear();
        encoders.clear();
    }

    /** A thread looks at the same slots first each time, so threads seldom meet and a thing tends to stay in one cache. */
    private static final class Slots<T> {
        private final AtomicReferenceArray<@Nullable T> slots;
        private final int probes;

        Slots(int count, int probes) {
            this.slots = new AtomicReferenceArray<>(count);
            this.probes = probes;
        }

        private int first() {
            long id = Thread.currentThread().getId();
            return (int) ((id * 0x9E3779B9L) >>> 8);
        }

        @Nullable T take() {
            int mask = slots.length() - 1;
            int first = first();
            for (int i = 0; i < probes; i++) {
                int index = (first + i) & mask;
                if (slots.getPlain(index) != null) {
                    T kept = slots.getAndSet(index, null);
                    if (kept != null) {
                        return kept;
                    }
                }
            }
            return null;
        }

        void put(T thing) {
            int mask = slots.length() - 1;
            int first = first();
            for (int i = 0; i < probes; i++) {
                int index = (first + i) & mask;
                if (slots.getPlain(index) == null && slots.compareAndSet(index, null, thing)) {
                    return;
                }
            }
        }

        void clear() {
            for (int i = 0; i < slots.length(); i++) {
                slots.set(i, null);
            }
        }
    }
}
