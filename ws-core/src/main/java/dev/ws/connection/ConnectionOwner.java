package dev.ws.connection;

import dev.ws.WebSocket;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Who opened a connection: the server or the client. Called by the connection's pump. */
public interface ConnectionOwner {
    /**
     * The connection is OPEN; nothing was read yet. Called once, before any listener.
     *
     * @param ws the connection
     * @return reading and the listeners' {@code onOpen} wait for this stage; null when there is nothing to wait for
     * @throws Exception anything; handled like an exception of a listener
     */
    @Nullable CompletionStage<?> opened(WebSocket ws) throws Exception;

    /**
     * What {@link #opened} did failed: it threw, or its stage did. Called once, before the listeners' {@code onError}.
     *
     * @param ws the connection
     * @param thrown what was thrown
     * @return whether somebody was told, so that it need not be logged
     */
    default boolean failed(WebSocket ws, Throwable thrown) {
        return false;
    }

    /**
     * The connection is gone. Called once, before the listeners' {@code onClose}.
     *
     * @param ws the connection
     */
    void ended(WebSocket ws);
}
