package dev.ws.jakarta.session;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets one thread at a time into an endpoint (specification 5.1), with the application's class loader: the pump, the thread of a
 * stream handler, a thread that closes the session. Who must not wait leaves a task for whoever is inside.
 */
final class Turn {
    private final ReentrantLock lock = new ReentrantLock();
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final @Nullable ClassLoader loader;
    private @Nullable ClassLoader outer; // lock

    /** Creates it free. The calling thread's class loader is the application's. */
    Turn() {
        this.loader = Thread.currentThread().getContextClassLoader();
    }

    /** Goes in, unless somebody is inside. */
    boolean enter() {
        if (lock.isHeldByCurrentThread() || !lock.tryLock()) {
            return false;
        }
        entered();
        return true;
    }

    /** Goes in when nobody is inside any more. Not for the pump. */
    void await() {
        lock.lock();
        entered();
    }

    /** {@return whether this thread is inside} */
    boolean isMine() {
        return lock.isHeldByCurrentThread();
    }

    /** Goes out, after what others left to do. */
    void leave() {
        left();
        work();
    }

    private void entered() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        outer = before;
        if (before != loader) {
            thread.setContextClassLoader(loader);
        }
    }

    /**
     * Runs a task inside: now, or by whoever is inside when it leaves.
     *
     * @param task does not throw
     */
    void soon(Runnable task) {
        waiting.add(task);
        work();
    }

    private void work() {
        while (!waiting.isEmpty() && enter()) {
            try {
                for (Runnable task = waiting.poll(); task != null; task = waiting.poll()) {
                    task.run();
                }
            } finally {
                left();
            }
        }
    }

    private void left() {
        if (outer != loader) {
            Thread.currentThread().setContextClassLoader(outer);
        }
        outer = null;
        lock.unlock();
    }
}
