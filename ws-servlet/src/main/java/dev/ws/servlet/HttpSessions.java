package dev.ws.servlet;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import jakarta.servlet.http.HttpSession;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Which connections belong to which HTTP session of the web application, so that they end with it (F-010 to F-014). Requests,
 * pumps and the container's session listeners call it. Nothing is kept in the sessions themselves, so they can be
 * replicated as before.
 */
final class HttpSessions {
    private static final String REASON = "the HTTP session ended";
    // A session may end while one of its connections is being opened; more at a time will not.
    private static final int ENDED_KEPT = 1000;

    private final ReentrantLock lock = new ReentrantLock(); // never held while the container is called
    private final Map<String, Set<WebSocket>> open = new HashMap<>(); // lock
    private final Map<WebSocket, String> ids = new HashMap<>(); // lock; the other way round
    private final Map<String, Boolean> ended = new LinkedHashMap<>() { // lock
                @Override
                protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
                    return size() > ENDED_KEPT;
                }
            };

    /**
     * Ties a connection to a session; closes it if that ended meanwhile (F-014).
     *
     * @param session the session of its handshake
     * @param ws the connection, open or closed already
     */
    void bind(HttpSession session, WebSocket ws) {
        Membership membership = new Membership(ws);
        try {
            String id = session.getId();
            boolean alive = membership.join(id);
            // F-012: the id may have changed since it was read.
            changed(id, session.getId());
            session.getCreationTime(); // the way to ask whether it is still valid
            if (alive) {
                ws.addListener(membership);
                if (ws.readyState() == ReadyState.CLOSED) {
                    membership.leave();
                }
                return;
            }
        } catch (IllegalStateException invalid) {
            membership.leave();
        }
        end(ws);
    }

    /** Says to a connection why it ends. */
    static void end(WebSocket ws) {
        ws.close(CloseCode.POLICY_VIOLATION, REASON);
    }

    /** A session began. Containers give it an old id again that another web application still has in use. */
    void began(String id) {
        lock.lock();
        try {
            ended.remove(id);
        } finally {
            lock.unlock();
        }
    }

    /** A session got another id. */
    void changed(String before, String now) {
        lock.lock();
        try {
            Set<WebSocket> moved = before.equals(now) ? null : open.remove(before);
            if (moved != null) {
                open.computeIfAbsent(now, absent -> new HashSet<>(2)).addAll(moved);
                moved.forEach(ws -> ids.put(ws, now));
            }
        } finally {
            lock.unlock();
        }
    }

    /** A session ended: so do its connections. */
    void ended(String id) {
        Set<WebSocket> members;
        lock.lock();
        try {
            ended.put(id, true);
            members = open.remove(id);
            if (members != null) {
                ids.keySet().removeAll(members);
            }
        } finally {
            lock.unlock();
        }
        if (members != null) {
            members.forEach(HttpSessions::end);
        }
    }

    /** {@return the number of sessions that connections are tied to} */
    int size() {
        lock.lock();
        try {
            return open.size();
        } finally {
            lock.unlock();
        }
    }

    /** Takes a connection out of its session when it is gone, whatever id that has by then. */
    private final class Membership implements WebSocketListener {
        private final WebSocket ws;

        Membership(WebSocket ws) {
            this.ws = ws;
        }

        /** {@return false when the session ended before} */
        boolean join(String id) {
            lock.lock();
            try {
                if (ended.containsKey(id)) {
                    return false;
                }
                open.computeIfAbsent(id, absent -> new HashSet<>(2)).add(ws);
                ids.put(ws, id);
                return true;
            } finally {
                lock.unlock();
            }
        }

        void leave() {
            lock.lock();
            try {
                String id = ids.remove(ws);
                Set<WebSocket> members = id == null ? null : open.get(id);
                if (members != null && members.remove(ws) && members.isEmpty()) {
                    open.remove(id);
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onClose(WebSocket closed, CloseStatus status) {
            leave();
        }
    }
}
