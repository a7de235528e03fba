package dev.ws.it.http2.secured;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.servlet.WebSocketServlet;

/** The servlet; another name of it has a role reference in the descriptor. */
public final class WhoServlet extends WebSocketServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.send(Answer.about(request));
    }
}
