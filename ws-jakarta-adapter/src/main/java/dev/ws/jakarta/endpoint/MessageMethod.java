package dev.ws.jakarta.endpoint;

/**
 * A method with {@code @OnMessage}.
 *
 * @param method how it is called
 * @param type the type of its messages, boxed
 * @param partial whether it takes parts
 * @param maxMessageSize in bytes, or -1
 */
record MessageMethod(EndpointMethod method, Class<?> type, boolean partial, long maxMessageSize) {}
