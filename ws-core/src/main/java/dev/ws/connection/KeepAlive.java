package dev.ws.connection;

import dev.ws.CloseCode;
import dev.ws.WebSocketOptions;
import java.time.Duration;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/**
 * Watches a connection that has an idle timeout or a heartbeat. One timer task at a time; traffic only notes the time.
 * The tasks ping, close or terminate, no more.
 */
final class KeepAlive {
    private final WebSocketConnection connection;
    private final ConnectionRuntime runtime;
    private final long idleNanos;
    private final long heartbeatNanos;
    private volatile long lastInput = System.nanoTime(); // pump thread
    private long lastPing = lastInput; // timer thread
    private volatile @Nullable Future<?> task; // timer thread, and whoever starts or stops
    private volatile boolean stopped; // any, once

    KeepAlive(WebSocketConnection connection, ConnectionRuntime runtime, WebSocketOptions options) {
        this.connection = connection;
        this.runtime = runtime;
        this.idleNanos = ConnectionRuntime.nanos(options.idleTimeout());
        this.heartbeatNanos = ConnectionRuntime.nanos(options.heartbeat());
    }

    static boolean wanted(WebSocketOptions options) {
        return !options.idleTimeout().isZero() || !options.heartbeat().isZero();
    }

    void received() {
        lastInput = System.nanoTime();
    }

    void start() {
        long now = System.nanoTime();
        lastInput = now;
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
        if (!stopped) {
            task = runtime.schedule(this::check, Duration.ofNanos(Math.max(next, 1_000_000)));
            if (stopped) {
                stop();
            }
        }
    }

    private void check() {
        long now = System.nanoTime();
        if (stopped) {
            return;
        }
        // G-004: nothing for too long; the closing handshake has its own limit.
        if (idleNanos > 0 && now - lastInput >= idleNanos) {
            connection.close(CloseCode.GOING_AWAY, "idle timeout");
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
