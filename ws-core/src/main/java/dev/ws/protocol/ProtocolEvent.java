package dev.ws.protocol;

import dev.ws.ProtocolException;
import java.nio.ByteBuffer;

/** What the peer did. Buffers are borrowed until the next call of {@link WebSocketProtocol#receive}. */
public sealed interface ProtocolEvent {
    /**
     * Part of a message.
     *
     * @param text whether the message is text; its bytes are then UTF-8, checked so far, though a part may end inside a
     *     character
     * @param payload the bytes; empty only for the last part of a message, or of a frame that an extension transformed
     * @param first whether the message begins with this part
     * @param last whether the message ends with this part
     * @param endOfFrame whether the frame ends with this part
     * @param announced how many more bytes of the running frame the peer announced, as they are on the wire; a hint for
     *     sizing
     */
    record MessagePart(
            boolean text, ByteBuffer payload, boolean first, boolean last, boolean endOfFrame, long announced)
            implements ProtocolEvent {}

    /**
     * A ping.
     *
     * @param payload 0 to 125 bytes
     */
    record PingReceived(ByteBuffer payload) implements ProtocolEvent {}

    /**
     * A pong.
     *
     * @param payload 0 to 125 bytes
     */
    record PongReceived(ByteBuffer payload) implements ProtocolEvent {}

    /**
     * A close frame. Nothing comes after it.
     *
     * @param code its code, 1005 when it had none
     * @param reason its reason, empty when it had none
     */
    record CloseReceived(int code, String reason) implements ProtocolEvent {}

    /**
     * The peer broke a rule. Nothing comes after it; all further input is discarded.
     *
     * @param cause which rule
     */
    record Failed(ProtocolException cause) implements ProtocolEvent {}
}
