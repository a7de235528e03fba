package dev.ws;

/**
 * Stable names for everything a peer can do wrong, each with the close code that answers it. {@link #code()} gives the
 * name as a string; Node's {@code ws} uses the same, except that it has none for {@link #NON_MINIMAL_LENGTH} and
 * {@link #INVALID_EXTENSION_DATA}.
 */
public enum ErrorCode {
    /** A control frame without FIN (RFC 6455 section 5.5). */
    EXPECTED_FIN(CloseCode.PROTOCOL_ERROR, "fragmented control frame"),
    /** A client sent an unmasked frame (section 5.1). */
    EXPECTED_MASK(CloseCode.PROTOCOL_ERROR, "frame is not masked"),
    /** A close frame holds a code that must not be on the wire (section 7.4). */
    INVALID_CLOSE_CODE(CloseCode.PROTOCOL_ERROR, "invalid close code"),
    /** A control frame above 125 bytes, or a close frame of one byte (sections 5.5 and 5.5.1). */
    INVALID_CONTROL_PAYLOAD_LENGTH(CloseCode.PROTOCOL_ERROR, "invalid length of a control frame"),
    /** A reserved opcode, or a data frame out of sequence (sections 5.2 and 5.4). */
    INVALID_OPCODE(CloseCode.PROTOCOL_ERROR, "unexpected or unknown opcode"),
    /** Text or a close reason that is no UTF-8 (section 8.1). */
    INVALID_UTF8(CloseCode.INVALID_PAYLOAD, "invalid UTF-8"),
    /** A server sent a masked frame (section 5.1). */
    UNEXPECTED_MASK(CloseCode.PROTOCOL_ERROR, "frame is masked"),
    /** RSV1 without a negotiated extension that uses it (section 5.2). */
    UNEXPECTED_RSV_1(CloseCode.PROTOCOL_ERROR, "reserved bit 1 is set"),
    /** RSV2 or RSV3 without a negotiated extension that uses it (section 5.2). */
    UNEXPECTED_RSV_2_3(CloseCode.PROTOCOL_ERROR, "reserved bit 2 or 3 is set"),
    /** A length in more bytes than needed, where that is refused (section 5.2). */
    NON_MINIMAL_LENGTH(CloseCode.PROTOCOL_ERROR, "length in too many bytes"),
    /** More fragments in a message than allowed. */
    TOO_MANY_BUFFERED_PARTS(CloseCode.POLICY_VIOLATION, "message has too many fragments"),
    /** A payload length above 2^53 - 1. */
    UNSUPPORTED_DATA_PAYLOAD_LENGTH(CloseCode.TOO_BIG, "frame is too big"),
    /** A message or frame above the limit. */
    UNSUPPORTED_MESSAGE_LENGTH(CloseCode.TOO_BIG, "message is too big"),
    /** Data that an extension could not decode. */
    INVALID_EXTENSION_DATA(CloseCode.INVALID_PAYLOAD, "invalid data for an extension");

    private final int closeCode;
    private final String reason;

    ErrorCode(int closeCode, String reason) {
        this.closeCode = closeCode;
        this.reason = reason;
    }

    /** {@return the close code that is sent for this error} */
    public int closeCode() {
        return closeCode;
    }

    /** {@return the reason that is sent with the close code: a few words that say which rule was broken, and nothing else} */
    public String reason() {
        return reason;
    }

    /** {@return the stable name, such as {@code WS_ERR_INVALID_OPCODE}} */
    public String code() {
        return "WS_ERR_" + name();
    }
}
