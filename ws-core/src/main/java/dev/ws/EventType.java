package dev.ws;

/** The events that a listener can be added for one by one; see {@link WebSocketListener}. */
public enum EventType {
    /** {@link WebSocketListener#onOpen}. */
    OPEN,
    /** {@link WebSocketListener#onMessage}, and with it {@code onText} and {@code onBinary}. */
    MESSAGE,
    /** {@link WebSocketListener#onPing}. */
    PING,
    /** {@link WebSocketListener#onPong}. */
    PONG,
    /** {@link WebSocketListener#onDrain}. */
    DRAIN,
    /** {@link WebSocketListener#onError}. */
    ERROR,
    /** {@link WebSocketListener#onClose}. */
    CLOSE
}
