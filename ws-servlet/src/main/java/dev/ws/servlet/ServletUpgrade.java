package dev.ws.servlet;

import dev.ws.transport.Transport;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/** The portable way: {@code HttpServletRequest.upgrade}, for every container of Servlet 6.0 and later. */
final class ServletUpgrade implements ContainerUpgrade {
    private final Executor executor;

    ServletUpgrade(Executor executor) {
        this.executor = executor;
    }

    @Override
    public boolean supports(HttpServletRequest request) {
        return true;
    }

    @Override
    public void upgrade(HttpServletRequest request, HttpServletResponse response, Consumer<Transport> opener)
            throws IOException, ServletException {
        JettyRepair repair = JettyRepair.of(request);
        try {
            request.upgrade(UpgradeHandler.class).bind(opener, executor, repair);
        } catch (UnsupportedOperationException | IllegalStateException e) {
            // Tomcat and Undertow over HTTP/2 and AJP, Jetty 12.0.
            throw new ServletException("the container does not upgrade this request", e);
        }
    }
}
