package dev.ws.benchmarks.jakarta;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Echoes whole messages of up to 128 KiB. Called by the container, one thread at a time per connection. */
@ServerEndpoint(value = "/echo", configurator = Deflate.class)
public final class EchoEndpoint {
    private static final int LIMIT = 128 << 10;

    /**
     * Answers text with text.
     *
     * @param message the message
     * @param session its connection
     * @throws IOException when the connection broke
     */
    @OnMessage(maxMessageSize = LIMIT)
    public void text(String message, Session session) throws IOException {
        session.getBasicRemote().sendText(message);
    }

    /**
     * Answers binary with binary.
     *
     * @param message the message
     * @param session its connection
     * @throws IOException when the connection broke
     */
    @OnMessage(maxMessageSize = LIMIT)
    public void binary(ByteBuffer message, Session session) throws IOException {
        session.getBasicRemote().sendBinary(message);
    }
}
