package dev.ws;

/** The four states of a WebSocket, with the numbers that Node's {@code ws} and the browser use. */
public enum ReadyState {
    /** The opening handshake is not complete. */
    CONNECTING,
    /** Messages flow. */
    OPEN,
    /** A close frame was sent or received, or the connection failed; no new message is accepted. */
    CLOSING,
    /** The connection is gone and the close event was, or is being, delivered. */
    CLOSED;

    /** {@return the number of the state, 0 to 3} */
    @SuppressWarnings("EnumOrdinal") // the order above is the numbering of the browser API
    public int code() {
        return ordinal();
    }
}
