package dev.ws.benchmarks.servers;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.io.Serial;

/** Echoes whole messages up to a limit, as {@link EchoListener} does. */
final class EchoServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private final long limit;
    private final boolean deflate;

    EchoServlet(long limit, boolean deflate) {
        this.limit = limit;
        this.deflate = deflate;
    }

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.options(EchoListener.options(limit));
        builder.perMessageDeflate(deflate);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.addListener(EchoListener.ECHO);
    }
}
