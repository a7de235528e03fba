package dev.ws.transport;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/** Keeps tasks until the test lets the time pass. */
final class ManualScheduler implements Scheduler {
    private final List<FutureTask<?>> tasks = new ArrayList<>(); // itself
    private final List<Duration> delays = new ArrayList<>(); // tasks

    @Override
    public Future<?> schedule(Runnable task, Duration delay) {
        FutureTask<?> kept = new FutureTask<>(task, null);
        synchronized (tasks) {
            tasks.add(kept);
            delays.add(delay);
        }
        return kept;
    }

    /** {@return how many tasks wait, not counting cancelled ones} */
    int waiting() {
        synchronized (tasks) {
            return (int) tasks.stream().filter(task -> !task.isCancelled()).count();
        }
    }

    /** {@return all delays asked for so far} */
    List<Duration> delays() {
        synchronized (tasks) {
            return List.copyOf(delays);
        }
    }

    /** Runs what waits. */
    void pass() {
        List<FutureTask<?>> due;
        synchronized (tasks) {
            due = List.copyOf(tasks);
            tasks.clear();
        }
        due.forEach(FutureTask::run);
    }
}
