package dev.ws.message;

import dev.ws.MessageSink;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;

/** Hands on binary payload as it comes. Pump thread. */
public final class BinaryParts implements PartSink {
    private final MessageSink<ByteBuffer> sink;

    /**
     * Creates the sink.
     *
     * @param sink takes the parts
     */
    public BinaryParts(MessageSink<ByteBuffer> sink) {
        this.sink = sink;
    }

    @Override
    public void accept(MessagePart part) throws Exception {
        if (part.last() || part.payload().hasRemaining()) {
            sink.accept(part.payload(), part.last());
        }
    }
}
