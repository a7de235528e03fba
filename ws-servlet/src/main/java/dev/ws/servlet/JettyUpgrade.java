package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The upgrade on Jetty 12: a request attribute names the connection that goes on when the response is complete. The
 * standard call is of no use there: 12.0 does not implement it, and 12.1 reports the end of input to a plain GET at once.
 */
final class JettyUpgrade implements ContainerUpgrade {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");
    private static final String ATTRIBUTE = "org.eclipse.jetty.server.HttpStream.upgradeConnection";

    private volatile @Nullable JettyApi api; // any thread; made with the first request, twice does no harm

    @Override
    public boolean supports(HttpServletRequest request) {
        ServletRequest inner = ContainerRequest.unwrap(request);
        if (!inner.getClass().getName().startsWith("org.eclipse.jetty.") || !"HTTP/1.1".equals(inner.getProtocol())) {
            return false;
        }
        try {
            api(coreRequest(inner).getClass());
            return true;
        } catch (ReflectiveOperationException | RuntimeException | LinkageError e) {
            LOGGER.log(System.Logger.Level.DEBUG, "this Jetty has no way to take over a connection", e);
            return false;
        }
    }

    @Override
    public void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws ServletException {
        try {
            Object core = coreRequest(ContainerRequest.unwrap(request));
            JettyApi found = api(core.getClass());
            JettyTransport transport = JettyTransport.of(found, found.connectionMetaData(core), opener);
            request.setAttribute(ATTRIBUTE, transport.connection());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServletException("Jetty does not hand over the connection", e);
        }
    }

    private JettyApi api(Class<?> coreRequest) throws ReflectiveOperationException {
        JettyApi found = api;
        if (found == null || !found.fits(coreRequest)) {
            found = new JettyApi(coreRequest);
            api = found;
        }
        return found;
    }

    /** Jetty's core request behind its servlet request: the same in all its servlet environments. */
    private static Object coreRequest(ServletRequest servletRequest) throws ReflectiveOperationException {
        Object core = servletRequest.getClass().getMethod("getRequest").invoke(servletRequest);
        if (core == null) {
            throw new ReflectiveOperationException("the request is over");
        }
        return core;
    }
}
