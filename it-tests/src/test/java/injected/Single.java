package injected;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** One bean for all connections. */
@ApplicationScoped
@ServerEndpoint("/single")
public class Single {
    @Inject
    Part part; // its creator

    private final Set<Session> open = ConcurrentHashMap.newKeySet();

    @OnOpen
    public void opened(Session session) {
        open.add(session);
    }

    @OnMessage
    public String answer(String text) {
        return text + " single " + part.number() + " of " + open.size();
    }

    @OnClose
    public void closed(Session session) {
        open.remove(session);
        part.journal.add("left " + open.size());
    }
}
