package dev.ws.it.http2.secured;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.servlet.WebSocketFilter;
import jakarta.servlet.annotation.WebFilter;

/** The filter. */
@WebFilter(urlPatterns = "*.filter", asyncSupported = true)
public final class WhoFilter extends WebSocketFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.send(Answer.about(request));
    }
}
