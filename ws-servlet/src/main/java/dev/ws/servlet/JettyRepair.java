package dev.ws.servlet;

import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Makes the standard upgrade usable on Jetty 12.1, which otherwise reports the end of input at once after a handshake
 * without body, and cuts the connection when the asynchronous request times out. Depends on private fields, therefore
 * only for a forced choice of the portable transport. Found before the upgrade, applied in {@code init}.
 */
final class JettyRepair {
    private final HttpServletRequest request;
    private final AtomicReference<?> stream;

    private final AutoCloseable endPoint;

    private JettyRepair(HttpServletRequest request, AtomicReference<?> stream, AutoCloseable endPoint) {
        this.request = request;
        this.stream = stream;
        this.endPoint = endPoint;
    }

    /** The repair for a request of Jetty's, null for one of another container. */
    static @Nullable JettyRepair of(HttpServletRequest request) throws ServletException {
        ServletRequest inner = ContainerRequest.unwrap(request);
        if (!ContainerRequest.isOfJetty(inner)) {
            return null;
        }
        try {
            Object core = Reflection.callForValue(inner, "getRequest");
            Object metaData = Reflection.callForValue(core, "getConnectionMetaData");
            Object connection = Reflection.callForValue(metaData, "getConnection");
            AtomicReference<?> stream = (AtomicReference<?>) Reflection.fieldValue(connection, "_stream");
            Reflection.field(Objects.requireNonNull(stream.get()), "_chunk");
            AutoCloseable endPoint = (AutoCloseable) Reflection.callForValue(connection, "getEndPoint");
            return new JettyRepair(request, stream, endPoint);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServletException("the servlet transport does not work on this Jetty; use jetty or auto", e);
        }
    }

    /** {@return the socket below the connection} */
    AutoCloseable endPoint() {
        return endPoint;
    }

    /** To be called in {@code init}, before the read listener is set. */
    void apply() throws ReflectiveOperationException {
        Object current = stream.get();
        if (current != null) {
            Object chunk = Reflection.field(current, "_chunk");
            if (chunk != null && Boolean.TRUE.equals(Reflection.call(chunk, "isLast"))) {
                Reflection.setField(current, "_chunk", null);
            }
        }
        if (request.isAsyncStarted()) {
            request.getAsyncContext().setTimeout(0);
        }
    }
}
