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
 * of a block is refused at its end; what was given out before is part of a message that never comes to its last part.
 */
public final class MessageInflater implements InboundStage {
    /**
     * What is read behind a message: what its sender cut off (section 7.2.2), an empty block that is stored and one that is
     * stored and final. Between two blocks zlib comes to the end of its stream with it and puts nothing out.
     */
    private static final byte[] TAIL = {
        0, 0, (byte) 0xFF, (byte) 0xFF, 0, 0, 0, (byte) 0xFF, (byte) 0xFF, 1, 0, 0, -1, -1
    };

    /** If the sender cut nothing off, the first five bytes become the head of a stored block, and these are in it. */
    private static final ByteBuffer IN_UNCUT =
            ByteBuffer.wrap(TAIL, 5, TAIL.length - 5).slice();

    private static final int CUT_OFF = 0x0000FFFF;
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
    private int lastBytes; // pump thread; the last four of the message before the part
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
                lastBytes = CUT_OFF; // of no bytes at all, nothing was cut off
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
            partDone = fill(out, with, from);
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
            } else {
                lastBytes = lastBytes(from.payload()); // before the next part takes the place of this one
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
    private boolean fill(ByteBuffer out, Inflater with, FramePart from) throws DataFormatException {
        boolean last = from.endOfMessage();
        int remembered = 0;
        boolean done = false;
        boolean full = false;
        while (!done && !full) {
            with.inflate(out);
            if (with.finished()) {
                // If nothing follows the final block, the sender had no tail to cut.
                done = with.getRemaining() == 0;
                if (!done) {
                    history.append(out, remembered, out.position());
                    remembered = out.position();
                    beginAnew(with);
                    full = !out.hasRemaining();
                }
            } else if (!out.hasRemaining()) {
                full = true;
            } else { // it took all that there was
                full = last && out.capacity() - out.position() < TAIL.length;
                done = !full;
                if (last && done) {
                    endMessage(out, with, from.payload());
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

    /** Makes sure that the message ends between two blocks. The buffer has room for the tail, and is left as it is. */
    private void endMessage(ByteBuffer out, Inflater with, ByteBuffer payload) throws DataFormatException {
        int end = out.position();
        out.limit(end + TAIL.length);
        feed(with, TAIL, 0, TAIL.length);
        int count = with.inflate(out);
        out.limit(end).position(end);
        boolean whole = count == 0
                ? with.finished() && with.getRemaining() == 0
                : !with.finished()
                        && lastBytes(payload) == CUT_OFF
                        && out.duplicate().limit(end + count).equals(IN_UNCUT);
        if (!whole) {
            throw new DataFormatException("it ends inside a block");
        }
    }

    private int lastBytes(ByteBuffer payload) {
        int last = lastBytes;
        for (int at = Math.max(payload.position(), payload.limit() - Integer.BYTES); at < payload.limit(); at++) {
            last = (last << Byte.SIZE) | (payload.get(at) & 0xFF);
        }
        return last;
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
