package dev.ws.it.jakarta.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** Nothing is wrong here. */
@ServerEndpoint("/good")
public class Good {
    @OnMessage
    public String echo(String text) {
        return text;
    }
}
