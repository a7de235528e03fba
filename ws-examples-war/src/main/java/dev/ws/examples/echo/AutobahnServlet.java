package dev.ws.examples.echo;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/**
 * The echo that the Autobahn testsuite is run against: 64 MiB in any number of fragments. No origin check, as the
 * testsuite names an origin of its own and there is nothing here that another site's page could misuse.
 */
@WebServlet(urlPatterns = "/autobahn", asyncSupported = true)
public class AutobahnServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.onConnection(OpenConnections.at("/autobahn"));
        builder.options(
                WebSocketOptions.builder().maxPayload(64 << 20).maxFragments(0).build());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage(WebSocket::send);
    }
}
