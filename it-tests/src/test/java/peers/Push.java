package peers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicLong;

/** "32 1000" sends so many messages of so many bytes without waiting, then how many bytes waited at most. */
@ServerEndpoint("/push")
public class Push {
    @OnMessage
    public void push(String command, Session session) {
        String[] words = command.split(" ", 2);
        int size = Integer.parseInt(words[1]);
        AtomicLong waiting = new AtomicLong();
        long most = 0;
        for (int i = 0; i < Integer.parseInt(words[0]); i++) {
            byte[] bytes = new byte[size];
            Arrays.fill(bytes, (byte) i);
            most = Math.max(most, waiting.addAndGet(size));
            session.getAsyncRemote().sendBinary(ByteBuffer.wrap(bytes), result -> waiting.addAndGet(-size));
        }
        session.getAsyncRemote().sendText("buffered " + most, result -> waiting.set(0));
    }
}
