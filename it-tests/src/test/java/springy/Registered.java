package springy;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.web.socket.server.standard.SpringConfigurator;

/** A bean of the application, one for all connections. */
@ServerEndpoint(value = "/registered", configurator = SpringConfigurator.class)
public class Registered {
    private final Greeter greeter;
    private final AtomicInteger calls = new AtomicInteger();

    public Registered(Greeter greeter) {
        this.greeter = greeter;
    }

    @OnMessage
    public String answer(String text) {
        return greeter.greet(text) + " " + calls.incrementAndGet();
    }
}
