package dev.ws.extension.deflate;

import dev.ws.CompressionStatus;
import dev.ws.extension.Extension;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FramePart;

/**
 * permessage-deflate as agreed for one connection (RFC 7692 section 7). Holds no zlib stream while idle: context takeover
 * is a history of plain bytes per direction, lent to a pooled deflater or inflater for the time of a message.
 */
public final class PerMessageDeflate implements Extension {
    /** The registered token (RFC 7692 section 7). */
    public static final String TOKEN = "permessage-deflate";

    private final DeflateAgreement agreement;
    private final MessageInflater inflater;
    private final MessageDeflater deflater;

    /**
     * Creates the extension for a connection.
     *
     * @param agreement what was agreed
     * @param options the own settings
     * @param zlib lends deflaters and inflaters
     * @param buffers lends buffers
     */
    public PerMessageDeflate(DeflateAgreement agreement, DeflateOptions options, ZlibPool zlib, BufferPool buffers) {
        this.agreement = agreement;
        this.inflater = new MessageInflater(agreement, options, zlib, buffers);
        this.deflater = new MessageDeflater(agreement, options, zlib, buffers);
    }

    @Override
    public String token() {
        return TOKEN;
    }

    @Override
    public int reservedBits() {
        return FramePart.RSV1;
    }

    @Override
    public MessageInflater inbound() {
        return inflater;
    }

    @Override
    public MessageDeflater outbound() {
        return deflater;
    }

    /** {@return what was agreed} */
    public DeflateAgreement agreement() {
        return agreement;
    }

    /** {@return what was agreed and what was saved so far; by any thread, as it was a moment ago} */
    public CompressionStatus status() {
        return new CompressionStatus(
                agreement.sendingTakeover(),
                agreement.sendingWindowBits(),
                agreement.receivingTakeover(),
                agreement.receivingWindowBits(),
                deflater.plainBytes(),
                deflater.compressedBytes(),
                inflater.compressedBytes(),
                inflater.plainBytes());
    }
}
