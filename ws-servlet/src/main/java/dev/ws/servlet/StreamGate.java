package dev.ws.servlet;

import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Lets threads use the container's streams until the connection is closed. A close of ours comes when the last of them has
 * left, and after it nobody gets in. So no stream is ever used while or after the connection closes.
 */
final class StreamGate {
    private static final int CLOSING = 1 << 30;

    private final Runnable idle;
    private final AtomicInteger inside = new AtomicInteger(); // threads inside, and CLOSING
    private volatile @Nullable Runnable closer; // written before CLOSING is set

    /**
     * Makes an open gate.
     *
     * @param idle what a thread does that waits for others to leave, again and again
     */
    StreamGate(Runnable idle) {
        this.idle = idle;
    }

    /** {@return whether the caller may use the streams; if so, it has to {@link #leave()}} */
    boolean enter() {
        int seen = inside.get();
        while ((seen & CLOSING) == 0) {
            if (inside.compareAndSet(seen, seen + 1)) {
                return true;
            }
            seen = inside.get();
        }
        return false;
    }

    void leave() {
        if (inside.decrementAndGet() == CLOSING) {
            runCloser();
        }
    }

    /** Runs a task when nobody is inside any more: now, or by the thread that leaves last. Only the first call counts. */
    void close(Runnable task) {
        int seen = inside.get();
        while ((seen & CLOSING) == 0) {
            closer = task;
            if (inside.compareAndSet(seen, seen | CLOSING)) {
                if (seen == 0) {
                    runCloser();
                }
                return;
            }
            seen = inside.get();
        }
    }

    /** After {@link #close}: waits for those who are inside, which is never long as no call of a stream blocks. */
    void awaitEmpty() {
        while (inside.get() != CLOSING) {
            idle.run();
        }
    }

    private void runCloser() {
        Runnable task = closer;
        if (task != null) {
            task.run();
        }
    }
}
