package dev.ws.jakarta.session;

import dev.ws.Message;
import dev.ws.connection.PreparedMessage;
import jakarta.websocket.Session;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/** The sessions of one endpoint from onOpen until onClose has returned. Any thread. */
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

    /** {@return the sessions that are open now, as the calling thread sees them, as a copy} */
    public Set<Session> snapshot() {
        return sessions.stream().filter(JakartaSession::isOpen).collect(Collectors.toUnmodifiableSet());
    }

    /** Sends a message to all of them whose end has not begun, encoded once, and tells what becomes of it. */
    Map<Session, CompletableFuture<Void>> broadcast(Message message) {
        PreparedMessage prepared = PreparedMessage.of(message);
        Map<Session, CompletableFuture<Void>> outcomes = new LinkedHashMap<>();
        for (JakartaSession session : sessions) {
            if (!session.takesBroadcasts()) {
                continue;
            }
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
