package dev.ws.client;

import java.net.InetAddress;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;

/**
 * Questions to the JVM that may block - for addresses of hosts, for proxies - on the runtime's executor, a few at a
 * time, so that a thousand connections need no thousand threads. Any thread.
 */
final class Lookups implements Resolver {
    private static final int MOST_AT_A_TIME = 8;

    private final Executor executor;
    private final Queue<Runnable> waiting = new ConcurrentLinkedQueue<>();
    private final Semaphore places = new Semaphore(MOST_AT_A_TIME);

    Lookups(Executor executor) {
        this.executor = executor;
    }

    @Override
    public CompletionStage<List<InetAddress>> resolve(String host) {
        return ask(() -> List.of(InetAddress.getAllByName(host)));
    }

    /** Asks a question. */
    <T> CompletableFuture<T> ask(Callable<T> question) {
        CompletableFuture<T> answer = new CompletableFuture<>();
        waiting.add(() -> {
            try {
                answer.complete(question.call());
            } catch (Throwable failure) {
                answer.completeExceptionally(failure);
            }
        });
        if (places.tryAcquire()) {
            try {
                executor.execute(this::run);
            } catch (RuntimeException refused) {
                places.release();
                answer.completeExceptionally(refused);
            }
        }
        return answer;
    }

    // Looks once more after giving the place back: a question may have come that found no place.
    private void run() {
        do {
            for (Runnable next = waiting.poll(); next != null; next = waiting.poll()) {
                next.run();
            }
            places.release();
        } while (!waiting.isEmpty() && places.tryAcquire());
    }
}
