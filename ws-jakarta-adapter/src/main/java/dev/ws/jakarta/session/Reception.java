package dev.ws.jakarta.session;

import dev.ws.MessageSink;
import jakarta.websocket.MessageHandler;
import org.jspecify.annotations.Nullable;

/**
 * How a handler takes the messages of one kind: whole, unless parts or stream is there.
 *
 * @param handler the application's
 * @param maxBytes the largest message; -1 for the session's limit
 * @param whole takes a whole message, also one that began before a handler of parts or streams was added
 * @param parts takes the parts of a message, or null
 * @param stream takes a message while it arrives, or null
 * @param <T> a whole message or a part
 * @param <S> a stream
 */
record Reception<T, S>(
        MessageHandler handler,
        long maxBytes,
        Delivery<T> whole,
        @Nullable MessageSink<T> parts,
        @Nullable Delivery<S> stream) {}
