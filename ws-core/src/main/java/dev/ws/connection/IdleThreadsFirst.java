package dev.ws.connection;

import java.io.Serial;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;

/**
 * The queue of a thread pool that gives a task to an idle thread, starts another thread only when none is idle, and queues
 * when no more may be started. Pools by themselves either start a thread for each task or none while they can queue.
 */
final class IdleThreadsFirst extends LinkedTransferQueue<Runnable> {
    @Serial
    private static final long serialVersionUID = 1L;

    /** {@return whether an idle thread took the task; if not, the pool starts a thread} */
    @Override
    public boolean offer(Runnable task) {
        return tryTransfer(task);
    }

    // Not add() or put(), which lead to offer() in some JDKs.
    private void append(Runnable task) {
        super.offer(task);
    }

    /** Queues what the pool rejects because it may start no more threads. */
    static void queue(Runnable task, ThreadPoolExecutor pool) {
        if (pool.isShutdown()) {
            throw new RejectedExecutionException("the pool is shut down");
        }
        ((IdleThreadsFirst) pool.getQueue()).append(task);
        if (pool.isShutdown() && pool.remove(task)) {
            throw new RejectedExecutionException("the pool is shut down");
        }
    }
}
