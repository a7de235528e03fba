package peers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.util.concurrent.TimeUnit;

/** Takes its time with the first message and counts bytes. */
@ServerEndpoint("/pause")
public class Slow {
    private long total; // one handler at a time

    @OnMessage(maxMessageSize = 2 << 20)
    public void count(byte[] bytes) throws InterruptedException {
        if (total == 0) {
            TimeUnit.SECONDS.sleep(1);
        }
        total += bytes.length;
    }

    @OnMessage
    public String tell(String text) {
        return "total " + total;
    }
}
