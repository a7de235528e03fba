package dev.ws.client;

import dev.ws.CloseCode;
import dev.ws.WebSocket;
import dev.ws.connection.CompressionPool;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.extension.deflate.DeflateOptions;
import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a client, connecting and open, what they share, and the client's life. The lock is never held while
 * calling connections or the application. Any thread.
 */
final class ClientConnections {
    // How long cut connections may take to say goodbye before the runtime ends.
    private static final Duration GRACE = Duration.ofSeconds(1);

    private final ConnectionRuntime runtime;
    private final boolean ownsRuntime;
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();
    private final Set<WebSocket> live = new HashSet<>(); // lock
    private final Map<DeflateOptions, CompressionPool> compression = new HashMap<>(); // lock

    private boolean closing; // lock; once
    private boolean finished; // lock; once
    private @Nullable Future<?> timer; // lock

    ClientConnections(ConnectionRuntime runtime, boolean ownsRuntime) {
        this.runtime = runtime;
        this.ownsRuntime = ownsRuntime;
    }

    /** The deflaters and inflaters of all connections with these settings. */
    CompressionPool compression(DeflateOptions options) {
        lock.lock();
        try {
            requireOpen();
            return compression.computeIfAbsent(options, runtime::compressionPool);
        } finally {
            lock.unlock();
        }
    }

    /** Takes a connection, until {@link #ended}. */
    void add(WebSocket ws) {
        lock.lock();
        try {
            requireOpen();
            live.add(ws);
        } finally {
            lock.unlock();
        }
    }

    // Lock held.
    private void requireOpen() {
        if (closing) {
            throw new IllegalStateException("The client is closed");
        }
    }

    /** A copy of all that have not ended. */
    Set<WebSocket> all() {
        lock.lock();
        try {
            return Set.copyOf(live);
        } finally {
            lock.unlock();
        }
    }

    void ended(WebSocket ws) {
        lock.lock();
        try {
            live.remove(ws);
        } finally {
            lock.unlock();
        }
        settle();
    }

    /** Completes when everything ended after {@link #shutdown}, {@link #close} or {@link #closeNow}. */
    CompletableFuture<Void> closed() {
        return closed.copy();
    }

    /** Ends the connections with close code 1001, and cuts what is left at the deadline, if there is one. */
    CompletableFuture<Void> shutdown(@Nullable Duration deadline) {
        for (WebSocket ws : stop()) {
            ws.close(CloseCode.GOING_AWAY, "");
        }
        if (deadline != null) {
            arm(this::closeNow, deadline);
        }
        settle();
        return closed();
    }

    /** As {@link #shutdown}, and waits, unless this thread is one that the connections need. */
    void close(@Nullable Duration deadline) {
        boolean mayWait = !runtime.isNeeded() && all().stream().noneMatch(ClientConnections::isInCallback);
        CompletableFuture<Void> end = shutdown(deadline);
        if (mayWait) {
            try {
                end.get();
            } catch (InterruptedException e) {
                closeNow();
                Thread.currentThread().interrupt();
            } catch (ExecutionException e) {
                throw new AssertionError(e); // nobody completes it so
            }
        }
    }

    private static boolean isInCallback(WebSocket ws) {
        return ws instanceof WebSocketConnection connection && connection.isPumpThread();
    }

    /** Cuts all connections. */
    void closeNow() {
        for (WebSocket ws : stop()) {
            ws.terminate();
        }
        arm(this::finish, GRACE);
        settle();
    }

    private List<WebSocket> stop() {
        lock.lock();
        try {
            closing = true;
            return List.copyOf(live);
        } finally {
            lock.unlock();
        }
    }

    private void arm(Runnable task, Duration delay) {
        lock.lock();
        try {
            if (!live.isEmpty() && !finished) {
                cancelTimer();
                timer = runtime.schedule(task, delay);
            }
        } catch (RejectedExecutionException runtimeClosed) {
            timer = null; // it ends all connections itself
        } finally {
            lock.unlock();
        }
    }

    private void cancelTimer() {
        if (timer != null) {
            timer.cancel(false);
        }
    }

    private void settle() {
        boolean done;
        lock.lock();
        try {
            done = closing && live.isEmpty();
        } finally {
            lock.unlock();
        }
        if (done) {
            finish();
        }
    }

    private void finish() {
        List<CompressionPool> pools;
        lock.lock();
        try {
            if (finished) {
                return;
            }
            finished = true;
            cancelTimer();
            pools = List.copyOf(compression.values());
        } finally {
            lock.unlock();
        }
        pools.forEach(CompressionPool::close);
        if (ownsRuntime) {
            runtime.close();
        }
        closed.complete(null);
    }
}
