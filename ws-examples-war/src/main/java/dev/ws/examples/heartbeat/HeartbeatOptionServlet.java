package dev.ws.examples.heartbeat;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.time.Duration;

/** Finds broken connections with the option made for it; compare {@link HeartbeatServlet}. */
@WebServlet(urlPatterns = "/heartbeat-option", asyncSupported = true)
public class HeartbeatOptionServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        int seconds = Integer.parseInt(getServletContext().getInitParameter("heartbeatSeconds"));
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/heartbeat-option"));
        builder.options(WebSocketOptions.builder()
                .heartbeat(Duration.ofSeconds(seconds))
                .build());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onPong((socket, payload) -> socket.send("pong"));
    }
}
