package springy;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.web.socket.server.standard.SpringConfigurator;

/** Made for each connection by Spring, which knows it from its configurator only. */
@ServerEndpoint(value = "/annotated/{name}", configurator = SpringConfigurator.class)
public class Annotated {
    private final Greeter greeter;
    private int calls; // pump thread

    @Autowired
    public Annotated(Greeter greeter) {
        this.greeter = greeter;
    }

    @OnMessage
    public String answer(String text, @PathParam("name") String name) {
        return greeter.greet(name) + " " + text + " " + ++calls;
    }
}
