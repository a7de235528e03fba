package dev.ws.server;

/** Where a server is in its life. */
public enum ServerState {
    /** Handshakes are accepted. */
    RUNNING,
    /** Handshakes are refused with 503; connections are still open. */
    CLOSING,
    /** Handshakes are refused with 503; the server waits for nothing more. */
    CLOSED
}
