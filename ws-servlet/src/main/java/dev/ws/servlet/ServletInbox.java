package dev.ws.servlet;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

/**
 * What was read from the container's stream and not yet taken by the pump. Filled by the thread whose turn it is to read
 * the stream, emptied by the pump, which may be another one. The filler keeps it bounded: it adds only while there is
 * {@linkplain #hasRoom() room}.
 */
class ServletInbox {
    /** What connections use as limit. */
    static final int USUAL_LIMIT = 64 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(2); // lock
    private final int limit;
    private volatile int size; // written under the lock
    private volatile boolean closed; // written under the lock

    /** Makes an inbox that has no room while it holds so many bytes; it never holds more than that and one read. */
    ServletInbox(int limit) {
        this.limit = limit;
    }

    /** Keeps an array, which belongs to the inbox from now on. */
    void add(byte[] bytes) {
        lock.lock();
        try {
            if (!closed) {
                int before = size;
                chunks.add(ByteBuffer.wrap(bytes));
                size = before + bytes.length;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Moves bytes into the target and returns how many. */
    int take(ByteBuffer target) {
        if (size == 0) {
            return 0;
        }
        lock.lock();
        try {
            int before = target.position();
            ByteBuffer chunk = chunks.peek();
            while (chunk != null && target.hasRemaining()) {
                int count = Math.min(chunk.remaining(), target.remaining());
                target.put(target.position(), chunk, chunk.position(), count);
                target.position(target.position() + count);
                chunk.position(chunk.position() + count);
                if (!chunk.hasRemaining()) {
                    chunks.poll();
                    chunk = chunks.peek();
                }
            }
            int taken = target.position() - before;
            int held = size;
            size = held - taken;
            changed.signal();
            return taken;
        } finally {
            lock.unlock();
        }
    }

    boolean isEmpty() {
        return size == 0;
    }

    int size() {
        return size;
    }

    /** {@return whether more may be added} */
    boolean hasRoom() {
        return size < limit;
    }

    /** {@return whether so much was taken that reading on is worth a wake-up} */
    boolean isLow() {
        return size < limit / 2;
    }

    /** Waits until a condition holds, asked whenever something was taken or {@link #wake()} was called, or the time is up. */
    void await(BooleanSupplier condition, long millis) {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && left > 0 && !condition.getAsBoolean()) {
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt(); // meant for the container; here it only ends the wait
        } finally {
            lock.unlock();
        }
    }

    /** Makes a waiting thread ask its condition again. */
    void wake() {
        lock.lock();
        try {
            changed.signal();
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything, now and later, and ends a wait. */
    void close() {
        lock.lock();
        try {
            closed = true;
            chunks.clear();
            size = 0;
            changed.signal();
        } finally {
            lock.unlock();
        }
    }
}
