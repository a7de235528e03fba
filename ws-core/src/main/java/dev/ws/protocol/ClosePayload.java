package dev.ws.protocol;

import dev.ws.CloseCode;
import dev.ws.ErrorCode;
import dev.ws.InvalidPayloadException;
import dev.ws.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/** The body of a close frame: nothing, or a code and a reason (RFC 6455 section 5.5.1). */
public final class ClosePayload {
    /** The most bytes of UTF-8 in a reason: 125 less the code. */
    public static final int MAX_REASON = 123;

    private ClosePayload() {}

    /**
     * Makes the body of a close frame.
     *
     * @param code the close code, or 1005 for an empty body
     * @param reason the reason
     * @return the body, ready to be read
     * @throws IllegalArgumentException for a code that must not be sent, or a reason above 123 bytes
     */
    public static ByteBuffer encode(int code, String reason) {
        Objects.requireNonNull(reason, "reason");
        if (code == CloseCode.NO_STATUS && reason.isEmpty()) {
            return ByteBuffer.allocate(0);
        }
        if (!CloseCode.isValidOnWire(code)) {
            throw new IllegalArgumentException("First argument must be a valid error code number, not " + code);
        }
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        if (utf8.length > MAX_REASON) {
            throw new IllegalArgumentException(
                    "The message must not be greater than " + MAX_REASON + " bytes, is " + utf8.length);
        }
        return ByteBuffer.allocate(2 + utf8.length)
                .putShort((short) code)
                .put(utf8)
                .flip();
    }

    /**
     * Makes the body that tells the peer which rule it broke (RFC 6455 section 7.1.7). The words are those of the
     * {@link ErrorCode}: messages of exceptions may tell of the inside.
     *
     * @param failed the failure
     * @return its code and reason
     */
    public static ByteBuffer encode(ProtocolEvent.Failed failed) {
        return encode(failed.cause().closeCode(), failed.cause().errorCode().reason());
    }

    /**
     * Makes the body that answers a close frame.
     *
     * @param close what was received
     * @return its code and reason; the code alone if the reason was no UTF-8 and grew above 123 bytes by replacement
     */
    public static ByteBuffer echo(ProtocolEvent.CloseReceived close) {
        boolean fits = close.reason().getBytes(StandardCharsets.UTF_8).length <= MAX_REASON;
        return encode(close.code(), fits ? close.reason() : "");
    }

    /**
     * Reads the body of a close frame.
     *
     * @param payload 0 or 2 to 125 bytes in a heap buffer
     * @param skipUtf8Validation whether the reason is taken unchecked
     * @return code and reason
     * @throws ProtocolException for a code that must not be on the wire, or a reason that is no UTF-8
     */
    static ProtocolEvent.CloseReceived decode(ByteBuffer payload, boolean skipUtf8Validation) {
        if (payload.remaining() < 2) {
            return new ProtocolEvent.CloseReceived(CloseCode.NO_STATUS, "");
        }
        int code = payload.getShort(payload.position()) & 0xFFFF;
        if (!CloseCode.isValidOnWire(code)) {
            throw new ProtocolException(
                    ErrorCode.INVALID_CLOSE_CODE, "Invalid WebSocket frame: invalid status code " + code);
        }
        byte[] bytes = payload.array();
        int from = payload.arrayOffset() + payload.position() + 2;
        int to = payload.arrayOffset() + payload.limit();
        if (from == to) {
            return new ProtocolEvent.CloseReceived(code, "");
        }
        if (!skipUtf8Validation) {
            Utf8Validator utf8 = new Utf8Validator();
            if (!utf8.accept(bytes, from, to) || !utf8.complete()) {
                throw new InvalidPayloadException(
                        ErrorCode.INVALID_UTF8, "Invalid WebSocket frame: invalid UTF-8 sequence");
            }
        }
        return new ProtocolEvent.CloseReceived(code, new String(bytes, from, to - from, StandardCharsets.UTF_8));
    }
}
