package dev.ws.protocol;

import dev.ws.ErrorCode;
import dev.ws.InvalidPayloadException;
import dev.ws.MessageTooBigException;
import dev.ws.ProtocolException;
import dev.ws.WebSocketOptions;
import dev.ws.frame.FrameDecoder;
import dev.ws.frame.Opcode;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** Makes messages of data frames: counts fragments and bytes against the limits, checks UTF-8. Owned by the pump. */
final class InboundMessages {
    private final long maxPayload;
    private final int maxFragments;
    private final boolean checkUtf8;
    private final Utf8Validator utf8 = new Utf8Validator();

    // All below: pump thread.
    private int opcode; // kind of the running message
    private long limit; // of the running message in bytes, 0 for none
    private int fragments; // frames of the running message
    private boolean transformed; // whether an extension changes its length
    private long announced; // sum of its payload lengths on the wire
    private long delivered; // its bytes after the extensions
    private boolean begun; // whether its first part was delivered

    InboundMessages(WebSocketOptions options) {
        this.maxPayload = options.maxPayload();
        this.maxFragments = options.maxFragments();
        this.checkUtf8 = !options.skipUtf8Validation();
    }

    /** A data frame begins: its header is all that is known. */
    void begin(FrameDecoder frame) {
        if (frame.opcode() != Opcode.CONTINUATION) {
            opcode = frame.opcode();
            transformed = frame.rsv() != 0;
            limit = maxPayload;
            fragments = 0;
            announced = 0;
            delivered = 0;
            begun = false;
            utf8.reset();
        }
        if (maxFragments > 0 && ++fragments > maxFragments) {
            throw new ProtocolException(ErrorCode.TOO_MANY_BUFFERED_PARTS, "Too many message fragments");
        }
        if (!transformed) { // else the length is known when the extensions are done with it
            announced += frame.length();
            check(announced);
        }
    }

    /**
     * Takes payload as the extensions left it.
     *
     * @return the event, or null when there is nothing to tell yet
     */
    ProtocolEvent.@Nullable MessagePart part(
            ByteBuffer in, int from, int to, boolean endOfFrame, boolean fin, long more) {
        int size = to - from;
        boolean last = endOfFrame && fin;
        if (size == 0 && !last && !(endOfFrame && transformed)) {
            return null;
        }
        delivered += size;
        check(delivered);
        boolean text = opcode == Opcode.TEXT;
        if (text && checkUtf8) {
            int base = in.arrayOffset();
            if (!utf8.accept(in.array(), base + from, base + to) || (last && !utf8.complete())) {
                throw new InvalidPayloadException(
                        ErrorCode.INVALID_UTF8, "Invalid WebSocket frame: invalid UTF-8 sequence");
            }
        }
        boolean first = !begun;
        begun = true;
        return new ProtocolEvent.MessagePart(text, in.slice(from, size), first, last, endOfFrame, more);
    }

    /** The running message, whose first part was told, must not have more bytes than this; 0 for no further limit. */
    void limit(long bytes) {
        if (bytes > 0 && (limit == 0 || bytes < limit)) {
            limit = bytes;
            check(Math.max(announced, delivered));
        }
    }

    private void check(long bytes) {
        if (limit > 0 && bytes > limit) {
            throw new MessageTooBigException(ErrorCode.UNSUPPORTED_MESSAGE_LENGTH, "Max payload size exceeded");
        }
    }
}
