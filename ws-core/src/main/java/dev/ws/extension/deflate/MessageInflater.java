package dev.ws.extension.deflate;

import dev.ws.ErrorCode;
import dev.ws.InvalidPayloadException;
import dev.ws.extension.InboundStage;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Decompresses received messages (RFC 7692 section 7.2.2), at most one buffer at a time. An inflater is borrowed from the
 * first part of a message to its end and begins with the {@link History} as its dictionary. Pump thread; the counters by
 * any thread.
 *
 * <p>A block with BFINAL ends zlib's stream, but not the message and not the window (section 7.2.3.4): the inflater
 * begins anew with the bytes put out before as its dictionary. Therefore the history also takes in the bytes of a message
 * without context takeover, as long as more of it is to come, and forgets them at its end. Data that stops in the middle
 * of a block is not told from data that ends: what it says is given out, as other users of zlib do.
 */
public final class MessageInflater implements InboundStage {
    /** What the sender cut from the last frame (section 7.2.2). */
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};

    private static final byte[] NO_INPUT = {};
    /** Blocks with BFINAL that a part may have, and how many bytes entitle to another one: each is work, even if empty. */
    private static final int FINAL_BLOCKS = 16;

    private static final int BYTES_PER_FINAL_BLOCK = 64;

    private final ZlibPool zlib;
    private final BufferPool buffers;
    private final int bufferBytes;
    private final boolean takeover;
    private final History history;
    private boolean compressed; // pump thread; whether the message under way is
    private boolean begun; // pump thread; whether a part of the frame under way was given out
    private @Nullable FramePart part; // pump thread; what is being worked on
    private byte[] input = NO_INPUT; // pump thread; the part's bytes, then the tail
    private int inputEnd; // pump thread
    private int finalBlocks; // pump thread; how many more the part may have
    private @Nullable Inflater inflater; // pump thread; from a message's first part to its end
    private @Nullable ByteBuffer output; // pump thread; until next returned null
    private volatile long compressedBytes; // volatile: any; written by the pump thread
    private volatile long plainBytes; // volatile: any; written by the pump thread

    MessageInflater(DeflateAgreement agreement, DeflateOptions options, ZlibPool zlib, BufferPool buffers) {
        this.zlib = zlib;
        this.buffers = buffers;
        bufferBytes = options.inflateBufferBytes();
        takeover = agreement.receivingTakeover();
        history = new History(1 << agreement.receivingWindowBits());
    }

    @Override
    public void accept(FramePart next) {
        part = next;
        if (next.startOfFrame()) {
            begun = false;
            if (next.opcode() != Opcode.CONTINUATION) {
                compressed = (next.rsv() & FramePart.RSV1) != 0;
            }
        }
        if (compressed) {
            ByteBuffer payload = next.payload();
            int start = payload.arrayOffset() + payload.position();
            int length = payload.remaining();
            if (inflater == null) {
                inflater = zlib.inflater();
                history.preload(inflater, history.size());
            }
            feed(inflater, payload.array(), start, length);
            finalBlocks = FINAL_BLOCKS + length / BYTES_PER_FINAL_BLOCK;
            long before = compressedBytes;
            compressedBytes = before + length;
        }
    }

    private void feed(Inflater to, byte[] bytes, int from, int length) {
        input = bytes;
        inputEnd = from + length;
        to.setInput(bytes, from, length);
    }

    @Override
    public @Nullable FramePart next() {
        FramePart from = part;
        if (from == null) {
            releaseOutput();
            return null;
        }
        if (inflater == null) {
            part = null;
            return from;
        }
        return inflate(from, inflater);
    }

    private @Nullable FramePart inflate(FramePart from, Inflater with) {
        if (output == null) {
            output = bufferBytes <= BufferPool.SMALL ? buffers.small() : buffers.large();
        }
        ByteBuffer out = output.clear().limit(bufferBytes);
        boolean partDone;
        zlib.enter();
        try {
            partDone = fill(out, with, from.endOfMessage());
        } catch (DataFormatException broken) {
            close();
            throw new InvalidPayloadException(
                    ErrorCode.INVALID_EXTENSION_DATA, "compressed data is invalid: " + broken.getMessage(), broken);
        } finally {
            zlib.leave();
        }
        boolean endOfFrame = partDone && from.endOfFrame();
        if (partDone) {
            part = null;
            feed(with, NO_INPUT, 0, 0); // else it would keep the read buffer in memory
            if (from.endOfMessage()) {
                inflater = null;
                zlib.release(with);
            }
        }
        long before = plainBytes;
        plainBytes = before + out.flip().remaining();
        if (partDone && !endOfFrame && !out.hasRemaining()) {
            releaseOutput();
            return null; // not a byte can be told from the little that came
        }
        boolean startOfFrame = !begun;
        begun = true;
        int rsv = from.rsv() & ~FramePart.RSV1;
        return new FramePart(from.opcode(), from.fin(), rsv, startOfFrame, endOfFrame, out);
    }

    /** Decompresses until the buffer is full or the part, with the tail if it is the last, is used up: then true. */
    private boolean fill(ByteBuffer out, Inflater with, boolean last) throws DataFormatException {
        int remembered = 0;
        boolean done = false;
        while (!done && out.hasRemaining()) {
            with.inflate(out);
            if (with.finished()) {
                // If nothing follows the final block, the sender had no tail to cut.
                done = with.getRemaining() == 0;
                if (!done) {
                    history.append(out, remembered, out.position());
                    remembered = out.position();
                    beginAnew(with);
                }
            } else if (with.needsInput() && out.hasRemaining()) {
                done = !last || input == TAIL;
                if (!done) {
                    feed(with, TAIL, 0, TAIL.length);
                }
            }
        }
        if (takeover || !done || !last) {
            history.append(out, remembered, out.position());
        } else {
            history.clear();
        }
        return done;
    }

    private void beginAnew(Inflater with) throws DataFormatException {
        finalBlocks--;
        if (finalBlocks < 0) {
            throw new DataFormatException("too many final blocks");
        }
        int rest = with.getRemaining();
        with.reset();
        history.preload(with, history.size());
        feed(with, input, inputEnd - rest, rest);
    }

    private void releaseOutput() {
        ByteBuffer last = output;
        output = null;
        if (last != null) {
            buffers.release(last);
        }
    }

    @Override
    public void close() {
        releaseOutput();
        history.clear();
        part = null;
        input = NO_INPUT;
        if (inflater != null) {
            zlib.release(inflater);
            inflater = null;
        }
    }

    /** {@return bytes of compressed payload received} */
    public long compressedBytes() {
        return compressedBytes;
    }

    /** {@return bytes that they became} */
    public long plainBytes() {
        return plainBytes;
    }
}
