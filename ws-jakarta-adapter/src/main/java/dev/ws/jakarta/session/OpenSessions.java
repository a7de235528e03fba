package dev.ws.jakarta.session;

import jakarta.websocket.Session;
import java.util.Set;
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
}
