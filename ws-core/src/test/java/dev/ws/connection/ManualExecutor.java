package dev.ws.connection;

import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Keeps tasks until the test runs them. */
final class ManualExecutor implements Executor {
    private final LinkedBlockingQueue<Runnable> tasks = new LinkedBlockingQueue<>();

    @Override
    public void execute(Runnable task) {
        tasks.add(task);
    }

    int size() {
        return tasks.size();
    }

    /** Runs the oldest task; returns whether there was one. */
    boolean runNext() {
        Runnable task = tasks.poll();
        if (task == null) {
            return false;
        }
        task.run();
        return true;
    }

    /** Runs tasks until there are none. */
    int runAll() {
        int count = 0;
        while (runNext()) {
            count++;
        }
        return count;
    }

    /** Waits for a task and runs it. */
    void awaitNext() throws InterruptedException {
        Runnable task = tasks.poll(Harness.SECONDS, TimeUnit.SECONDS);
        if (task == null) {
            throw new AssertionError("no task came");
        }
        task.run();
    }
}
