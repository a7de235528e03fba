package dev.ws.connection;

import dev.ws.Message;
import dev.ws.SendCallback;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.extension.SharingStage;
import dev.ws.frame.FrameEncoder;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * A message for many receivers, encoded once as a server's frame (G-020) and compressed once for all that agreed on the
 * same. Thread-safe, and unchanged in its effect. Receivers whose connection needs yet another encoding, because of its
 * role or another extension, get the message in the ordinary way.
 */
public final class PreparedMessage {
    private final Message message;
    private final ByteBuffer frame;
    private final Map<Object, Shared> byAgreement = new ConcurrentHashMap<>(2);

    /**
     * The message as an extension transformed it.
     *
     * @param sent what is sent
     * @param frame the same, encoded
     */
    record Shared(FramePart sent, ByteBuffer frame) {}

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
        ByteBuffer frame = FrameEncoder.serverFrame(0, message.isBinary() ? Opcode.BINARY : Opcode.TEXT, payload);
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

    /** {@return the message as a frame, before any extension} */
    FramePart part() {
        int opcode = message.isBinary() ? Opcode.BINARY : Opcode.TEXT;
        return new FramePart(opcode, true, 0, true, true, message.buffer().duplicate());
    }

    /** The message as an extension transforms it, made by the first connection that asks. */
    Shared sharedBy(SharingStage stage) {
        return byAgreement.computeIfAbsent(stage.agreement(), agreement -> {
            FramePart sent = stage.applyShared(part());
            return new Shared(
                    sent,
                    sent.rsv() == 0 ? frame : FrameEncoder.serverFrame(sent.rsv(), sent.opcode(), sent.payload()));
        });
    }

    /**
     * Sends the message; dropped silently while the connection is CLOSING or CLOSED.
     *
     * @param ws the receiver
     * @throws IllegalStateException while CONNECTING
     */
    public void sendTo(WebSocket ws) {
        send(ws, null);
    }

    /**
     * Sends the message.
     *
     * @param ws the receiver
     * @param callback told once about the outcome
     * @throws IllegalStateException while CONNECTING
     */
    public void sendTo(WebSocket ws, SendCallback callback) {
        send(ws, callback);
    }

    private void send(WebSocket ws, @Nullable SendCallback callback) {
        if (ws instanceof WebSocketConnection connection) {
            connection.send(this, callback);
        } else {
            ws.send(message, SendOptions.DEFAULT, callback);
        }
    }
}
