package dev.ws.server;

import dev.ws.CloseCode;
import dev.ws.WebSocket;
import dev.ws.connection.CompressionPool;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The connections of a server and its life: running, closing, closed. A handshake takes a place before it is accepted
 * and gives it back when its connection ended or never opened, so nothing slips through between counting and opening.
 * Called by handshakes, pumps, the timer and whoever stops the server; the lock is never held while calling connections or
 * the application.
 */
final class Connections implements ConnectionOwner {
    // After the deadline of a shutdown: how long cut connections may take to say goodbye before the runtime ends.
    private static final Duration GRACE = Duration.ofSeconds(1);

    /** What became of the wish for a place. */
    enum Place {
        TAKEN,
        NONE_LEFT,
        SERVER_CLOSED
    }

    private record Farewell(int code, String reason) {}

    private final ServerHooks hooks;
    private final ConnectionRuntime runtime;
    private final boolean ownsRuntime;
    private final @Nullable CompressionPool compression;
    private final boolean tracking;
    private final int most;
    private final Set<WebSocket> open = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final CompletableFuture<ShutdownReport> report = new CompletableFuture<>(); // of the first shutdown
    private final ReentrantLock lock = new ReentrantLock();

    private volatile ServerState state = ServerState.RUNNING; // lock
    private boolean standAlone; // lock, once; the server has a listener of its own
    private boolean listening; // lock; that listener is not closed yet
    private int places; // lock; accepted handshakes and connections that have not ended
    private volatile @Nullable Farewell farewell; // lock; set once, by a shutdown
    private volatile boolean deadlinePassed; // lock; set once, by a shutdown
    private int atShutdown; // lock; places when the shutdown began
    private int timedOut; // lock; places when its deadline passed
    private @Nullable Future<?> deadlineTimer; // lock
    private boolean runtimeEnded; // lock

    Connections(
            ServerHooks hooks,
            ConnectionRuntime runtime,
            boolean ownsRuntime,
            @Nullable CompressionPool compression,
            ServerOptions options) {
        this.hooks = hooks;
        this.runtime = runtime;
        this.ownsRuntime = ownsRuntime;
        this.compression = compression;
        this.tracking = options.clientTracking();
        this.most = options.maxConnections();
    }

    ServerState state() {
        return state;
    }

    /** All open connections, live. */
    Set<WebSocket> all() {
        return open;
    }

    CompletableFuture<Void> closed() {
        return closed.copy();
    }

    /** Completes when nothing of the server is left, tracked or not. */
    CompletableFuture<Void> ended() {
        return ended;
    }

    // --- the listener of a stand-alone server ------------------------------------------------------------------------

    /** The server is about to listen: its end waits for {@link #listenerClosed()}, and for all connections. */
    void listen() {
        lock.lock();
        try {
            standAlone = true;
            listening = true;
        } finally {
            lock.unlock();
        }
    }

    /** The server's own listener is closed, or could not be opened. */
    void listenerClosed() {
        lock.lock();
        try {
            listening = false;
        } finally {
            lock.unlock();
        }
        settle();
    }

    // --- places ------------------------------------------------------------------------------------------------------

    /** Whether a place could be had now, without taking it. */
    Place look() {
        lock.lock();
        try {
            if (state != ServerState.RUNNING) {
                return Place.SERVER_CLOSED;
            }
            return most > 0 && places >= most ? Place.NONE_LEFT : Place.TAKEN;
        } finally {
            lock.unlock();
        }
    }

    /** Takes a place, to be given back by {@link #giveBack} or by the end of the connection. */
    Place take() {
        lock.lock();
        try {
            Place place = look();
            if (place == Place.TAKEN) {
                places++;
            }
            return place;
        } finally {
            lock.unlock();
        }
    }

    /** Gives a place back. */
    void giveBack() {
        lock.lock();
        try {
            places--;
        } finally {
            lock.unlock();
        }
        settle();
    }

    /** Whether it is too late to open a connection: the deadline of a shutdown passed. */
    boolean tooLate() {
        return deadlinePassed;
    }

    @Override
    public @Nullable CompletionStage<?> opened(WebSocket ws) {
        open.add(ws);
        // Looked at after the adding: either this sees the shutdown or the shutdown sees the connection.
        Farewell goodbye = farewell;
        if (goodbye == null) {
            return hooks.connected(ws);
        }
        if (deadlinePassed) {
            ws.terminate();
        } else {
            ws.close(goodbye.code, goodbye.reason);
        }
        return null;
    }

