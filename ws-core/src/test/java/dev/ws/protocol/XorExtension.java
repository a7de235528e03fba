package dev.ws.protocol;

import dev.ws.ErrorCode;
import dev.ws.InvalidPayloadException;
import dev.ws.extension.Extension;
import dev.ws.extension.InboundStage;
import dev.ws.extension.OutboundStage;
import dev.ws.frame.FramePart;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * An extension for tests: marks the first frame of a message with a reserved bit and changes the payload with a byte.
 * Gives parts out in pieces of a size, so that one part becomes many, and an empty one at the end, as an inflater may.
 */
public final class XorExtension implements Extension {
    private final int bit;
    private final byte key;
    private final int piece;
    private final int bad;

    /** Uses a reserved bit, a byte, and pieces of at most {@code piece} bytes. */
    public XorExtension(int bit, int key, int piece) {
        this(bit, key, piece, 256);
    }

    /** Chokes on the byte {@code bad} too. */
    public XorExtension(int bit, int key, int piece, int bad) {
        this.bit = bit;
        this.key = (byte) key;
        this.piece = piece;
        this.bad = bad;
    }

    @Override
    public String token() {
        return "x-xor";
    }

    @Override
    public int reservedBits() {
        return bit;
    }

    @Override
    public InboundStage inbound() {
        return new InboundStage() {
            private @Nullable FramePart part; // the pump
            private int at; // the pump
            private boolean marked; // the pump
            private boolean begun; // the pump

            @Override
            public void accept(FramePart next) {
                if (part != null) {
                    throw new AssertionError("the last part was not used up");
                }
                if (next.startOfFrame() && next.opcode() != 0) {
                    marked = (next.rsv() & bit) != 0;
                }
                part = next;
                at = next.payload().position();
                begun = false;
            }

            @Override
            public @Nullable FramePart next() {
                FramePart whole = part;
                if (whole == null) {
                    return null;
                }
                ByteBuffer payload = whole.payload();
                int size = Math.min(piece, payload.limit() - at);
                // A last piece of nothing, like an inflater whose output ended exactly with its buffer.
                boolean end = size == 0;
                byte[] out = new byte[size + 2];
                for (int i = 0; i < size; i++) {
                    byte b = payload.get(at + i);
                    if (marked && (b & 0xFF) == bad) {
                        throw new InvalidPayloadException(ErrorCode.INVALID_EXTENSION_DATA, bad + " cannot be decoded");
                    }
                    out[i + 1] = marked ? (byte) (b ^ key) : b;
                }
                at += size;
                if (end) {
                    part = null;
                }
                boolean start = whole.startOfFrame() && !begun;
                begun = true;
                return new FramePart(
                        whole.opcode(),
                        whole.fin(),
                        whole.rsv() & ~bit,
                        start,
                        end && whole.endOfFrame(),
                        ByteBuffer.wrap(out, 1, size));
            }
        };
    }

    @Override
    public OutboundStage outbound() {
        return (frame, compress) -> {
            if (!compress) {
                return frame;
            }
            ByteBuffer payload = frame.payload();
            byte[] out = new byte[payload.remaining()];
            for (int i = 0; i < out.length; i++) {
                out[i] = (byte) (payload.get(payload.position() + i) ^ key);
            }
            int rsv = frame.opcode() == 0 ? frame.rsv() : frame.rsv() | bit;
            return new FramePart(frame.opcode(), frame.fin(), rsv, true, true, ByteBuffer.wrap(out));
        };
    }
}
