package dev.ws.extension.deflate;

import dev.ws.extension.SharingStage;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FramePart;

/** Compresses messages to be sent. One sender at a time. */
public final class MessageDeflater implements SharingStage {
    MessageDeflater(DeflateAgreement agreement, DeflateOptions options, ZlibPool zlib, BufferPool buffers) {}

    @Override
    public FramePart apply(FramePart frame, boolean compress) {
        throw new UnsupportedOperationException();
    }

    @Override
    public Object agreement() {
        throw new UnsupportedOperationException();
    }

    @Override
    public FramePart applyShared(FramePart message) {
        throw new UnsupportedOperationException();
    }

    @Override
    public void sentShared(FramePart message, FramePart sent) {
        throw new UnsupportedOperationException();
    }

    /** {@return bytes of messages that were compressed} */
    public long plainBytes() {
        return 0;
    }

    /** {@return bytes that they became on the wire, without frame headers} */
    public long compressedBytes() {
        return 0;
    }
}
