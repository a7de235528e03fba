package dev.ws.examples.jakarta;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;
import java.nio.ByteBuffer;

/** Sends every message back: text as text, binary as binary. */
@ServerEndpoint("/jakarta/echo")
public class EchoEndpoint {
    private static final int LIMIT = 16 << 20;

    /**
     * Answers text.
     *
     * @param text the message
     * @return what is sent
     */
    @OnMessage(maxMessageSize = LIMIT)
    public String text(String text) {
        return text;
    }

    /**
     * Answers bytes.
     *
     * @param data the message
     * @return what is sent
     */
    @OnMessage(maxMessageSize = LIMIT)
    public ByteBuffer binary(ByteBuffer data) {
        return data;
    }
}
