package dev.ws.connection;

import dev.ws.ConnectionCutException;
import dev.ws.WebSocketOptions;
import dev.ws.transport.Scheduler;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches a connection that has an idle timeout or a heartbeat, or expects one. Knows when the peer gave a sign of life:
 * it sent something, or it took output that had to wait for it. A peer is silent only in time in which it would have been
 * heard: not while application code runs, while reading is held, or while input waits for a thread. After such a time it gets
 * its whole interval again. One timer task at a time; traffic only notes the time. The tasks ping, close or cut, no more.
 */
final class KeepAlive {
    /** What is watched. Timer thread. */
    interface Watched {
        boolean isOpen();

        /** {@return whether there is input that was told and not read yet} */
        boolean hasUnreadInput();

        /** {@return whether the last ping has left the queue} */
        boolean isPingOut();

        void sendPing();

        /** Closes with 1001. */
        void closeIdle(ConnectionCutException cause);

        void cut(ConnectionCutException cause);
    }

    private final Watched watched;
    private final Scheduler timer;
    private final LongSupplier clock;
    private final DoubleSupplier random;
    private final WebSocketOptions options;
    private final long idleNanos;
    private final long heartbeatNanos;
    private final long expectPingNanos;
    private final long tolerance; // not listening for less than this is nothing
    private volatile long lastInput; // pump thread
    private volatile long lastPeerPing; // pump thread
    private volatile long lastTaken; // drainer
    private volatile long listeningSince; // pump thread; after it was deaf for longer than the tolerance
    private volatile boolean listening; // pump thread
    private long deafSince; // pump thread
    private long lastPing; // pump thread before the first task, then timer thread
    private boolean pinged; // timer thread
    private volatile @Nullable Future<?> task; // timer thread, and whoever starts or stops
    private volatile boolean stopped; // any, once

    /**
     * Starts nothing yet.
     *
     * @param clock nanoseconds
     * @param random from 0 to 1; how much of the first half interval passes before the first ping
     */
    KeepAlive(Watched watched, Scheduler timer, LongSupplier clock, DoubleSupplier random, WebSocketOptions options) {
        this.watched = watched;
        this.timer = timer;
        this.clock = clock;
        this.random = random;
        this.options = options;
        this.idleNanos = ConnectionRuntime.nanos(options.idleTimeout());
        this.heartbeatNanos = ConnectionRuntime.nanos(options.heartbeat());
        this.expectPingNanos = ConnectionRuntime.nanos(options.expectPing());
        this.tolerance =
                Math.min(orLongest(idleNanos), Math.min(orLongest(heartbeatNanos), orLongest(expectPingNanos))) / 8;
    }

    private static long orLongest(long nanos) {
        return nanos == 0 ? Long.MAX_VALUE : nanos;
    }

    static boolean wanted(WebSocketOptions options) {
        return !options.idleTimeout().isZero()
                || !options.heartbeat().isZero()
                || !options.expectPing().isZero();
    }

    /** Something arrived. Pump thread. */
    void received() {
        long now = clock.getAsLong();
        lastInput = now;
        deafSince = now;
        listening = false;
    }

    /** A ping arrived. Pump thread. */
    void pingReceived() {
        lastPeerPing = clock.getAsLong();
    }

    /** Reading is held, or application code is about to run. Pump thread. */
    void deaf() {
        if (listening) {
            deafSince = clock.getAsLong();
            listening = false;
        }
    }

    /** Input was asked for. Pump thread. */
    void listens() {
        if (!listening) {
            long now = clock.getAsLong();
            if (now - deafSince >= tolerance) {
                listeningSince = now;
            }
            listening = true;
        }
    }

    /** The peer took output that it had let wait. Drainer. */
    void outputTaken() {
        lastTaken = clock.getAsLong();
    }

    /** The connection is open. Pump thread. */
    void start() {
        long now = clock.getAsLong();
        lastInput = now;
        lastPeerPing = now;
        lastTaken = now;
        listeningSince = now;
        deafSince = now;
        lastPing =
                now - (long) (random.getAsDouble() * heartbeatNanos / 2); // many that open at once do not ping at once
        schedule(now);
    }

    private void schedule(long now) {
        long next = Long.MAX_VALUE;
        if (idleNanos > 0) {
            next = orTolerance(lastSign() + idleNanos - now);
        }
        if (heartbeatNanos > 0) {
            next = Math.min(next, lastPing + heartbeatNanos - now);
        }
        if (expectPingNanos > 0) {
            next = Math.min(next, orTolerance(lastExpectedPing() + expectPingNanos - now));
        }
        if (!stopped) {
            task = timer.schedule(this::check, Duration.ofNanos(Math.max(next, 1_000_000)));
            if (stopped) {
                stop();
            }
        }
    }

    // What is overdue and was not judged is looked at again soon.
    private long orTolerance(long nanos) {
        return nanos <= 0 ? tolerance : nanos;
    }

    private long lastSign() {
        return latest(latest(lastInput, lastTaken), listeningSince);
    }

    private long lastExpectedPing() {
        return latest(lastPeerPing, listeningSince);
    }

    private static long latest(long one, long other) {
        return one - other > 0 ? one : other;
    }

    /** Looks whether something is due. Timer thread. */
    void check() {
        if (stopped) {
            return;
        }
        long now = clock.getAsLong();
        boolean heard = listening && !watched.hasUnreadInput();
        // Nothing for too long; the closing handshake has its own limit.
        if (idleNanos > 0 && heard && now - lastSign() >= idleNanos) {
            watched.closeIdle(new ConnectionCutException("idle for " + TimeText.of(options.idleTimeout())));
            return;
        }
        // The peer fell silent; here too, the closing handshake has its own limit.
        if (expectPingNanos > 0 && heard && now - lastExpectedPing() >= expectPingNanos) {
            if (watched.isOpen()) {
                watched.cut(new ConnectionCutException("no ping within " + TimeText.of(options.expectPing())));
            }
            return;
        }
        // The peer had a whole interval to answer the last ping, and any sign of life counts as an answer.
        if (heartbeatNanos > 0 && now - lastPing >= heartbeatNanos) {
            if (pinged && heard && lastSign() - lastPing < 0) {
                watched.cut(
                        new ConnectionCutException("no answer to a ping within " + TimeText.of(options.heartbeat())));
                return;
            }
            lastPing = now;
            if (!pinged || watched.isPingOut()) { // else one waits behind a long message
                pinged = true;
                watched.sendPing();
            }
        }
        schedule(now);
    }

    void stop() {
        stopped = true;
        Future<?> running = task;
        if (running != null) {
            running.cancel(false);
        }
    }
}
