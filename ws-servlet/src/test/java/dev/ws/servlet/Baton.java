package dev.ws.servlet;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Runs tasks on threads of their own, but only one at a time: the one that holds the baton. At every {@link #pause()} a
 * random number decides who goes on, so that a seed stands for one schedule, and the same seed for the same schedule.
 */
final class Baton {
    private static final ExecutorService THREADS = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task, "baton");
        thread.setDaemon(true);
        return thread;
    });

    private static final int PATIENCE_SECONDS = 3;
    private static final int MOST_STEPS = 100_000;

    private static final class Actor {
        final Runnable task;
        final Semaphore turn = new Semaphore(0);
        boolean started;

        Actor(Runnable task) {
            this.task = task;
        }
    }

    private final Random random;
    private final List<Actor> waiting = new ArrayList<>();
    private final CountDownLatch over = new CountDownLatch(1);
    private @Nullable Actor current;
    private @Nullable Throwable failure;
    private volatile @Nullable Thread holder; // who has the baton, for the report
    private int steps;

    Baton(long seed) {
        random = new Random((seed + 1) * 0x9E37_79B9_7F4A_7C15L); // small seeds would begin alike
    }

    Random random() {
        return random;
    }

    /** {@return true once in so many times} */
    boolean chance(int oneIn) {
        return random.nextInt(oneIn) == 0;
    }

    /** Adds a task, to be run some time. */
    void spawn(Runnable task) {
        waiting.add(new Actor(task));
    }

    /** Runs until no task is left. */
    void run() throws InterruptedException {
        THREADS.execute(this::next);
        if (!over.await(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
            AssertionError blocked = new AssertionError("a thread with the baton is blocked");
            Thread thread = holder;
            if (thread != null) {
                blocked.setStackTrace(thread.getStackTrace());
            }
            throw blocked;
        }
        if (failure != null) {
            throw new AssertionError(failure.getMessage(), failure);
        }
    }

    /** Lets somebody else go on, maybe. Called by whoever has the baton. */
    void pause() {
        Actor self = current;
        if (self == null || waiting.isEmpty() || !chance(3)) {
            return;
        }
        steps++;
        waiting.add(self);
        Actor other = waiting.remove(random.nextInt(waiting.size()));
        if (other == self) {
            return;
        }
        current = other;
        if (other.started) {
            other.turn.release();
        } else {
            THREADS.execute(() -> start(other));
        }
        self.turn.acquireUninterruptibly();
        holder = Thread.currentThread();
    }

    private void start(Actor actor) {
        act(actor);
        next();
    }

    // Goes on with others on this thread, as long as they have none of their own.
    private void next() {
        while (!waiting.isEmpty() && steps++ < MOST_STEPS) {
            Actor actor = waiting.remove(random.nextInt(waiting.size()));
            current = actor;
            if (actor.started) {
                actor.turn.release();
                return;
            }
            act(actor);
        }
        if (!waiting.isEmpty() && failure == null) {
            failure = new AssertionError("this schedule never ends");
        }
        current = null;
        over.countDown();
    }

    private void act(Actor actor) {
        actor.started = true;
        holder = Thread.currentThread();
        try {
            actor.task.run();
        } catch (Throwable t) {
            if (failure == null) {
                failure = t;
            }
        }
    }
}
