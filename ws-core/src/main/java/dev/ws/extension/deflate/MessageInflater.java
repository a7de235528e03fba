package dev.ws.extension.deflate;

import dev.ws.extension.InboundStage;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FramePart;
import org.jspecify.annotations.Nullable;

/** Decompresses received messages. Pump thread. */
public final class MessageInflater implements InboundStage {
    MessageInflater(DeflateAgreement agreement, DeflateOptions options, ZlibPool zlib, BufferPool buffers) {}

    @Override
    public void accept(FramePart part) {
        throw new UnsupportedOperationException();
    }

    @Override
    public @Nullable FramePart next() {
        throw new UnsupportedOperationException();
    }

    /** {@return bytes of compressed payload received} */
    public long compressedBytes() {
        return 0;
    }

    /** {@return bytes that they became} */
    public long plainBytes() {
        return 0;
    }
}
