package dev.ws;

import java.io.Serial;

/** The root of what goes wrong with a WebSocket. */
public abstract sealed class WebSocketException extends RuntimeException
        permits ConnectionClosedException, HandshakeException, ProtocolException {
    @Serial
    private static final long serialVersionUID = 1L;

    WebSocketException(String message) {
        super(message);
    }

    WebSocketException(String message, Throwable cause) {
        super(message, cause);
    }
}
