package peers;

import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/** Sends as many bytes as it is asked for and cuts the connection. */
@ServerEndpoint("/cut")
public class Cut {
    @OnMessage
    public void cut(String size, Session session) {
        var unused = session.getAsyncRemote().sendBinary(ByteBuffer.allocate(Integer.parseInt(size)));
        ((WebSocketSession) session).webSocket().terminate();
    }
}
