package dev.ws.benchmarks.jakarta;

import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Sends each message to all open sessions, the sender included, asynchronously and through a {@link SendQueue} each. The
 * container makes an instance per connection and calls it from any of its threads.
 */
@ServerEndpoint(value = "/broadcast", configurator = Deflate.class)
public final class BroadcastEndpoint {
    private static final Map<Session, SendQueue> OPEN = new ConcurrentHashMap<>();

    /**
     * Takes a connection in.
     *
     * @param session the connection
     */
    @OnOpen
    public void open(Session session) {
        OPEN.put(session, new SendQueue(session, () -> OPEN.remove(session)));
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
     * Forgets a broken connection.
     *
     * @param session the connection
     * @param error what broke it
     */
    @OnError
    public void error(Session session, Throwable error) {
        OPEN.remove(session);
    }

    /**
     * Sends text to all.
     *
     * @param message the message
     */
    @OnMessage
    public void text(String message) {
        OPEN.values().forEach(queue -> queue.send(message));
    }

    /**
     * Sends bytes to all.
     *
     * @param message the message, whose buffer the container takes back when this returns
     */
    @OnMessage
    public void binary(ByteBuffer message) {
        ByteBuffer kept = ByteBuffer.allocate(message.remaining()).put(message).flip();
        OPEN.values().forEach(queue -> queue.send(kept.duplicate()));
    }
}
