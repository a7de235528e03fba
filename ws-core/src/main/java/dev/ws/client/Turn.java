package dev.ws.client;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Runs the steps of one attempt one after the other, whichever threads they come from, so that its state needs no lock.
 * Whoever brings a step while no other runs has it run at once, by the given executor.
 */
final class Turn implements Executor {
    private final Executor executor;
    private final Queue<Runnable> steps = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();

    /**
     * A turn.
     *
     * @param executor runs the steps; one that runs them directly makes them run on the threads of sockets
     */
    Turn(Executor executor) {
        this.executor = executor;
    }

    /**
     * Runs a step, now or when those before it are done.
     *
     * @param step must not throw
     */
    @Override
    public void execute(Runnable step) {
        steps.add(step);
        if (waiting.getAndIncrement() == 0) {
            try {
                executor.execute(this::run);
            } catch (RuntimeException refused) {
                run(); // the executor is shut down: better here than never
            }
        }
    }

    private void run() {
        do {
            steps.remove().run();
        } while (waiting.decrementAndGet() > 0);
    }
}
