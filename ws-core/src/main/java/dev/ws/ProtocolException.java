package dev.ws;

import java.io.Serial;
import java.util.Objects;

/** The peer broke a rule. The connection fails with {@link #closeCode()} (RFC 6455 section 7.1.7). */
public sealed class ProtocolException extends WebSocketException
        permits InvalidPayloadException, MessageTooBigException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final ErrorCode errorCode;

    /**
     * Creates the exception.
     *
     * @param errorCode which rule was broken
     * @param message the fact, with its numbers
     */
    public ProtocolException(ErrorCode errorCode, String message) {
        super(message);
        this.errorCode = Objects.requireNonNull(errorCode, "errorCode");
    }

    ProtocolException(ErrorCode errorCode, String message, Throwable cause) {
        super(message, cause);
        this.errorCode = Objects.requireNonNull(errorCode, "errorCode");
    }

    /** {@return which rule was broken} */
    public ErrorCode errorCode() {
        return errorCode;
    }

    /** {@return the close code that answers it} */
    public int closeCode() {
        return errorCode.closeCode();
    }
}
