package dev.ws.client;

import dev.ws.CloseStatus;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.transport.SafeLog;
import dev.ws.transport.Scheduler;
import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection that is made anew when it ends, until it is closed here, its policy gives up, or its client is closed. Each
 * time it is another WebSocket, for which the setup is called; nothing that was sent or queued on one goes to the next.
 * Any thread.
 */
public final class ReconnectingWebSocket implements AutoCloseable {
    /** Makes a connection, for which it calls the setup. */
    @FunctionalInterface
    interface Connect {
        void connect(Consumer<WebSocket> setup);
    }

    private static final System.Logger LOGGER = System.getLogger("dev.ws.client");

    private final Connect connect;
    private final ReconnectPolicy policy;
    private final Consumer<? super WebSocket> setup;
    private final Scheduler timer;
    private final InstantSource clock;
    private final DoubleSupplier chance;
    private final CompletableFuture<Void> ended = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    private @Nullable WebSocket current; // lock
    private @Nullable Future<?> next; // lock; the timer's task
    private int attempts; // lock; those that failed or were cut short, one after the other
    private boolean closed; // lock, once

    ReconnectingWebSocket(
            Connect connect,
            ReconnectPolicy policy,
            Consumer<? super WebSocket> setup,
            Scheduler timer,
            InstantSource clock,
            DoubleSupplier chance) {
        this.connect = connect;
        this.policy = policy;
        this.setup = setup;
        this.timer = timer;
        this.clock = clock;
        this.chance = chance;
    }

    /** Makes a connection; the first one, or the timer's. */
    void connect() {
        connect.connect(this::begin);
    }

    private void begin(WebSocket ws) {
        boolean late;
        boolean first;
        lock.lock();
        try {
            late = closed;
            first = current == null;
            current = ws;
        } finally {
            lock.unlock();
        }
        if (late) {
            ws.terminate();
            end(null);
            return;
        }
        try {
            setup.accept(ws);
        } catch (Throwable thrown) {
            if (!first) { // else it is thrown to whoever connects
                log(ws, "setup", thrown);
            }
            throw thrown;
        }
        ws.addListener(new Watch()); // last, so that the application's listeners know first
    }

    // One connection's listener.
    private final class Watch implements WebSocketListener {
        private long openedMillis = Long.MAX_VALUE; // pump thread

        @Override
        public void onOpen(WebSocket ws) {
            openedMillis = clock.millis();
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus status) {
            boolean stable = openedMillis != Long.MAX_VALUE
                    && clock.millis() - openedMillis >= policy.stableAfter().toMillis();
            again(ws, stable, status);
        }
    }

    private void again(WebSocket ws, boolean wasStable, CloseStatus status) {
        Throwable cause = ws.closeCause();
        boolean wanted;
        try {
            wanted = !isClosed() && policy.condition().test(status, cause);
        } catch (Throwable thrown) {
            log(ws, "condition", thrown);
            end(thrown);
            return;
        }
        try {
            if (!wanted) {
                end(null);
            } else if (!schedule(wasStable, cause)) {
                end(cause);
            }
        } catch (RuntimeException runtimeClosed) {
            end(runtimeClosed);
        }
    }

    // Nobody need look at the end.
    private static void log(WebSocket ws, String hook, Throwable thrown) {
        SafeLog.log(
                LOGGER,
                System.Logger.Level.WARNING,
                "the " + hook + " for connection " + ws.id() + " at "
                        + ws.handshake().path() + " threw; it is not made anew",
                thrown);
    }

    // Returns false when it is time to give up.
    private boolean schedule(boolean wasStable, @Nullable Throwable cause) {
        lock.lock();
        try {
            attempts = wasStable ? 0 : attempts + 1;
            if (policy.maxAttempts() > 0 && attempts >= policy.maxAttempts()) {
                return false;
            }
            Duration delay = policy.delay(Math.max(0, attempts - 1), cause, chance.getAsDouble(), clock.instant());
            next = timer.schedule(this::connectLater, closed ? Duration.ZERO : delay);
            return true;
        } finally {
            lock.unlock();
        }
    }

    private void connectLater() {
        if (isClosed()) {
            end(null);
            return;
        }
        try {
            connect();
        } catch (RuntimeException | Error failed) {
            end(failed); // the client is closed, or the setup threw
        }
    }

    private void end(@Nullable Throwable failure) {
        lock.lock();
        try {
            closed = true;
        } finally {
            lock.unlock();
        }
        if (failure == null) {
            ended.complete(null);
        } else {
            ended.completeExceptionally(failure);
        }
    }

    /** {@return the connection, connecting, open or ended; the next one takes its place as soon as it connects} */
    public WebSocket current() {
        lock.lock();
        try {
            if (current == null) {
                throw new AssertionError("not begun");
            }
            return current;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many attempts failed, or connections ended too early, one after the other until now} */
    public int attempts() {
        lock.lock();
        try {
            return attempts;
        } finally {
            lock.unlock();
        }
    }

    /** {@return whether no further connection will be made} */
    public boolean isClosed() {
        lock.lock();
        try {
            return closed;
        } finally {
            lock.unlock();
        }
    }

    /**
     * The end.
     *
     * @return completes when no further connection will be made and the last one ended: after {@link #close()}, or when the
     *     policy's condition said so. Fails with what ended the last connection when the attempts are used up, with what the
     *     setup or the condition threw, and when the client is closed
     */
    public CompletableFuture<Void> ended() {
        return ended.copy();
    }

    /** Makes no further connection, and closes the current one as {@link WebSocket#close()} does. */
    @Override
    public void close() {
        WebSocket open;
        boolean waiting;
        lock.lock();
        try {
            closed = true;
            open = current;
            waiting = next != null && next.cancel(false);
        } finally {
            lock.unlock();
        }
        if (waiting) {
            end(null);
        }
        if (open != null) {
            open.close();
        }
    }
}
