package dev.ws.it.servers.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import jakarta.servlet.annotation.WebServlet;

/** Sends what it gets to everybody. */
@WebServlet(urlPatterns = "/broadcast", asyncSupported = true)
public class BroadcastServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage((sender, message) -> server().broadcast(message));
    }
}
