package dev.ws.extension.deflate;

import dev.ws.extension.SharingStage;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;

/**
 * Compresses messages to be sent (RFC 7692 section 7.2.1). A deflater is borrowed for one frame at a time and gets the
 * {@link History} as its dictionary, which the peer's inflater cannot tell from one stream. The deflater of a busy
 * connection is parked as it is instead, as long as the pool has room; a dedicated one is kept.
 * One sender at a time; {@link #applyShared} and the counters by any thread.
 */
public final class MessageDeflater implements SharingStage {
    /** What {@link Deflater#SYNC_FLUSH} ends with and the last frame of a message does not have (section 7.2.1). */
    private static final int TAIL = 4;
    /** zlib's own window is never too large for 15 bits, and no window is too small for output without references. */
    private static final int WITHOUT_PIECES = Integer.MAX_VALUE;

    private static final int LARGEST_BITS = 15;
    /** So many frames in a row make a connection busy: its deflater is worth being kept warm. */
    private static final int BUSY = 4;

    private static final byte[] NO_INPUT = {};
    private static final History NO_HISTORY = new History(0);

    private final ZlibPool zlib;
    private final BufferPool buffers;
    private final int bufferBytes;
    private final boolean takeover;
    private final boolean dedicated;
    private final boolean parking;
    private final int window;
    private final Alike alike;
    private final History history;
    private @Nullable Deflater kept; // the sender; the dedicated deflater between two frames
    private @Nullable DeflateOutput output; // the sender; what apply returned last
    private int streak; // the sender; frames compressed for this connection alone, without a shared one between
    private boolean compressing; // the sender; whether the message under way is compressed
    private volatile long plainBytes; // volatile: any; written by the sender
    private volatile long compressedBytes; // volatile: any; written by the sender

    MessageDeflater(DeflateAgreement agreement, DeflateOptions options, ZlibPool zlib, BufferPool buffers) {
        this.zlib = zlib;
        this.buffers = buffers;
        bufferBytes = options.deflateBufferBytes();
        takeover = agreement.sendingTakeover();
        int bits = agreement.sendingWindowBits();
        boolean referring = options.level() != 0 && options.strategy() != CompressionStrategy.HUFFMAN_ONLY;
        dedicated = options.dedicatedDeflater() && takeover && bits == LARGEST_BITS;
        window = bits == LARGEST_BITS || !referring ? WITHOUT_PIECES : 1 << bits;
        parking = !dedicated
                && takeover
                && window == WITHOUT_PIECES
                && referring
                && options.compressionHistory() > 0
                && options.warmDeflaters() > 0;
        history = new History(!referring || dedicated ? 0 : Math.min(options.compressionHistory(), 1 << bits));
        int threshold = takeover && !options.thresholdAlways() ? 0 : options.threshold();
        alike = new Alike(threshold, window, options.level(), options.strategy());
    }

    /** What decides about the result of {@link #applyShared}. */
    private record Alike(int threshold, int window, int level, CompressionStrategy strategy) {}

    @Override
    public FramePart apply(FramePart frame, boolean compress) {
        release();
        ByteBuffer plain = frame.payload();
        boolean first = frame.opcode() != Opcode.CONTINUATION;
        if (first) {
            compressing = compress && plain.remaining() >= alike.threshold();
        }
        if (!compressing) {
            return frame;
        }
        ByteBuffer compressed = plain.hasRemaining() ? compress(plain, frame.fin()) : nothing(frame.fin());
        if (takeover || !frame.fin()) {
            history.append(plain, plain.position(), plain.limit());
        } else {
            history.clear();
        }
        count(plain.remaining(), compressed.remaining());
        return compressed(frame, first ? frame.rsv() | FramePart.RSV1 : frame.rsv(), compressed);
    }

    private static FramePart compressed(FramePart frame, int rsv, ByteBuffer payload) {
        return new FramePart(frame.opcode(), frame.fin(), rsv, true, true, payload);
    }

    /** RFC 7692 section 7.2.3.6: a stored block of no bytes. zlib flushes nothing where nothing was put in. */
    private static ByteBuffer nothing(boolean last) {
        return ByteBuffer.wrap(last ? new byte[] {0} : new byte[] {0, 0, 0, (byte) 0xFF, (byte) 0xFF});
    }

    private ByteBuffer compress(ByteBuffer plain, boolean last) {
        DeflateOutput out = new DeflateOutput(buffers, bufferBytes);
        output = out;
        zlib.enter();
        try {
            Deflater warm = takeUp();
            Deflater deflater = warm == null ? zlib.deflater() : warm;
            boolean done = false;
            try {
                compress(plain, warm == null ? history : NO_HISTORY, deflater, out);
                done = true;
            } finally {
                deflater.setInput(NO_INPUT); // else it would keep the message in memory
                giveBack(deflater, done);
            }
        } finally {
            zlib.leave();
        }
        return out.bytes(last ? TAIL : 0);
    }

