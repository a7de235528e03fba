package dev.ws.servlet;

import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * GlassFish and Payara, whose streams are Grizzly's. The end of input and a reset both come as an {@code EOFException}, after
 * which the container closes the connection as soon as the callback returns, so the callback waits for what is still to be
 * written. A close inside a callback can be a deadlock. The stream objects serve another connection afterwards.
 */
final class GrizzlyHabits extends ContainerHabits {
    private static final long WAIT_AFTER_END_MILLIS = 1_000;

    private final long waitAfterEndMillis;
    private final @Nullable Object socket;

    GrizzlyHabits(WebConnection connection, Executor executor) {
        this(connection, executor, WAIT_AFTER_END_MILLIS);
    }

    GrizzlyHabits(WebConnection connection, Executor executor, long waitAfterEndMillis) {
        super(connection, executor);
        this.waitAfterEndMillis = waitAfterEndMillis;
        this.socket = socketOf(connection); // the way there is gone when the connection ends
        holdNoOutput();
    }

    private static @Nullable Object socketOf(WebConnection connection) {
        try {
            Object request = Reflection.field(connection, "request");
            Object grizzly = request == null ? null : Reflection.field(request, "grizzlyRequest");
            Object context = grizzly == null ? null : Reflection.call(grizzly, "getContext");
            return context == null ? null : Reflection.call(context, "getConnection");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // an abort closes as an ordinary close does, then
        }
    }

    // Output that waits in the container is lost when the peer's FIN is read: so the stream must not be ready before
    // all of it has gone to the kernel.
    private void holdNoOutput() {
        try {
            if (socket != null) {
                Reflection.call(socket, "setMaxAsyncWriteQueueSize", 1);
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "a peer that half-closes may lose the end of its answer", e);
        }
    }

    @Override
    boolean dropsOutputAtFin() {
        return true;
    }

    @Override
    boolean isEndOfInput(Throwable error) {
        return error instanceof EOFException;
    }

    @Override
    boolean leavesEnd(ServletInbox inbox, Waits waits) {
        if (!Thread.currentThread().getName().contains("Selector")) { // that one serves everybody
            inbox.await(waits::isOver, waitAfterEndMillis);
        }
        return true;
    }

    @Override
    boolean reusesStreams() {
        return true;
    }

    @Override
    void abortConnection() {
        try {
            if (socket != null) {
                Reflection.call(socket, "terminateSilently");
            }
        } catch (ReflectiveOperationException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.TRACE, "the socket could not be cut", e);
        }
        closeConnection();
    }
}
