package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/** {@link PeerEndpoints} in a container. */
@WebServlet(urlPatterns = "/peers/*", asyncSupported = true)
public class PeerServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        PeerEndpoints.configure(builder);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        PeerEndpoints.onConnection(ws, request, this::server);
    }
}
