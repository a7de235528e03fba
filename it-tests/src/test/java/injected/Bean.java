package injected;

import jakarta.annotation.PreDestroy;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** A bean for each connection. */
@Dependent
@ServerEndpoint("/bean")
public class Bean {
    @Inject
    Part part; // its creator

    @OnMessage
    public String answer(String text) {
        return text + " bean " + part.number();
    }

    @PreDestroy
    void end() {
        part.journal.add("bean " + part.number());
    }
}