    /** The deflater as the frame before left it, if it is still there. */
    private @Nullable Deflater takeUp() {
        if (parking) {
            return streak < BUSY ? null : zlib.unpark(this);
        }
        Deflater own = kept;
        kept = null;
        return own;
    }

    private void giveBack(Deflater deflater, boolean intact) {
        if (intact && dedicated) {
            kept = deflater;
            return;
        }
        if (parking && streak < BUSY) {
            streak++;
        }
        if (!intact || streak < BUSY || !zlib.park(this, deflater)) {
            zlib.release(deflater);
        }
    }

    /**
     * Compresses in pieces such that no piece and its dictionary are together larger than the window: zlib's window
     * is 32 KiB here, but what is not there cannot be referred to. The last piece may be small and its dictionary large.
     */
    private void compress(ByteBuffer plain, History before, Deflater deflater, DeflateOutput out) {
        int start = plain.position();
        int end = plain.limit();
        int at = start;
        while (at < end) {
            int done = at - start;
            int left = end - at;
            int dictionary = Math.min(before.size() + done, Math.max(window / 2, window - left));
            int piece = Math.min(left, window - dictionary);
            if (done > 0) {
                deflater.reset();
            }
            if (dictionary > done) {
                before.preload(deflater, dictionary - done);
            }
            if (done > 0) {
                int own = Math.min(dictionary, done);
                preload(deflater, plain, at - own, own);
            }
            if (plain.hasArray()) {
                deflater.setInput(plain.array(), plain.arrayOffset() + at, piece);
            } else {
                deflater.setInput(plain.slice(at, piece));
            }
            out.flush(deflater);
            at += piece;
        }
    }

    private static void preload(Deflater deflater, ByteBuffer plain, int from, int length) {
        if (plain.hasArray()) {
            deflater.setDictionary(plain.array(), plain.arrayOffset() + from, length);
        } else {
            deflater.setDictionary(plain.slice(from, length));
        }
    }

    private void count(long plain, long compressed) {
        long plainBefore = plainBytes;
        plainBytes = plainBefore + plain;
        long compressedBefore = compressedBytes;
        compressedBytes = compressedBefore + compressed;
    }

    @Override
    public void release() {
        DeflateOutput last = output;
        output = null;
        if (last != null) {
            last.release();
        }
    }

    @Override
    public Object agreement() {
        return alike;
    }

    @Override
    public FramePart applyShared(FramePart message) {
        ByteBuffer plain = message.payload();
        if (plain.remaining() < alike.threshold()) {
            return message;
        }
        ByteBuffer compressed = plain.hasRemaining() ? compressShared(plain) : nothing(true);
        return compressed(message, message.rsv() | FramePart.RSV1, compressed);
    }

    private ByteBuffer compressShared(ByteBuffer plain) {
        zlib.enter();
        try {
            DeflateOutput out = new DeflateOutput(buffers, bufferBytes);
            Deflater deflater = zlib.deflater();
            try {
                compress(plain, NO_HISTORY, deflater, out);
                ByteBuffer bytes = out.bytes(TAIL);
                return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            } finally {
                deflater.setInput(NO_INPUT);
                zlib.release(deflater);
                out.release();
            }
        } finally {
            zlib.leave();
        }
    }

    @Override
    public void sentShared(FramePart message, FramePart sent) {
        if ((sent.rsv() & FramePart.RSV1) == 0) {
            return;
        }
        ByteBuffer plain = message.payload();
        count(plain.remaining(), sent.payload().remaining());
        if (dedicated) {
            if (kept == null) {
                kept = zlib.deflater();
            }
            // zlib takes dictionaries between two blocks of raw data, which is where a flush left it.
            int length = Math.min(plain.remaining(), DeflateOptions.LARGEST_WINDOW);
            preload(kept, plain, plain.limit() - length, length);
        } else if (takeover) {
            dropWarm(); // it did not see this message
            history.append(plain, plain.position(), plain.limit());
        }
    }

    private void dropWarm() {
        Deflater warm = takeUp();
        streak = 0;
        if (warm != null) {
            zlib.release(warm);
        }
    }

    @Override
    public void close() {
        release();
        history.clear();
        dropWarm();
    }

    /** {@return bytes of messages that were compressed} */
    public long plainBytes() {
        return plainBytes;
    }

    /** {@return bytes that they became on the wire, without frame headers} */
    public long compressedBytes() {
        return compressedBytes;
    }
}
