package dev.ws.message;

import dev.ws.protocol.ProtocolEvent.MessagePart;

/**
 * Where the parts of messages of one kind go. One sink takes a message from its first part to its last. Called by the
 * pump only.
 */
public interface PartSink {
    /**
     * Takes a part.
     *
     * @param part the part; its payload is borrowed until this returns
     * @throws Exception what the application threw
     */
    void accept(MessagePart part) throws Exception;

    /**
     * The connection ended; a message may be unfinished and will stay so.
     *
     * @param cause why
     */
    default void abort(Throwable cause) {}
}
