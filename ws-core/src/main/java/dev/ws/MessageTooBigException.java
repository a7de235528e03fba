package dev.ws;

import java.io.Serial;

/** A frame or message is above a limit of the receiver. Answered with 1009. */
public final class MessageTooBigException extends ProtocolException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param errorCode which limit was passed
     * @param message the fact
     */
    public MessageTooBigException(ErrorCode errorCode, String message) {
        super(errorCode, message);
    }
}
