package dev.ws.jakarta;

import dev.ws.WebSocket;
import jakarta.websocket.Session;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** What sessions of this implementation can do beyond the specification. Every session may be cast to it. */
public interface WebSocketSession extends Session {
    /**
     * The session as this implementation knows it.
     *
     * @param session any session
     * @return the same object
     * @throws IllegalArgumentException when another implementation made it
     */
    static WebSocketSession of(Session session) {
        if (session instanceof WebSocketSession own) {
            return own;
        }
        throw new IllegalArgumentException(session.getClass().getName()
                + " is a session of another implementation of Jakarta WebSocket, which serves this application");
    }

    /** {@return the connection; what is done with it directly is done behind the session's back} */
    WebSocket webSocket();

    /** Stops reading and delivering until {@link #resume()}, so that TCP holds the peer back. */
    void suspend();

    /** Goes on after {@link #suspend()}. */
    void resume();

    /**
     * Sends text to all open sessions of the endpoint, this one included, encoded and compressed once.
     *
     * @param text the message
     * @return what becomes of it, per session; nothing waits for slow receivers
     */
    Map<Session, CompletableFuture<Void>> broadcast(String text);

    /**
     * Sends bytes to all open sessions of the endpoint, this one included, encoded and compressed once.
     *
     * @param data the message, between position and limit; taken when this returns
     * @return what becomes of it, per session; nothing waits for slow receivers
     */
    Map<Session, CompletableFuture<Void>> broadcast(ByteBuffer data);
}
