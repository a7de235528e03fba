package dev.ws;

import java.io.Serial;

/** An opening handshake that failed or was refused (RFC 6455 section 4). */
public final class HandshakeException extends WebSocketException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates the exception.
     *
     * @param status the HTTP status that answers the handshake
     * @param message the fact
     */
    public HandshakeException(int status, String message) {
        super(message);
        this.status = status;
    }

    /** {@return the HTTP status that answers, or answered, the handshake} */
    public int status() {
        return status;
    }
}
