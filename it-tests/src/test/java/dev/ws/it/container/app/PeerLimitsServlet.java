package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/** {@link PeerLimitsEndpoints} in a container. */
@WebServlet(urlPatterns = "/limits/*", asyncSupported = true)
public class PeerLimitsServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        PeerLimitsEndpoints.configure(builder);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        PeerLimitsEndpoints.onConnection(ws, request, this::server);
    }
}
