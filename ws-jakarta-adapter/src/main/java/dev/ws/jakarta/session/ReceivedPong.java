package dev.ws.jakarta.session;

import jakarta.websocket.PongMessage;
import java.nio.ByteBuffer;

/** A pong with a payload of its own. */
record ReceivedPong(ByteBuffer payload) implements PongMessage {
    /** Copies the payload. */
    static ReceivedPong of(ByteBuffer borrowed) {
        return new ReceivedPong(ByteBuffer.allocate(borrowed.remaining())
                .put(borrowed.duplicate())
                .flip());
    }

    @Override
    public ByteBuffer getApplicationData() {
        return payload;
    }
}
