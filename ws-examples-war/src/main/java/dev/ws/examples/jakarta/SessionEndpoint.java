package dev.ws.examples.jakarta;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/**
 * Sends every message back with its user, who is the one {@link PrincipalFilter} tells. There is nothing to be done about
 * logout: the container closes the connections of an authenticated user with 1008 when the HTTP session ends (Jakarta
 * WebSocket section 7.2).
 */
@ServerEndpoint("/jakarta/session")
public class SessionEndpoint {
    /**
     * Answers text.
     *
     * @param text the message
     * @param session its connection
     * @return what is sent
     */
    @OnMessage
    public String text(String text, Session session) {
        return session.getUserPrincipal().getName() + ": " + text;
    }
}
