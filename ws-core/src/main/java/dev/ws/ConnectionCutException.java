package dev.ws;

import java.io.IOException;
import java.io.Serial;

/**
 * This side ended a connection, or gave up waiting for its end, because the peer was silent or took nothing for longer
 * than the options allow. Shows as {@link WebSocket#closeCause()}.
 */
public final class ConnectionCutException extends IOException {
    @Serial
    private static final long serialVersionUID = 1L;

    /**
     * Creates the exception.
     *
     * @param message which limit was passed
     */
    public ConnectionCutException(String message) {
        super(message);
    }
}
