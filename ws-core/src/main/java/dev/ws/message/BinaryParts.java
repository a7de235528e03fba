package dev.ws.message;

import dev.ws.MessageSink;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;

/** Hands on binary payload as it comes: a copy of each part, unless parts are borrowed. Pump thread. */
public final class BinaryParts implements PartSink {
    private final boolean borrow;
    private final MessageSink<ByteBuffer> sink;

    /**
     * Creates the sink.
     *
     * @param borrow whether a part may be used only until the sink returns
     * @param sink takes the parts
     */
    public BinaryParts(boolean borrow, MessageSink<ByteBuffer> sink) {
        this.borrow = borrow;
        this.sink = sink;
    }

    @Override
    public void accept(MessagePart part) throws Exception {
        ByteBuffer payload = part.payload();
        if (!part.last() && !payload.hasRemaining()) {
            return;
        }
        if (borrow) {
            try {
                sink.accept(payload, part.last());
            } finally {
                payload.position(0).limit(0);
            }
        } else {
            sink.accept(OwnBytes.of(payload), part.last());
        }
    }
}
