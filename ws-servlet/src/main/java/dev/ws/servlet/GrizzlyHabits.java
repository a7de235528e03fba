package dev.ws.servlet;

import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.lang.reflect.Method;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * GlassFish and Payara, whose streams are Grizzly's. The end of input and a reset both come as an {@code EOFException}, when
 * the socket is closed already, with the output that was not out. If the socket was closed while nobody waited for input,
 * nobody is ever called. A close inside a callback can be a deadlock. The stream objects serve another connection afterwards.
 */
final class GrizzlyHabits extends ContainerHabits {
    private final @Nullable Object socket;
    private final @Nullable Method isOpen; // of the socket

    GrizzlyHabits(WebConnection connection, Executor executor) {
        super(connection, executor);
        this.socket = socketOf(connection); // the way there is gone when the connection ends
        this.isOpen = socket == null ? null : Reflection.publicMethod(socket, "isOpen");
        holdNoOutput();
    }

    private static @Nullable Object socketOf(WebConnection connection) {
        try {
            Object request = Reflection.field(connection, "request");
            Object grizzly = request == null ? null : grizzlyRequest(request);
            Object context = grizzly == null ? null : Reflection.call(grizzly, "getContext");
            return context == null ? null : Reflection.call(context, "getConnection");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // an abort closes as an ordinary close does, then
        }
    }

    private static @Nullable Object grizzlyRequest(Object request) throws ReflectiveOperationException {
        try {
            return Reflection.field(request, "grizzlyRequest");
        } catch (NoSuchFieldException e) {
            return Reflection.field(request, "coyoteRequest"); // its name in Payara
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
    boolean isCut() {
        try {
            return isOpen != null && Boolean.FALSE.equals(isOpen.invoke(socket));
        } catch (ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    @Override
    boolean isEndOfInput(Throwable error) {
        return error instanceof EOFException;
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
