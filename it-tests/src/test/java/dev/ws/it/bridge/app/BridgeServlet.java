package dev.ws.it.bridge.app;

import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.Serial;
import java.util.Map;
import java.util.TreeMap;

/** {@link Endpoints} in a container. */
@WebServlet(urlPatterns = {"/inline/*", "/executor/*", "/auto/*"})
public final class BridgeServlet extends HttpServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private transient Map<String, WebSocketServer> servers = Map.of(); // set by init

    @Override
    public void init() {
        Map<String, WebSocketServer> made = new TreeMap<>();
        Endpoints.builders(WebSocketUpgrade.runtime(getServletContext())).forEach((path, builder) -> {
            WebSocketServer server = builder.build();
            Ledger.add(server);
            made.put(path, server);
        });
        servers = made;
    }

    @Override
    protected void service(HttpServletRequest request, HttpServletResponse response)
            throws ServletException, IOException {
        for (Map.Entry<String, WebSocketServer> entry : servers.entrySet()) {
            if (request.getRequestURI().startsWith(entry.getKey())) {
                WebSocketUpgrade.upgrade(request, response, entry.getValue());
                return;
            }
        }
        response.sendError(404);
    }
}
