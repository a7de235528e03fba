package dev.ws.servlet;

import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What was read inside Tomcat's read callbacks and not yet taken by the pump. Filled by the callback's thread, emptied by
 * the pump, which may be another one. Bounded by the filler, which waits here for room.
 */
final class ServletInbox {
    /** Above this many bytes the filler waits for room. */
    static final int SOFT_LIMIT = 64 * 1024;

    /** More than this is never kept: where waiting is impossible the connection ends instead. */
    static final int HARD_LIMIT = 4 * 1024 * 1024;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition room = lock.newCondition();
    private final ArrayDeque<ByteBuffer> chunks = new ArrayDeque<>(2); // lock
    private int size; // lock
    private boolean inputLeft; // lock; the filler went away although there was more
    private boolean closed; // lock

    /** Keeps the first bytes of an array, which belongs to the inbox from now on. */
    void add(byte[] bytes, int count) {
        ByteBuffer chunk = ByteBuffer.wrap(count < bytes.length / 2 ? Arrays.copyOf(bytes, count) : bytes, 0, count);
        lock.lock();
        try {
            if (!closed) {
                chunks.add(chunk);
                size += count;
            }
        } finally {
            lock.unlock();
        }
    }

    /** Moves bytes into the target and returns how many. */
    int take(ByteBuffer target) {
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
            size -= taken;
            if (size < SOFT_LIMIT / 2) {
                room.signal();
            }
            return taken;
        } finally {
            lock.unlock();
        }
    }

    int size() {
        lock.lock();
        try {
            return size;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until there is room, the inbox closed or the time is up. Returns false, and remembers it, in the last case. */
    boolean awaitRoom(long millis) throws InterruptedException {
        lock.lock();
        try {
            long left = TimeUnit.MILLISECONDS.toNanos(millis);
            while (!closed && size >= SOFT_LIMIT / 2) {
                if (left <= 0) {
                    inputLeft = true;
                    return false;
                }
                left = room.awaitNanos(left);
            }
            inputLeft = false;
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Tells once whether the filler has to be called back because there is room for what it left behind. */
    boolean wantsMore() {
        lock.lock();
        try {
            boolean wanted = inputLeft && !closed && size < SOFT_LIMIT / 2;
            if (wanted) {
                inputLeft = false;
            }
            return wanted;
        } finally {
            lock.unlock();
        }
    }

    /** Forgets everything, now and later, and frees the filler. */
    void close() {
        lock.lock();
        try {
            closed = true;
            chunks.clear();
            size = 0;
            room.signal();
        } finally {
            lock.unlock();
        }
    }
}
