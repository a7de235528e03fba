package dev.ws.frame;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;

/** A pool that counts what is out, gives out buffers full of rubbish, and refuses what it did not lend. */
public final class CountingPool implements BufferPool {
    /** What buffers come out full of. */
    public static final byte RUBBISH = (byte) 0xEE;

    private final Set<ByteBuffer> out = Collections.synchronizedSet(Collections.newSetFromMap(new IdentityHashMap<>()));
    private final AtomicInteger most = new AtomicInteger();

    /** Creates a pool of which nothing is lent. */
    public CountingPool() {}

    @Override
    public ByteBuffer small() {
        return lend(SMALL);
    }

    @Override
    public ByteBuffer large() {
        return lend(LARGE);
    }

    private ByteBuffer lend(int capacity) {
        ByteBuffer buffer = ByteBuffer.allocate(capacity);
        Arrays.fill(buffer.array(), RUBBISH);
        out.add(buffer);
        most.accumulateAndGet(out.size(), Math::max);
        return buffer;
    }

    @Override
    public void release(ByteBuffer buffer) {
        if (!out.remove(buffer)) {
            boolean ours = buffer.capacity() == SMALL || buffer.capacity() == LARGE;
            if (ours) {
                throw new AssertionError("released twice, or never lent: " + buffer);
            }
            return;
        }
        // Whoever still looks at it sees rubbish.
        Arrays.fill(buffer.array(), buffer.arrayOffset(), buffer.arrayOffset() + buffer.capacity(), RUBBISH);
    }

    @Override
    public TextEncoder textEncoder() {
        return new TextEncoder();
    }

    @Override
    public void release(TextEncoder encoder) {}

    /** {@return how many buffers are out} */
    public int lent() {
        return out.size();
    }

    /** {@return how many buffers were out at once at most} */
    public int most() {
        return most.get();
    }
}
