package dev.ws.frame;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames into a {@link FrameOutput}: header, masking key if the role is client, payload. Payload is copied, never
 * masked where it came from. Owned by the outbound half.
 */
public final class FrameEncoder {
    private static final int MAX_HEADER = 14;

    private final FrameOutput output;
    private final @Nullable IntSupplier maskKeys;

    /**
     * Creates an encoder.
     *
     * @param output takes the frames
     * @param maskKeys gives a masking key per frame for a client; null for a server (RFC 6455 section 5.1)
     */
    public FrameEncoder(FrameOutput output, @Nullable IntSupplier maskKeys) {
        this.output = output;
        this.maskKeys = maskKeys;
    }

    /**
     * Encodes a frame.
     *
     * @param fin the FIN bit
     * @param rsv the reserved bits: 4 for RSV1, 2 for RSV2, 1 for RSV3
     * @param opcode the opcode
     * @param payload the bytes between position and limit; position and content stay as they are
     */
    public void encode(boolean fin, int rsv, int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        int maskKey = maskKeys == null ? 0 : maskKeys.getAsInt();
        boolean small = length <= BufferPool.SMALL - MAX_HEADER;
        ByteBuffer room = output.room(small ? headerSize(length) + length : MAX_HEADER);
        header(room, fin, rsv, opcode, length, maskKey);
        int at = payload.position();
        int left = length;
        while (left > 0) {
            if (!room.hasRemaining()) {
                room = output.someRoom(left);
            }
            int size = Math.min(left, room.remaining());
            int from = room.position();
            room.put(from, payload, at, size);
            room.position(from + size);
            if (maskKey != 0) {
                int base = room.arrayOffset() + from;
                maskKey = Masking.apply(room.array(), base, base + size, maskKey);
            }
            at += size;
            left -= size;
        }
        output.finish(headerSize(length) + length);
    }

    /**
     * Encodes a frame whose payload is text.
     *
     * @param fin the FIN bit
     * @param opcode the opcode
     * @param text encoded as UTF-8, unpaired surrogates as {@code ?}
     */
    public void encode(boolean fin, int opcode, String text) {
        int chars = text.length();
        int most = BufferPool.SMALL - MAX_HEADER;
        // Most text is ASCII: copy on that guess. Small text goes straight into the buffer in any case.
        if (chars <= most && encodeAscii(fin, opcode, text, chars)) {
            return;
        }
        int length = chars <= most ? Utf8Encoder.length(text) : Integer.MAX_VALUE;
        if (length > most) {
            encode(fin, 0, opcode, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return;
        }
        int maskKey = maskKeys == null ? 0 : maskKeys.getAsInt();
        ByteBuffer room = output.room(headerSize(length) + length);
        header(room, fin, 0, opcode, length, maskKey);
        Utf8Encoder.encode(text, room.array(), room.arrayOffset() + room.position());
        endSmall(room, length, maskKey);
    }

    private boolean encodeAscii(boolean fin, int opcode, String text, int length) {
        ByteBuffer room = output.room(headerSize(length) + length);
        int payload = room.position() + headerSize(length);
        if (!Utf8Encoder.encodeAscii(text, room.array(), room.arrayOffset() + payload)) {
            return false;
        }
        int maskKey = maskKeys == null ? 0 : maskKeys.getAsInt();
        header(room, fin, 0, opcode, length, maskKey);
        endSmall(room, length, maskKey);
        return true;
    }

    // The payload is behind the header.
    private void endSmall(ByteBuffer room, int length, int maskKey) {
        if (maskKey != 0) {
            int from = room.arrayOffset() + room.position();
            Masking.apply(room.array(), from, from + length, maskKey);
        }
        room.position(room.position() + length);
        output.finish(headerSize(length) + length);
    }

    /**
     * Appends a frame that was encoded before, for a server's broadcast.
     *
     * @param frame header and payload, unmasked
     */
    public void append(ByteBuffer frame) {
        int at = frame.position();
        int left = frame.remaining();
        int total = left;
        while (left > 0) {
            ByteBuffer room = left <= BufferPool.SMALL ? output.room(left) : output.someRoom(left);
            int size = Math.min(left, room.remaining());
            int from = room.position();
            room.put(from, frame, at, size);
            room.position(from + size);
            at += size;
            left -= size;
        }
        output.finish(total);
    }

    private int headerSize(int length) {
        return (length < 126 ? 2 : length <= 0xFFFF ? 4 : 10) + (maskKeys == null ? 0 : 4);
    }

    // RFC 6455 section 5.2: the shortest form of the length, network byte order.
    private void header(ByteBuffer room, boolean fin, int rsv, int opcode, int length, int maskKey) {
        int masked = maskKeys == null ? 0 : 0x80;
        room.put((byte) ((fin ? 0x80 : 0) | (rsv << 4) | opcode));
        if (length < 126) {
            room.put((byte) (masked | length));
        } else if (length <= 0xFFFF) {
            room.put((byte) (masked | 126)).putShort((short) length);
        } else {
            room.put((byte) (masked | 127)).putLong(length);
        }
        if (maskKeys != null) {
            room.putInt(maskKey);
        }
    }
}
