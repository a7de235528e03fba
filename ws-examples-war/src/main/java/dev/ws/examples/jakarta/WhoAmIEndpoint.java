package dev.ws.examples.jakarta;

import dev.ws.examples.whoami.WhoAmI;
import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Tells clients their address and the version of HTTP that carries their connection: the standard API knows neither. */
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
        String answer = WhoAmI.answer(WebSocketSession.of(session).webSocket().handshake());
        session.getBasicRemote().sendText(answer);
    }
}
