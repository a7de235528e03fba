package dev.ws.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Executor;

/**
 * Open Liberty. A callback has a byte in hand that is lost unless it is read, and input is there for nobody outside of one, so
 * a callback whose input has no room waits; no lock is held meanwhile and other callbacks come. A flush would block. A
 * close of the connection goes back to HTTP, unless the container believes that the connection failed.
 */
final class LibertyHabits extends ContainerHabits {
    private static final int READ_SIZE =
            64 * 1024; // bytes behind the handshake come all at once, whatever is asked for
    private static final long WAIT_AFTER_END_MILLIS = 30_000;

    private final long waitAfterEndMillis;
    private final boolean unbuffered;

    LibertyHabits(WebConnection connection, Executor executor) throws IOException {
        this(connection, executor, WAIT_AFTER_END_MILLIS);
    }

    LibertyHabits(WebConnection connection, Executor executor, long waitAfterEndMillis) throws IOException {
        super(connection, executor);
        this.waitAfterEndMillis = waitAfterEndMillis;
        this.unbuffered = switchBufferOff(connection.getOutputStream());
    }

    private static boolean switchBufferOff(ServletOutputStream out) {
        try {
            Object helper = Reflection.field(out, "_outHelper");
            if (helper != null) {
                Reflection.callHidden(helper, "setBufferSize", 0);
                return true;
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "output of this Liberty has to be flushed", e);
        }
        return false;
    }

    @Override
    boolean needsFirstFlush() {
        return false;
    }

    @Override
    boolean needsFlush() {
        return !unbuffered;
    }

    @Override
    boolean readsAhead() {
        return true;
    }

    @Override
    int readSize() {
        return READ_SIZE;
    }

    @Override
    boolean readsIntoAnyArray() {
        return false;
    }

    @Override
    boolean isEndOfInput(Throwable error) {
        return error instanceof EOFException;
    }

    @Override
    boolean staysInCallback() {
        return true;
    }

    // The container sets the stream ready and decides whether to call while it holds this monitor. Without it, it could
    // do both between its two steps of answering no and remembering that it was asked.
    @Override
    boolean isReady(ServletOutputStream out) {
        synchronized (out) {
            return out.isReady();
        }
    }

    @Override
    boolean leavesInput(ServletInbox inbox, Waits waits) {
        while (!inbox.isLow() && !waits.isOver()) {
            inbox.await(() -> inbox.isLow() || waits.isOver(), waitAfterEndMillis);
        }
        return !waits.isOver();
    }

    @Override
    boolean leavesEnd(ServletInbox inbox, Waits waits) {
        inbox.await(waits::isOver, waitAfterEndMillis); // the container closes when the callback returns
        return true;
    }

    @Override
    boolean holdsOutputBack() {
        return false;
    }

    @Override
    boolean reusesStreams() {
        return true;
    }

    @Override
    void closeConnection() {
        try {
            Reflection.setField(
                    connection(), "closeUpgradeException", new IOException("the WebSocket connection ended"));
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "this Liberty may answer bytes behind a close as HTTP", e);
        }
        super.closeConnection();
    }

    @Override
    void abortConnection() {
        try {
            Object link = Reflection.call(connection(), "getDeviceConnLink");
            Object virtual = Reflection.call(connection(), "getVirtualConnection");
            if (link != null) {
                Reflection.callHidden(link, "close", virtual, new IOException("the WebSocket connection was cut"));
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the socket could not be cut", e);
            closeConnection();
        }
    }
}
