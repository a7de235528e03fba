package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.function.Consumer;

/**
 * The upgrade on Jetty 12: a request attribute names the connection that goes on when the response is complete. The
 * standard call is of no use there: 12.0 does not implement it, and 12.1 reports the end of input to a plain GET at once.
 */
final class JettyUpgrade implements ContainerUpgrade {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");
    static final String ATTRIBUTE = "org.eclipse.jetty.server.HttpStream.upgradeConnection";

    private final JettyApi.Cache api = new JettyApi.Cache();
    private final Lingering lingering;

    JettyUpgrade(Lingering lingering) {
        this.lingering = lingering;
    }

    @Override
    public boolean supports(HttpServletRequest request) {
        ServletRequest inner = ContainerRequest.unwrap(request);
        if (!inner.getClass().getName().startsWith("org.eclipse.jetty.") || !"HTTP/1.1".equals(inner.getProtocol())) {
            return false;
        }
        try {
            api.of(JettyRequest.core(inner));
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
            Object core = JettyRequest.core(request);
            JettyApi found = api.of(core);
            JettyTransport transport = JettyTransport.of(found, found.connectionMetaData(core), opener, lingering);
            found.whenOver(core, transport::requestOver);
            request.setAttribute(ATTRIBUTE, transport.connection());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServletException("Jetty does not hand over the connection", e);
        }
    }
}
