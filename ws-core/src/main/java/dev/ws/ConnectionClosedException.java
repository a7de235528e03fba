package dev.ws;

import java.io.Serial;

/** A send that cannot reach the peer because the connection is closing or closed. */
public final class ConnectionClosedException extends WebSocketException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message the fact, with the ready state
     */
    public ConnectionClosedException(String message) {
        super(message);
    }

    /**
     * Creates the exception.
     *
     * @param message the fact, with the ready state
     * @param cause what ended the connection
     */
    public ConnectionClosedException(String message, Throwable cause) {
        super(message, cause);
    }
}
