package dev.ws.servlet;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Hands tasks that come in bursts to an executor, without waking a thread for each: one thread at a time is asked for, and
 * it asks for the next before it runs a task while others wait. So a task that blocks keeps none waiting.
 */
final class TaskRelay implements Executor {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    private final Executor executor;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicBoolean coming = new AtomicBoolean(); // a thread was asked for and has not begun

    TaskRelay(Executor executor) {
        this.executor = executor;
    }

    /** {@return whether tasks go to this executor} */
    boolean isFor(Executor target) {
        return executor == target;
    }

    /** Runs a task soon; on the calling thread when the executor takes none any more. */
    @Override
    public void execute(Runnable task) {
        tasks.add(task);
        askForThread();
    }

    private void askForThread() {
        if (coming.compareAndSet(false, true)) {
            try {
                executor.execute(this::serve);
            } catch (RejectedExecutionException stopped) {
                serve();
            }
        }
    }

    private void serve() {
        coming.set(false); // before the queue is looked at, so that no task is missed
        Runnable task = tasks.poll();
        while (task != null) {
            if (!tasks.isEmpty()) {
                askForThread();
            }
            try {
                task.run();
            } catch (RuntimeException | Error e) {
                LOGGER.log(System.Logger.Level.WARNING, "a stream failed inside the engine", e);
            }
            task = tasks.poll();
        }
    }
}
