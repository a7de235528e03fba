package dev.ws.connection;

import dev.ws.ConnectionCutException;
import dev.ws.transport.Scheduler;
import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a peer that takes nothing of what is queued for it. Only time counts in which it could have taken something: not
 * while the thread that writes runs a callback of the application, and not before one more try to write at the end. One timer
 * task at a time, and none while nothing waits.
 */
final class WriteStall {
    /** What is watched. */
    interface Watched {
        /** {@return whether there is output that the transport did not take; any thread} */
        boolean isStalled();

        /** {@return whether output would go out at once if the peer took it; any thread} */
        boolean wouldWrite();

        /** Tries to write; may run application code. Thread of the executor. */
        void tryToWrite();

        /** Ends it so that nothing is kept for the peer. Thread of the executor or the timer. */
        void reset(ConnectionCutException cause);
    }

    private final Watched watched;
    private final Scheduler timer;
    private final Executor executor;
    private final Duration limit;
    private final AtomicBoolean armed = new AtomicBoolean();
    private volatile boolean taken; // drainer sets, timer and executor clear; since the last look
    private volatile boolean stopped; // any, once
    private volatile @Nullable Future<?> task; // whoever arms

    /**
     * Watches nothing yet.
     *
     * @param limit how long the peer may take nothing; zero for ever
     */
    WriteStall(Watched watched, Scheduler timer, Executor executor, Duration limit) {
        this.watched = watched;
        this.timer = timer;
        this.executor = executor;
        this.limit = limit;
    }

    /** The transport did not take everything. Drainer. */
    void stalled() {
        if (!limit.isZero() && armed.compareAndSet(false, true)) {
            watch();
        }
    }

    /** The transport took something after that. Drainer. */
    void taken() {
        taken = true;
    }

    private void watch() {
        taken = false;
        try {
            task = timer.schedule(this::look, limit);
        } catch (RejectedExecutionException closed) {
            stopped = true; // the runtime ends all connections anyway
        }
        if (stopped) {
            stop();
        }
    }

    private void look() {
        if (stopped || !mayBeStuck()) {
            return;
        }
        try {
            executor.execute(this::judge);
        } catch (RuntimeException refused) {
            judge();
        }
    }

    private void judge() {
        watched.tryToWrite();
        if (!stopped && mayBeStuck()) {
            watched.reset(new ConnectionCutException("the peer took no byte within " + TimeText.of(limit)));
        }
    }

    // If not, it is watched on, or not until the next stall.
    private boolean mayBeStuck() {
        if (!watched.isStalled()) {
            armed.set(false);
            if (watched.isStalled()) {
                stalled(); // it was just before
            }
            return false;
        }
        if (taken || !watched.wouldWrite()) {
            watch();
            return false;
        }
        return true;
    }

    /** Ends the watch. Any thread. */
    void stop() {
        stopped = true;
        Future<?> last = task;
        if (last != null) {
            last.cancel(false);
        }
    }
}
