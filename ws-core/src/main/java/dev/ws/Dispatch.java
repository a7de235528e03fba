package dev.ws;

/** Where the callbacks of a connection run. */
public enum Dispatch {
    /** On the transport's own thread: cheapest; a handler must not block. */
    INLINE,
    /** On the executor of the server or client; a handler may block, and reading stops while it does. */
    EXECUTOR,
    /**
     * INLINE where the transport's own thread may be blocked, as Tomcat's and Jetty's may, else EXECUTOR: a handler may
     * block. Hooks of handshakes run as in EXECUTOR.
     */
    AUTO
}
