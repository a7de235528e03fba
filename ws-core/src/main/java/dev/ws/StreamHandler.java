package dev.ws;

/**
 * Reads one message as a stream, on a thread of its own.
 *
 * @param <S> {@code Reader} or {@code InputStream}
 */
@FunctionalInterface
public interface StreamHandler<S> {
    /**
     * Reads the message. What is left unread when it returns is skipped.
     *
     * @param ws the connection
     * @param stream ends with the message; throws {@code IOException} when the connection ends first
     * @throws Exception anything; see {@link WebSocketOptions#handlerErrors()}
     */
    void handle(WebSocket ws, S stream) throws Exception;
}
