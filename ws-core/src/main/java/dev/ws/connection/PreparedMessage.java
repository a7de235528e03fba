package dev.ws.connection;

import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.frame.FrameEncoder;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;

/**
 * A message for many receivers, encoded once as a server's frame (G-020). Immutable and thread-safe. Receivers whose
 * connection needs another encoding, because of its role or an extension, get the message in the ordinary way.
 */
public final class PreparedMessage {
    private final Message message;
    private final ByteBuffer frame;

    private PreparedMessage(Message message, ByteBuffer frame) {
        this.message = message;
        this.frame = frame;
    }

    /**
     * Encodes a message.
     *
     * @param message the message; its bytes are copied
     * @return the prepared message
     */
    public static PreparedMessage of(Message message) {
        ByteBuffer payload = message.buffer();
        ByteBuffer frame = FrameEncoder.serverFrame(message.isBinary() ? Opcode.BINARY : Opcode.TEXT, payload);
        ByteBuffer copy = frame.slice(frame.limit() - payload.remaining(), payload.remaining());
        return new PreparedMessage(message.isBinary() ? Message.binary(copy) : Message.utf8(copy), frame);
    }

    /** {@return the message} */
    public Message message() {
        return message;
    }

    /** {@return the encoded frame, not to be changed} */
    ByteBuffer frame() {
        return frame;
    }

    /**
     * Sends the message; dropped silently while the connection is CLOSING or CLOSED.
     *
     * @param ws the receiver
     * @throws IllegalStateException while CONNECTING
     */
    public void sendTo(WebSocket ws) {
        if (ws instanceof WebSocketConnection connection) {
            connection.send(this);
        } else {
            ws.send(message);
        }
    }
}
