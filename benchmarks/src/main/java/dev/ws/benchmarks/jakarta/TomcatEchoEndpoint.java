package dev.ws.benchmarks.jakarta;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Echo for Tomcat, with its own default limit of 8 KiB: Tomcat allocates the limit for each connection (once for binary,
 * twice for text), so 128 KiB would decide the memory of 10,000 connections, and no user of Tomcat would do that. */
@ServerEndpoint(value = "/echo", configurator = Deflate.class)
public final class TomcatEchoEndpoint {
    /**
     * Answers text with text.
     *
     * @param message the message
     * @param session its connection
     * @throws IOException when the connection broke
     */
    @OnMessage
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
    @OnMessage
    public void binary(ByteBuffer message, Session session) throws IOException {
        session.getBasicRemote().sendBinary(message);
    }
}
