package dev.ws.it.container.app;

import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;

/**
 * {@link DeflateEndpoints} in a container. A plain GET is answered with an empty page, for browsers to connect from.
 */
@WebServlet(urlPatterns = "/deflate/*", asyncSupported = true)
public class DeflateServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private final transient DeflateEndpoints endpoints =
            new DeflateEndpoints(settings -> WebSocketUpgrade.builder(getServletContext()));

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws IOException, ServletException {
        if (WebSocketUpgrade.isUpgrade(request)) {
            String settings = request.getParameter("settings");
            WebSocketUpgrade.upgrade(request, response, endpoints.server(settings == null ? "" : settings));
        } else {
            response.setContentType("text/html");
            response.getWriter().write("<!doctype html><title>empty</title>");
        }
    }

    @Override
    public void destroy() {
        endpoints.shutdown();
    }
}
