package dev.ws.transport;

import java.time.Duration;
import java.util.concurrent.Future;

/** Runs short tasks later, for connect timeouts and retries; the caller of this package owns the thread behind it. */
@FunctionalInterface
public interface Scheduler {
    /**
     * Runs a task once.
     *
     * @param task never blocks; may run on any thread
     * @param delay when, from now
     * @return to cancel it
     * @throws java.util.concurrent.RejectedExecutionException when no more tasks are run
     */
    Future<?> schedule(Runnable task, Duration delay);
}
