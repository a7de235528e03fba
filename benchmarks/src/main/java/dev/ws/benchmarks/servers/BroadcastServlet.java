package dev.ws.benchmarks.servers;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.io.Serial;

/** Sends each message to all open connections, the sender included. */
final class BroadcastServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private final boolean deflate;
    private final transient WebSocketListener toAll = new BroadcastListener(this::server);

    BroadcastServlet(boolean deflate) {
        this.deflate = deflate;
    }

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.perMessageDeflate(deflate);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.addListener(toAll);
    }
}
