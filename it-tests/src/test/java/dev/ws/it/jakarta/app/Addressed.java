package dev.ws.it.jakarta.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;

/** Tells what its session knows of the address that was asked for. */
@ServerEndpoint("/asked/{what}")
public class Addressed {
    @OnMessage
    public String tell(String question, Session session) {
        return session.getRequestURI().getRawPath().replaceFirst(".*/asked", "") + " "
                + session.getRequestURI().getRawQuery() + " " + session.getQueryString() + " "
                + session.getRequestParameterMap().get("q");
    }
}
