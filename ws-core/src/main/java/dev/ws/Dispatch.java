package dev.ws;

/** Where the callbacks of a connection run. */
public enum Dispatch {
    /** On the transport's own thread: cheapest; a handler must not block. */
    INLINE,
    /** On the executor of the server or client; a handler may block, and reading stops while it does. */
    EXECUTOR
}
