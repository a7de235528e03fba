package dev.ws.message;

/** How a sink that works on another thread holds the pump back. Methods may be called from any thread and do not block. */
public interface MessageFlow {
    /** No further part may be delivered, and nothing more read. */
    void hold();

    /** Parts may be delivered again. */
    void release();

    /**
     * The application threw on another thread; handled by the pump like an exception of a listener.
     *
     * @param cause what it threw
     */
    void handlerFailed(Throwable cause);
}
