package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The tunnel of an extended CONNECT on Jetty 12 (RFC 8441): a stream of an HTTP/2 connection, which goes on when the 200 is
 * complete. The Servlet API has no way to it, so this one is used whatever transport was chosen.
 */
final class JettyStreamUpgrade implements ContainerUpgrade {
    private final JettyApi.Cache api = new JettyApi.Cache();
    private final TaskRelay events;
    private final Lingering lingering;
    private volatile @Nullable TaskRelay relay; // any thread; two at once do no harm

    /**
     * Makes the way of a web application.
     *
     * @param unbounded runs what blocked threads wait for, so it must always be able to start one more task
     * @param lingering not used by streams, which linger by themselves
     */
    JettyStreamUpgrade(Executor unbounded, Lingering lingering) {
        this.lingering = lingering;
        events = new TaskRelay(unbounded);
    }

    @Override
    public boolean supports(HttpServletRequest request) {
        return JettyRequest.connectProtocol(request) != null;
    }

    @Override
    public void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws ServletException {
        try {
            Object core = JettyRequest.core(request);
            JettyApi found = api.of(core);
            Object tunnel = JettyRequest.tunnel(core);
            Object endPoint = tunnel == null ? null : Reflection.call(tunnel, "getEndPoint");
            if (endPoint == null) {
                throw new ServletException("Jetty has no tunnel for this request");
            }
            JettyTransport transport = new JettyStreamTransport(
                    found, endPoint, relay(found.executor(found.connectionMetaData(core))), events, opener, lingering);
            found.whenOver(core, transport::requestOver);
            request.setAttribute(JettyUpgrade.ATTRIBUTE, transport.connection());
        } catch (ReflectiveOperationException | RuntimeException e) {
            throw new ServletException("Jetty does not hand over the stream", e);
        }
    }

    private TaskRelay relay(Executor executor) {
        TaskRelay found = relay;
        if (found == null || !found.isFor(executor)) {
            found = new TaskRelay(executor);
            relay = found;
        }
        return found;
    }
}