    @Override
    public boolean failed(WebSocket ws, Throwable thrown) {
        return hooks.told(thrown, ws.handshake());
    }

    @Override
    public void ended(WebSocket ws) {
        open.remove(ws);
        giveBack();
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /** Takes no more connections. */
    void stopAccepting() {
        lock.lock();
        try {
            if (state == ServerState.RUNNING) {
                state = ServerState.CLOSING;
            }
        } finally {
            lock.unlock();
        }
        settle();
    }

    /** Closes all connections; cuts those that are left at the deadline, if there is one. */
    CompletableFuture<ShutdownReport> shutdown(int code, String reason, @Nullable Duration deadline) {
        if (begin(new Farewell(code, reason))) {
            for (WebSocket ws : open) {
                ws.close(code, reason);
            }
            try {
                if (deadline != null) {
                    arm(this::cutTheRest, deadline);
                }
            } catch (RejectedExecutionException runtimeClosed) {
                cutTheRest();
            }
            settle();
        }
        return report.copy();
    }

    // Returns whether this is the first call, which counts.
    private boolean begin(Farewell goodbye) {
        lock.lock();
        try {
            if (farewell != null) {
                return false;
            }
            atShutdown = places;
            farewell = goodbye;
            if (state == ServerState.RUNNING) {
                state = ServerState.CLOSING;
            }
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** Cuts all connections, also when a shutdown is under way. */
    void closeNow() {
        begin(new Farewell(CloseCode.GOING_AWAY, ""));
        if (!deadlinePassed) {
            cutTheRest();
        }
        settle();
    }

    /** After {@link #shutdown}: waits for the end, unless this thread is one that the connections need. */
    void awaitEnd(@Nullable Duration deadline) {
        if (runtime.isNeeded() || open.stream().anyMatch(Connections::isInCallback)) {
            return;
        }
        try {
            if (deadline == null) {
                ended.get();
            } else {
                ended.get(deadline.plus(GRACE).toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (InterruptedException e) {
            closeNow();
            Thread.currentThread().interrupt();
        } catch (TimeoutException late) {
            closeNow(); // a shutdown with more time was under way
        } catch (ExecutionException e) {
            throw new AssertionError(e); // nobody completes it so
        }
    }

    private static boolean isInCallback(WebSocket ws) {
        return ws instanceof WebSocketConnection connection && connection.isPumpThread();
    }

    private void arm(Runnable task, Duration delay) {
        lock.lock();
        try {
            if (places > 0 && !runtimeEnded) {
                deadlineTimer = runtime.schedule(task, delay);
            }
        } finally {
            lock.unlock();
        }
    }

    private void cutTheRest() {
        lock.lock();
        try {
            deadlinePassed = true;
            timedOut = places;
        } finally {
            lock.unlock();
        }
        for (WebSocket ws : open) {
            ws.terminate();
        }
        report.complete(report());
        if (ownsRuntime) {
            arm(this::endRuntime, GRACE);
        }
    }

    private ShutdownReport report() {
        lock.lock();
        try {
            return new ShutdownReport(atShutdown - timedOut, timedOut);
        } finally {
            lock.unlock();
        }
    }

    // Completes what waits for the last connection, if that is gone.
    private void settle() {
        boolean nobodyLeft;
        boolean done;
        boolean shutDown;
        lock.lock();
        try {
            if (state == ServerState.RUNNING) {
                return;
            }
            nobodyLeft = places == 0 && !listening;
            done = nobodyLeft || (!tracking && !standAlone);
            if (done) {
                state = ServerState.CLOSED;
            }
            shutDown = nobodyLeft && farewell != null;
        } finally {
            lock.unlock();
        }
        if (shutDown) {
            report.complete(report());
        }
        if (done) {
            closed.complete(null);
        }
        if (nobodyLeft) {
            endRuntime();
        }
    }

    private void endRuntime() {
        lock.lock();
        try {
            if (runtimeEnded) {
                return;
            }
            runtimeEnded = true;
            if (deadlineTimer != null) {
                deadlineTimer.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        if (compression != null) {
            compression.close();
        }
        if (ownsRuntime) {
            runtime.close();
        }
        ended.complete(null);
    }
}
