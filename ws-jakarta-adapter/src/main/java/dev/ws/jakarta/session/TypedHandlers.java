package dev.ws.jakarta.session;

import jakarta.websocket.MessageHandler;

/** Takes message handlers whose type parameter is known, as those of annotated methods. Implemented by the session. */
public interface TypedHandlers {
    /**
     * Adds a handler, effective from the next message on.
     *
     * @param type the type of the messages, parts or decoded objects, or PongMessage
     * @param handler a {@link MessageHandler.Whole} or {@link MessageHandler.Partial}; what it throws, checked or not, goes to the
     *     endpoint's onError
     * @param maxMessageSize the largest message in bytes; -1 for the session's limit
     * @throws IllegalStateException when there is a handler for messages of this kind already
     */
    void addMessageHandler(Class<?> type, MessageHandler handler, long maxMessageSize);
}
