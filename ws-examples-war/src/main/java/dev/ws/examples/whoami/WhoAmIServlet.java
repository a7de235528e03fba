package dev.ws.examples.whoami;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/** Tells clients their address, also behind a trusted proxy, and the version of HTTP that carries their connection. */
@WebServlet(urlPatterns = "/whoami", asyncSupported = true)
public class WhoAmIServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/whoami"));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.send(WhoAmI.answer(request));
    }
}
