package peers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/** Pings with the text that comes, and tells the payload of the pong. */
@ServerEndpoint("/ping")
public class Ping {
    @OnMessage
    public void ping(String text, Session session) throws IOException {
        session.getBasicRemote().sendPing(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
    }

    @OnMessage
    public String pong(PongMessage pong) {
        return "pong " + StandardCharsets.UTF_8.decode(pong.getApplicationData());
    }
}
