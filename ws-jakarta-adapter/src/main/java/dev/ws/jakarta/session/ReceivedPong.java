package dev.ws.jakarta.session;

import jakarta.websocket.PongMessage;
import java.nio.ByteBuffer;

/** A pong. */
record ReceivedPong(ByteBuffer payload) implements PongMessage {
    @Override
    public ByteBuffer getApplicationData() {
        return payload;
    }
}
