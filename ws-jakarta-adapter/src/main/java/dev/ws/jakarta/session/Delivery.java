package dev.ws.jakarta.session;

/**
 * Gives a message to a handler.
 *
 * @param <T> the message, or a stream of it
 */
@FunctionalInterface
interface Delivery<T> {
    /** Gives a message; throws what the handler or a decoder throws. */
    void deliver(T message) throws Exception;
}
