package dev.ws;

import java.io.Serial;

/** Payload that does not fit its message type: invalid UTF-8, or data an extension cannot decode. Answered with 1007. */
public final class InvalidPayloadException extends ProtocolException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param errorCode which rule was broken
     * @param message the fact
     */
    public InvalidPayloadException(ErrorCode errorCode, String message) {
        super(errorCode, message);
    }

    /**
     * Creates the exception.
     *
     * @param errorCode which rule was broken
     * @param message the fact
     * @param cause what the decoder threw
     */
    public InvalidPayloadException(ErrorCode errorCode, String message, Throwable cause) {
        super(errorCode, message, cause);
    }
}
