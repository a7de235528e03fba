package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade on Undertow 2.3, embedded or in WildFly: the standard call, with a handler that takes the connection below
 * Undertow's streams. Those cannot be read from a second thread without losing bytes, and forget the end of input.
 */
final class UndertowUpgrade implements ContainerUpgrade {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    private final Executor executor;
    private final Lingering lingering;
    private final AtomicBoolean warned = new AtomicBoolean();
    private volatile @Nullable UndertowApi api; // any thread; made with the first request, twice does no harm
    private volatile @Nullable Class<?> refused; // any thread; requests of this class belong to an unknown Undertow

    /**
     * Makes one for a web application.
     *
     * @param executor where the portable transport, which takes over if need be, calls what may block
     * @param lingering takes what is left of closed connections
     */
    UndertowUpgrade(Executor executor, Lingering lingering) {
        this.executor = executor;
        this.lingering = lingering;
    }

    @Override
    public boolean supports(HttpServletRequest request) {
        ServletRequest inner = ContainerRequest.unwrap(request);
        Class<?> type = inner.getClass();
        if (!type.getName().startsWith("io.undertow.servlet.")
                || type == refused
                || !"HTTP/1.1".equals(inner.getProtocol())) {
            return false;
        }
        try {
            api(type);
            return true;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            refused = type;
            warnOnce("this Undertow has no way to take over a connection", e);
            return false;
        }
    }

    @Override
    public void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws IOException, ServletException {
        ServletRequest inner = ContainerRequest.unwrap(request);
        try {
            UndertowApi found = api(inner.getClass());
            UndertowUpgradeHandler handler = request.upgrade(UndertowUpgradeHandler.class);
            handler.bind(this, found, opener);
            watch(found, inner, handler);
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServletException("Undertow does not upgrade this request", e);
        }
    }

    // Undertow tells the handler itself only of what happens after the answer was sent.
    private static void watch(UndertowApi api, ServletRequest request, UndertowUpgradeHandler handler) {
        try {
            api.onClose(request, handler::connectionClosed);
        } catch (RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "Undertow does not tell when a connection ends", e);
        }
    }

    private UndertowApi api(Class<?> requestType) throws ReflectiveOperationException {
        UndertowApi found = api;
        if (found == null || !found.fits(requestType)) {
            found = new UndertowApi(requestType);
            api = found;
        }
        return found;
    }

    Executor executor() {
        return executor;
    }

    Lingering lingering() {
        return lingering;
    }

    /** Says in the log that the portable transport is used, the first time. */
    void warnOnce(String what, @Nullable Throwable cause) {
        if (warned.compareAndSet(false, true)) {
            LOGGER.log(System.Logger.Level.WARNING, what + "; the servlet transport takes over", cause);
        }
    }
}
