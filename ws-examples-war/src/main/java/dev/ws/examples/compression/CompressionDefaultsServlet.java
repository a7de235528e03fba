package dev.ws.examples.compression;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/** Compresses with the defaults: a message may refer to earlier ones. Compare {@link CompressionServlet}. */
@WebServlet(urlPatterns = "/compression-defaults", asyncSupported = true)
public class CompressionDefaultsServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/compression-defaults"));
        builder.perMessageDeflate(true);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage(Report::echo);
        Report.send(ws);
    }
}
