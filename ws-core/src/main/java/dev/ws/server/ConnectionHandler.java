package dev.ws.server;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;

/** Told about new connections together with their server, for instance to speak to all of its clients. Thread-safe. */
@FunctionalInterface
public interface ConnectionHandler {
    /**
     * A connection is open and among {@link WebSocketServer#clients()}; nothing was received yet. Called by its pump.
     *
     * @param server the server
     * @param ws the connection
     * @param request its handshake
     */
    void connected(WebSocketServer server, WebSocket ws, HandshakeRequest request);
}
