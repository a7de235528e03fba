package dev.ws.message;

import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * One message as a stream: the pump puts parts in, the handler's thread reads. The pump never waits here; when enough
 * is queued, or the message is complete and its handler still at work, it is held.
 */
final class PartInputStream extends InputStream {
    private static final int HIGH = 64 * 1024;

    private final MessageFlow flow;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below: lock.
    private final ArrayDeque<ByteBuffer> parts = new ArrayDeque<>();
    private long queued;
    private boolean complete; // the last part was put
    private boolean done; // nobody reads any more
    private boolean holding;
    private @Nullable Throwable broken;

    PartInputStream(MessageFlow flow) {
        this.flow = flow;
    }

    /** Pump thread. */
    void put(ByteBuffer part, boolean last) {
        lock.lock();
        try {
            if (!done && part.hasRemaining()) {
                parts.add(ByteBuffer.allocate(part.remaining()).put(part).flip());
                queued += parts.getLast().remaining();
            }
            complete = last;
            changed.signalAll();
            hold();
        } finally {
            lock.unlock();
        }
    }

    void abort(Throwable cause) {
        lock.lock();
        try {
            if (!complete) {
                broken = cause;
                changed.signalAll();
            }
        } finally {
            lock.unlock();
        }
    }

    /** The handler returned; the rest of the message is skipped. */
    void handlerDone() {
        lock.lock();
        try {
            done = true;
            parts.clear();
            queued = 0;
            hold();
        } finally {
            lock.unlock();
        }
    }

    // Under the lock, so that hold and release reach the pump in the order of their reasons.
    private void hold() {
        boolean wanted = !done && (complete || queued > HIGH);
        if (wanted != holding) {
            holding = wanted;
            if (wanted) {
                flow.hold();
            } else {
                flow.release();
            }
        }
    }

    @Override
    public int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
    }

    @Override
    public int read(byte[] target, int from, int length) throws IOException {
        Objects.checkFromIndexSize(from, length, target.length);
        if (length == 0) {
            return 0;
        }
        lock.lock();
        try {
            while (true) {
                ByteBuffer part = parts.peek();
                if (part != null) {
                    int size = Math.min(length, part.remaining());
                    part.get(target, from, size);
                    if (!part.hasRemaining()) {
                        parts.remove();
                    }
                    queued -= size;
                    hold();
                    return size;
                }
                if (done) { // before the end: what was skipped must not look like the end of the message
                    throw new IOException("the stream's handler has returned");
                }
                if (complete) {
                    return -1;
                }
                if (broken != null) {
                    throw new IOException("the connection ended inside the message", broken);
                }
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (IOException)
                    new InterruptedIOException("interrupted while reading a message").initCause(interrupted);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public int available() {
        lock.lock();
        try {
            return (int) Math.min(queued, Integer.MAX_VALUE);
        } finally {
            lock.unlock();
        }
    }
}
