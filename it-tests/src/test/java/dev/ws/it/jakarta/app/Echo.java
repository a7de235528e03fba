package dev.ws.it.jakarta.app;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends back what comes, as most people write it. */
@ServerEndpoint("/echo")
public class Echo {
    @OnMessage
    public void text(String text, Session session) throws IOException {
        session.getBasicRemote().sendText(text);
    }

    @OnMessage
    public void binary(ByteBuffer bytes, Session session) throws IOException {
        session.getBasicRemote().sendBinary(bytes);
    }
}
