package dev.ws.servlet;

import dev.ws.transport.Transport;
import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A stream of an HTTP/2 connection of Jetty 12, opened by an extended CONNECT (RFC 8441). Others share the connection, and
 * the thread that tells of input, of a finished write or of an end is the one that reads or writes for all of them: what it
 * brings goes to Jetty's executor, so that a handler that blocks keeps nobody else waiting. What handlers may wait for, a
 * finished write or the end, goes elsewhere: behind input it would wait for a thread when all of Jetty's block in handlers.
 *
 * <p>The end of the stream stands for the end of a TCP connection, its reset for a TCP reset (RFC 8441 section 5). Jetty
 * forgets a stream only when both sides ended it or one reset it. So after our end the rest of the peer's is read and
 * dropped; a peer that does not end its side in time is reset.
 */
final class JettyStreamTransport extends JettyTransport {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    /** What a peer may still send after our end, in bytes and time. */
    private static final int LINGER_BYTES = 1024 * 1024;

    private static final long LINGER_MILLIS = 2_000;
    private static final int CANCEL = 8; // RFC 9113 section 7

    private final JettyApi api;
    private final Object endPoint;
    private final TaskRelay relay;
    private final TaskRelay events;
    private final Runnable inputTask = this::handleInput;
    private final ReentrantLock input = new ReentrantLock(); // two threads must not read: the pump and drain()
    private boolean lingering; // under the lock: the pump reads no more
    private boolean peerEnded; // under the lock
    private int dropped; // under the lock
    private long lingerEnd; // under the lock
    private volatile boolean cut; // any thread

    JettyStreamTransport(
            JettyApi api,
            Object endPoint,
            TaskRelay relay,
            TaskRelay events,
            Consumer<Transport> opener,
            Lingering lingering) {
        super(api, endPoint, relay, null, null, opener, lingering);
        this.api = api;
        this.endPoint = endPoint;
        this.relay = relay;
        this.events = events;
    }

    @Override
    Object invocationType() {
        return api.returnsAtOnce();
    }

    @Override
    void lostEarly() {
        relay.execute(super::lostEarly);
    }

    private boolean isStreamClosed() {
        try {
            return Boolean.TRUE.equals(Reflection.call(stream(), "isClosed"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(
                    System.Logger.Level.DEBUG, "Jetty does not tell whether the stream of " + this + " is closed", e);
            return false;
        }
    }

    /** {@return Jetty's {@code Stream} of HTTP/2} */
    private Object stream() throws ReflectiveOperationException {
        return Reflection.callForValue(endPoint, "getTransport");
    }

    /**
     * Has the end of the stream told to this transport as well. Jetty resets a stream for some mistakes of the peer, such as
     * a window that overflows (RFC 9113 section 6.9.1), and tells its listener alone that it is closed.
     */
    private void watch() {
        try {
            Object stream = stream();
            Object listener = Reflection.callForValue(stream, "getListener");
            ClassLoader loader = stream.getClass().getClassLoader();
            Class<?> type = Class.forName("org.eclipse.jetty.http2.api.Stream$Listener", false, loader);
            InvocationHandler watcher = (proxy, method, arguments) -> {
                Object result = Handles.invoke(method, listener, arguments);
                if (method.getName().equals("onClosed")) {
                    lost(new ClosedChannelException());
                }
                return result;
            };
            Reflection.call(stream, "setListener", Proxy.newProxyInstance(loader, new Class<?>[] {type}, watcher));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "Jetty will not tell when it resets the stream of " + this, e);
        }
    }

    @Override
    void opened() {
        watch();
        relay.execute(() -> {
            super.opened();
            if (isStreamClosed()) { // before Jetty knew whom to tell
                ended(new ClosedChannelException());
            }
        });
    }

    @Override
    void lost(@Nullable Throwable cause) {
        events.execute(() -> ended(cause));
    }

    @Override
    void writtenLater(@Nullable Throwable failure) {
        events.execute(() -> writeCompleted(failure));
    }

    @Override
    void inputArrived() {
        relay.execute(inputTask);
    }

    private void handleInput() {
        if (!stillDraining()) {
            inputReady();
        }
    }

    private boolean stillDraining() {
        input.lock();
        try {
            if (lingering) {
                drain();
            }
            return lingering;
        } finally {
            input.unlock();
        }
    }

    @Override
    int readThrough(ByteBuffer target) throws IOException {
        input.lock();
        try {
            return lingering ? -1 : fillAll(target);
        } finally {
            input.unlock();
        }
    }

    /** Jetty gives one DATA frame at a time: without the next ones each would be reported by a task of its own. */
    private int fillAll(ByteBuffer target) throws IOException {
        int total = fill(target);
        while (total > 0 && target.hasRemaining()) {
            int count;
            try {
                count = fill(target);
            } catch (IOException reset) {
                return total; // lost() follows
            }
            if (count <= 0) {
                return total;
            }
            total += count;
        }
        return total;
    }

    private int fill(ByteBuffer target) throws IOException {
        int count = super.readThrough(target);
        peerEnded |= count < 0;
        return count;
    }

    @Override
    void askForInput() {
        input.lock();
        try {
            if (!lingering) {
                super.askForInput();
            }
        } finally {
            input.unlock();
        }
    }

    @Override
    public boolean halfCloseSupported() {
        return true;
    }

    @Override
    void resetOnClose() {
        cut = true;
    }

    @Override
    boolean mayExpire() {
        return isGone(); // the time to linger is over
    }

    /** It lingers by itself, with Jetty's timer: {@link #closeThrough}. */
    @Override
    boolean mayLinger() {
        return false;
    }

    @Override
    void closeThrough() {
        if (cut) {
            reset();
            ended(null);
            return;
        }
        api.shutdownOutput(endPoint);
        ended(null);
        input.lock();
        try {
            if (!lingering) {
                lingering = true;
                lingerEnd = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(LINGER_MILLIS);
                api.setIdleTimeout(endPoint, LINGER_MILLIS);
                drain();
            }
        } finally {
            input.unlock();
        }
    }

    /** Reads what the peer still sends, until it ends its side. Under the lock. */
    private void drain() {
        ByteBuffer scratch = ByteBuffer.allocate(4096);
        try {
            while (!peerEnded) {
                int count = fill(scratch.clear());
                if (count == 0) {
                    awaitEnd();
                    return;
                }
                dropped += Math.max(count, 0);
                if (!peerEnded && (dropped > LINGER_BYTES || System.nanoTime() - lingerEnd > 0)) {
                    reset();
                    return;
                }
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.TRACE, "the stream of " + this + " ended otherwise", e);
        }
    }

    private void awaitEnd() {
        try {
            super.askForInput();
        } catch (IllegalStateException asked) {
            LOGGER.log(System.Logger.Level.TRACE, "Jetty was asked already by " + this, asked);
        }
    }

    // Jetty counts resets, and ends a connection with too many of them: none for a stream that is closed.
    private void reset() {
        if (isStreamClosed()) {
            return;
        }
        try {
            Object stream = stream();
            Class<?> type = Class.forName(
                    "org.eclipse.jetty.http2.frames.ResetFrame",
                    false,
                    stream.getClass().getClassLoader());
            Object frame =
                    type.getConstructor(int.class, int.class).newInstance(Reflection.call(stream, "getId"), CANCEL);
            Reflection.call(stream, "reset", frame, api.noCallback());
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the stream of " + this + " could not be reset", e);
            api.close(endPoint);
        }
    }
}
