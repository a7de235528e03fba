package dev.ws.benchmarks.jakarta;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends each message to all open sessions, the sender included, asynchronously and without waiting for earlier sends:
 * what one would like to write, and may where no send is refused because another one runs. {@link BroadcastEndpoint}
 * is for other implementations. Called by any of the container's threads.
 */
@ServerEndpoint(value = "/broadcast", configurator = Deflate.class)
public final class PlainBroadcastEndpoint {
    private static final Set<Session> OPEN = ConcurrentHashMap.newKeySet();

    /**
     * Takes a connection in.
     *
     * @param session the connection
     */
    @OnOpen
    public void open(Session session) {
        OPEN.add(session);
    }

    /**
     * Forgets a connection.
     *
     * @param session the connection
     */
    @OnClose
    public void close(Session session) {
        OPEN.remove(session);
    }

    /**
     * Sends text to all.
     *
     * @param message the message
     */
    @OnMessage
    @SuppressWarnings("FutureReturnValueIgnored") // who cannot be reached is closed by the container
    public void text(String message) {
        for (Session session : OPEN) {
            try {
                session.getAsyncRemote().sendText(message);
            } catch (IllegalStateException closed) {
                // Left meanwhile.
            }
        }
    }

    /**
     * Sends bytes to all.
     *
     * @param message the message
     */
    @OnMessage
    @SuppressWarnings("FutureReturnValueIgnored") // who cannot be reached is closed by the container
    public void binary(ByteBuffer message) {
        for (Session session : OPEN) {
            try {
                session.getAsyncRemote().sendBinary(message.duplicate());
            } catch (IllegalStateException closed) {
                // Left meanwhile.
            }
        }
    }
}
