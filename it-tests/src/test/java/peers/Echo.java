package peers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Sends back what comes. */
@ServerEndpoint(
        value = "/echo",
        subprotocols = {"chat", "superchat"})
public class Echo {
    private static final int LIMIT = 32 << 20;

    @OnMessage(maxMessageSize = LIMIT)
    public void text(String text, Session session) throws IOException {
        session.getBasicRemote().sendText(text);
    }

    @OnMessage(maxMessageSize = LIMIT)
    public void binary(ByteBuffer bytes, Session session) throws IOException {
        session.getBasicRemote().sendBinary(bytes);
    }
}
