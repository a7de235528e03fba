package dev.ws.jakarta.session;

import dev.ws.Message;
import dev.ws.connection.PreparedMessage;
import jakarta.websocket.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;

/** The open sessions of one endpoint. Any thread. */
public final class OpenSessions {
    private final Set<JakartaSession> sessions = ConcurrentHashMap.newKeySet();

    /** Creates an empty set. */
    public OpenSessions() {}

    void add(JakartaSession session) {
        sessions.add(session);
    }

    void remove(JakartaSession session) {
        sessions.remove(session);
    }

    /** {@return the sessions that are open now, as a copy} */
    public Set<Session> snapshot() {
        return Set.copyOf(sessions);
    }

    /** Sends a message to all of them, encoded once, and tells what becomes of it. */
    Map<Session, CompletableFuture<Void>> broadcast(Message message) {
        PreparedMessage prepared = PreparedMessage.of(message);
        Map<Session, CompletableFuture<Void>> outcomes = new LinkedHashMap<>();
        for (JakartaSession session : sessions) {
            CompletableFuture<Void> sent = new CompletableFuture<>();
            outcomes.put(session, sent);
            session.send(prepared, failure -> {
                if (failure == null) {
                    sent.complete(null);
                } else {
                    sent.completeExceptionally(failure);
                }
            });
        }
        return outcomes;
    }
}
