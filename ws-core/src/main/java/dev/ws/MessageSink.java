package dev.ws;

/**
 * Takes the parts of one message after the other. All ways to receive (whole messages, parts, fragments, streams) are
 * sinks. Called by the connection's pump, by one thread at a time.
 *
 * @param <T> {@code String} or {@code ByteBuffer}; a buffer is the receiver's, unless {@link WebSocketOptions#borrowMessages()}
 */
@FunctionalInterface
public interface MessageSink<T> {
    /**
     * Takes the next part of the current message.
     *
     * @param part the part; may be empty when it is the last
     * @param last whether it ends the message
     * @throws Exception anything; handled as {@link WebSocketOptions#handlerErrors()} says
     */
    void accept(T part, boolean last) throws Exception;
}
