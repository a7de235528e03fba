package dev.ws.examples.session;

import dev.ws.CloseCode;
import dev.ws.WebSocket;
import jakarta.servlet.http.HttpSessionBindingEvent;
import jakarta.servlet.http.HttpSessionBindingListener;
import java.security.Principal;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Somebody who logged in. Lives in the HTTP session under {@link #NAME} and knows his open connections, so that the end
 * of the session closes them, whether by logout or by time. Not serializable: a login does not outlive the server.
 */
public final class User implements Principal, HttpSessionBindingListener {
    /** The session attribute that holds the user. */
    static final String NAME = "user";

    private final String id = UUID.randomUUID().toString();
    private final Set<WebSocket> connections = ConcurrentHashMap.newKeySet();
    private volatile boolean loggedOut; // any thread

    String id() {
        return id;
    }

    @Override
    public String getName() {
        return id;
    }

    void connected(WebSocket ws) {
        connections.add(ws);
        ws.onClose((closed, status) -> connections.remove(closed));
        if (loggedOut) {
            close(ws); // the session ended during the handshake
        }
    }

    @Override
    public void valueUnbound(HttpSessionBindingEvent event) {
        loggedOut = true;
        connections.forEach(User::close);
    }

    private static void close(WebSocket ws) {
        ws.close(CloseCode.POLICY_VIOLATION, "logged out");
    }
}
