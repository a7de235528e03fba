package dev.ws.client;

import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Runs what may take long - questions to the JVM for addresses and proxies, signatures - on another executor, a few at a
 * time, so that a thousand connections need no thousand threads. Any thread.
 */
final class FewAtATime implements Executor {
    private final Executor executor;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore places;

    FewAtATime(int most, Executor executor) {
        this.executor = executor;
        this.places = new Semaphore(most);
    }

    /**
     * Asks a question.
     *
     * @param question may block
     * @return completed by a thread of the executor
     */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        try {
            execute(() -> {
                try {
                    answer.complete(question.call());
                } catch (Throwable failure) {
                    answer.completeExceptionally(failure);
                }
            });
        } catch (RuntimeException refused) {
            answer.completeExceptionally(refused);
        }
        return answer;
    }

    @Override
    public void execute(Runnable task) {
        waiting.add(task);
        if (places.tryAcquire()) {
            try {
                executor.execute(this::run);
            } catch (RuntimeException refused) {
                places.release();
                if (waiting.remove(task)) { // else another run has taken it
                    throw refused;
                }
            }
        }
    }

    // Looks once more after giving the place back: a task may have come that found no place.
    private void run() {
        do {
            try {
                for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.run();
                }
            } finally {
                places.release();
            }
        } while (!waiting.isEmpty() && places.tryAcquire());
    }
}
