package dev.ws.jakarta.container;

import dev.ws.Dispatch;
import dev.ws.WebSocketOptions;
import dev.ws.connection.WebSocketConnection;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * What {@code dispatch=inline} means for endpoints, whose interface waits by design: the container's thread where that
 * may be blocked, else the executor, with one warning for each web application. Any thread.
 */
final class InlineDispatch {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta");

    private final AtomicBoolean warned = new AtomicBoolean();

    /** {@return the options for the engine} */
    static WebSocketOptions withoutBlocking(WebSocketOptions wanted) {
        return wanted.dispatch() == Dispatch.INLINE
                ? wanted.toBuilder().dispatch(Dispatch.AUTO).build()
                : wanted;
    }

    /**
     * A connection opened.
     *
     * @param wanted what was asked for
     * @param connection the connection
     * @param path of its endpoint
     */
    void opened(WebSocketOptions wanted, WebSocketConnection connection, String path) {
        if (wanted.dispatch() == Dispatch.INLINE && !connection.isInline() && warned.compareAndSet(false, true)) {
            LOGGER.log(
                    System.Logger.Level.WARNING,
                    "dispatch=inline has no effect, for instance on the endpoint " + path
                            + ": the threads of this container must not be blocked, and endpoints may block, so the"
                            + " executor calls them");
        }
    }
}
