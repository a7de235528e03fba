package dev.ws.jakarta.session;

import dev.ws.WebSocket;
import dev.ws.jakarta.WebSocketSession;

/** A session over a connection of the engine. */
public abstract class JakartaSession implements WebSocketSession, TypedHandlers {
    /** {@return a session that waits for its connection} */
    public static JakartaSession of(SessionSetup setup) {
        throw new UnsupportedOperationException();
    }

    /** Takes the connection, before anything is read: in the server's onConnection or the client's setup. */
    public abstract void attach(WebSocket ws);
}
