package dev.ws.connection;

import dev.ws.CloseCode;
import dev.ws.WebSocketOptions;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Watches a connection that has an idle timeout or a heartbeat, or expects one. One timer task at a time; traffic only
 * notes the time. The tasks ping, close or terminate, no more.
 */
final class KeepAlive {
    private final WebSocketConnection connection;
    private final ConnectionRuntime runtime;
    private final long idleNanos;
    private final long heartbeatNanos;
    private final long expectPingNanos;
    private volatile long lastInput; // pump thread
    private volatile long lastPeerPing; // pump thread
    private long lastPing; // pump thread before the first task, then timer thread
    private volatile @Nullable Future<?> task; // timer thread, and whoever starts or stops
    private volatile boolean stopped; // any, once

    KeepAlive(WebSocketConnection connection, ConnectionRuntime runtime, WebSocketOptions options) {
        this.connection = connection;
        this.runtime = runtime;
        this.idleNanos = ConnectionRuntime.nanos(options.idleTimeout());
        this.heartbeatNanos = ConnectionRuntime.nanos(options.heartbeat());
        this.expectPingNanos = ConnectionRuntime.nanos(options.expectPing());
    }

    static boolean wanted(WebSocketOptions options) {
        return !options.idleTimeout().isZero()
                || !options.heartbeat().isZero()
                || !options.expectPing().isZero();
    }

    /** Something arrived. Pump thread. */
    void received() {
        lastInput = System.nanoTime();
    }

    /** A ping arrived. Pump thread. */
    void pingReceived() {
        lastPeerPing = System.nanoTime();
    }

    /** The connection is open. Pump thread. */
    void start() {
        long now = System.nanoTime();
        lastInput = now;
        lastPeerPing = now;
        lastPing = now;
        schedule(now);
    }

    private void schedule(long now) {
        long next = Long.MAX_VALUE;
        if (idleNanos > 0) {
            next = lastInput + idleNanos - now;
        }
        if (heartbeatNanos > 0) {
            next = Math.min(next, lastPing + heartbeatNanos - now);
        }
        if (expectPingNanos > 0) {
            next = Math.min(next, lastPeerPing + expectPingNanos - now);
        }
        if (!stopped) {
            task = runtime.schedule(() -> check(System.nanoTime()), Duration.ofNanos(Math.max(next, 1_000_000)));
            if (stopped) {
                stop();
            }
        }
    }

    /** Looks whether something is due. Timer thread. */
    void check(long now) {
        if (stopped) {
            return;
        }
        // G-004: nothing for too long; the closing handshake has its own limit.
        if (idleNanos > 0 && now - lastInput >= idleNanos) {
            connection.close(CloseCode.GOING_AWAY, "idle timeout");
            return;
        }
        // G-002: the peer fell silent; here too, the closing handshake has its own limit.
        if (expectPingNanos > 0 && now - lastPeerPing >= expectPingNanos) {
            if (connection.isOpen()) {
                connection.noteCause(new IOException(
                        "no ping came for " + connection.options().expectPing()));
                connection.terminate();
            }
            return;
        }
        // G-001: the peer had a whole interval to answer the last ping, and any input counts as an answer.
        if (heartbeatNanos > 0 && now - lastPing >= heartbeatNanos) {
            if (lastInput - lastPing < 0 && connection.pinged()) {
                connection.terminate();
                return;
            }
            lastPing = now;
            connection.heartbeat();
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
