package dev.ws.it.http2.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.ServletException;
import jakarta.servlet.annotation.WebServlet;

/** The servlet. */
@WebServlet(urlPatterns = "/servlet/*", asyncSupported = true)
public final class EchoServlet extends WebSocketServlet {
    private static final long serialVersionUID = 1L;

    @Override
    public void init(jakarta.servlet.ServletConfig config) throws ServletException {
        super.init(config);
        Journal.watch(server());
    }

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.options(Registrations.options().build());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        Behaviour.begin(ws, request);
    }
}
