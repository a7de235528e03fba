package dev.ws.examples.jakarta;

import dev.ws.HandshakeRequest;
import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Tells clients the version of HTTP that carries their connection, which the standard API does not know. */
@ServerEndpoint("/jakarta/whoami")
public class WhoAmIEndpoint {
    /**
     * Tells it.
     *
     * @param session the connection of the client
     * @throws IOException when it is gone
     */
    @OnOpen
    public void open(Session session) throws IOException {
        HandshakeRequest request = WebSocketSession.of(session).webSocket().handshake();
        session.getBasicRemote().sendText("{\"http\":\"" + request.httpVersion() + "\"}");
    }
}
