package dev.ws.transport;

import java.io.IOException;
import java.nio.channels.Selector;
import java.util.Arrays;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The threads that serve sockets: a few selector loops, over which connections are spread in turn. Each is started when
 * first needed, as a daemon thread named {@code ws-io-1}, {@code ws-io-2} and so on. One group serves any number of
 * connectors and acceptors. All methods may be called by any thread.
 */
public final class SelectorLoops implements AutoCloseable {
    private static final int MOST_BY_DEFAULT = 4;
    private static final long END_PATIENCE_MILLIS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final @Nullable SelectorLoop[] loops;
    private int turn; // lock
    private boolean closed; // lock

    private SelectorLoops(int count) {
        loops = new SelectorLoop[count];
    }

    /** {@return a group of as many loops as there are processors, at most 4} */
    public static SelectorLoops create() {
        return create(Math.min(MOST_BY_DEFAULT, Runtime.getRuntime().availableProcessors()));
    }

    /**
     * A group of a given size.
     *
     * @param count of threads at most, at least 1
     * @return the group, with no thread yet
     * @throws IllegalArgumentException when the count is less than 1
     */
    public static SelectorLoops create(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("the count of loops is " + count + ", at least 1 needed");
        }
        return new SelectorLoops(count);
    }

    /** {@return the loop whose turn it is, running} */
    SelectorLoop next() throws IOException {
        lock.lock();
        try {
            if (closed) {
                throw new IOException("the selector loops are closed");
            }
            int index = turn;
            turn = (index + 1) % loops.length;
            SelectorLoop loop = loops[index];
            return loop == null ? startLoop(index) : loop;
        } finally {
            lock.unlock();
        }
    }

    private SelectorLoop startLoop(int index) throws IOException {
        Selector selector;
        try {
            selector = Selector.open();
        } catch (IOException exhausted) {
            for (SelectorLoop running : loops) {
                if (running != null) {
                    return running; // too many open files: the threads there are have to do
                }
            }
            throw exhausted;
        }
        SelectorLoop loop = new SelectorLoop(selector, "ws-io-" + (index + 1), LockSupport::parkNanos);
        boolean started = false;
        try {
            loop.start();
            started = true;
        } finally {
            if (!started) {
                selector.close();
            }
        }
        loops[index] = loop;
        return loop;
    }

    /** {@return whether the calling thread is one of a group, this or another, and must not wait for a connection} */
    public static boolean isLoopThread() {
        return SelectorLoop.isLoopThread();
    }

    /**
     * Closes all sockets that are still open, whose connections are told so, and ends the threads. Waits up to a second
     * for them, unless called by a selector loop's thread. May be called again.
     */
    @Override
    public void close() {
        SelectorLoop[] running;
        lock.lock();
        try {
            closed = true;
            running = Arrays.stream(loops).filter(Objects::nonNull).toArray(SelectorLoop[]::new);
        } finally {
            lock.unlock();
        }
        for (SelectorLoop loop : running) {
            loop.stop();
        }
        if (SelectorLoop.isLoopThread()) {
            return;
        }
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(END_PATIENCE_MILLIS);
        try {
            for (SelectorLoop loop : running) {
                loop.awaitEnd(TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime()));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
