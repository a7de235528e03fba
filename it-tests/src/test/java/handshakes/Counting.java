package handshakes;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.concurrent.atomic.AtomicInteger;

/** Tells how many configurators were made. */
@ServerEndpoint(value = "/counting/one", configurator = Counting.Counted.class)
public class Counting {
    static final AtomicInteger MADE = new AtomicInteger();

    /** Leaves everything to the container. */
    public static class Counted extends ServerEndpointConfig.Configurator {
        public Counted() {
            MADE.incrementAndGet();
        }
    }

    @OnMessage
    public String made(String text) {
        return MADE.toString();
    }

    /** Another one. */
    @ServerEndpoint(value = "/counting/two", configurator = Counted.class)
    public static class Second extends Counting {}
}
