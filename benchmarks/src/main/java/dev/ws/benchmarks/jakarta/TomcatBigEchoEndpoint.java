package dev.ws.benchmarks.jakarta;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Echo of large messages for Tomcat, 16 MiB: Tomcat allocates the limit for each connection at its first message, so that
 * three connections with 64 MiB of text would not fit into a heap of 1 GiB. */
@ServerEndpoint(value = "/echobig", configurator = Deflate.class)
public final class TomcatBigEchoEndpoint {
    private static final int LIMIT = 16 << 20;

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
