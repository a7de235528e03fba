package dev.ws.jakarta.session;

import dev.ws.transport.Scheduler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches for sessions on which nothing happens. One timer task at a time, none while there is no limit; traffic only notes
 * the time, and not even that without a limit.
 */
final class IdleWatch {
    private static final long SHORTEST_NANOS = 1_000_000;

    private final Scheduler timer;
    private final LongSupplier clock;
    private final Runnable expired;
    private final ReentrantLock lock = new ReentrantLock();
    private volatile boolean on; // lock
    private volatile long lastRead; // whoever receives, and lock
    private volatile long lastWrite; // whoever sends, and lock
    private long nanos; // lock; 0 for no limit, as the next two
    private long readNanos; // lock
    private long writeNanos; // lock
    private boolean running; // lock; between start and stop
    private @Nullable Future<?> task; // lock

    /**
     * Creates a watch that does not run yet.
     *
     * @param timer runs its task
     * @param clock tells the nanoseconds
     * @param expired called once by the timer's thread; does not block
     */
    IdleWatch(Scheduler timer, LongSupplier clock, Runnable expired) {
        this.timer = timer;
        this.clock = clock;
        this.expired = expired;
    }

    /** Something arrived. */
    void received() {
        if (on) {
            lastRead = clock.getAsLong();
        }
    }

    /** Something is sent. */
    void sent() {
        if (on) {
            lastWrite = clock.getAsLong();
        }
    }

    /**
     * Sets limits in milliseconds, 0 or less for none.
     *
     * @param idle without traffic in either direction
     * @param read without anything received
     * @param write without anything sent
     */
    void limits(long idle, long read, long write) {
        lock.lock();
        try {
            nanos = nanos(idle);
            readNanos = nanos(read);
            writeNanos = nanos(write);
            plan();
        } finally {
            lock.unlock();
        }
    }

    private static long nanos(long millis) {
        return millis <= 0 ? 0 : TimeUnit.MILLISECONDS.toNanos(Math.min(millis, TimeUnit.DAYS.toMillis(36_500)));
    }

    /** The session is open. */
    void start() {
        lock.lock();
        try {
            running = true;
            plan();
        } finally {
            lock.unlock();
        }
    }

    /** The session ends. */
    void stop() {
        lock.lock();
        try {
            running = false;
            plan();
        } finally {
            lock.unlock();
        }
    }

    // Lock held.
    private void plan() {
        Future<?> planned = task;
        task = null;
        if (planned != null) {
            planned.cancel(false);
        }
        boolean wanted = running && (nanos | readNanos | writeNanos) != 0;
        if (wanted && !on) {
            long now = clock.getAsLong();
            lastRead = now;
            lastWrite = now;
        }
        on = wanted;
        if (wanted) {
            schedule(left(clock.getAsLong()));
        }
    }

    private void schedule(long delay) {
        try {
            task = timer.schedule(this::check, Duration.ofNanos(Math.max(delay, SHORTEST_NANOS)));
        } catch (RejectedExecutionException stopped) {
            on = false; // the runtime is closed, which ends all connections anyway
        }
    }

    private void check() {
        boolean over = false;
        lock.lock();
        try {
            if (on) {
                long left = left(clock.getAsLong());
                over = left <= 0;
                if (over) {
                    running = false;
                    on = false;
                } else {
                    schedule(left);
                }
            }
        } finally {
            lock.unlock();
        }
        if (over) {
            expired.run();
        }
    }

    // Lock held. The time until the first limit is reached.
    private long left(long now) {
        long sinceRead = now - lastRead;
        long sinceWrite = now - lastWrite;
        long left = Long.MAX_VALUE;
        if (nanos > 0) {
            left = nanos - Math.min(sinceRead, sinceWrite);
        }
        if (readNanos > 0) {
            left = Math.min(left, readNanos - sinceRead);
        }
        if (writeNanos > 0) {
            left = Math.min(left, writeNanos - sinceWrite);
        }
        return left;
    }
}
