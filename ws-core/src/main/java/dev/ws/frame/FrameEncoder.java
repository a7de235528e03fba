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
    // Three bytes per character fit into a small buffer.
    private static final int LONGEST_DIRECT_TEXT =
            Math.min(TextEncoder.MOST_CHARS, (BufferPool.SMALL - MAX_HEADER) / 3);

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
     * Creates an encoder for the same output that masks or does not, whatever the role.
     *
     * @param keys gives a masking key per frame; null not to mask
     * @return another encoder
     */
    public FrameEncoder masking(@Nullable IntSupplier keys) {
        return new FrameEncoder(output, keys);
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
        if (chars > LONGEST_DIRECT_TEXT) {
            encode(fin, 0, opcode, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
            return;
        }
        TextEncoder encoder = output.pool().textEncoder();
        int maskKey = maskKeys == null ? 0 : maskKeys.getAsInt();
        // Most text is ASCII: its length is known before.
        int payload = headerSize(chars);
        ByteBuffer room = output.room(payload + chars);
        if (encoder.encodeAscii(text, room, room.position() + payload)) {
            header(room, fin, 0, opcode, chars, maskKey);
            endPayload(room, chars, maskKey);
        } else {
            encodeAny(encoder, fin, opcode, text, maskKey);
        }
        output.pool().release(encoder);
    }

    // The payload goes where it belongs if the header has the size that the text's length suggests, and is moved if
    // not.
    private void encodeAny(TextEncoder encoder, boolean fin, int opcode, String text, int maskKey) {
        int guess = headerSize(text.length());
        ByteBuffer room = output.room(MAX_HEADER + 3 * text.length());
        byte[] bytes = room.array();
        int start = room.arrayOffset() + room.position();
        int length = encoder.encode(text, bytes, start + guess);
        int size = headerSize(length);
        if (size != guess) {
            System.arraycopy(bytes, start + guess, bytes, start + size, length);
        }
        header(room, fin, 0, opcode, length, maskKey);
        endPayload(room, length, maskKey);
    }

    // The payload is behind the header.
    private void endPayload(ByteBuffer room, int length, int maskKey) {
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

    /**
     * Encodes a whole message as a frame of a server, to be appended to many outputs.
     *
     * @param rsv the reserved bits: 4 for RSV1, 2 for RSV2, 1 for RSV3
     * @param opcode {@link Opcode#TEXT} or {@link Opcode#BINARY}
     * @param payload the bytes between position and limit; copied
     * @return header and payload, ready to be read
     */
    public static ByteBuffer serverFrame(int rsv, int opcode, ByteBuffer payload) {
        int length = payload.remaining();
        ByteBuffer frame = ByteBuffer.allocate(unmaskedHeaderSize(length) + length);
        header(frame, true, rsv, opcode, length, false);
        return frame.put(payload.duplicate()).flip();
    }

    private static int unmaskedHeaderSize(int length) {
        return length < 126 ? 2 : length <= 0xFFFF ? 4 : 10;
    }

    private int headerSize(int length) {
        return unmaskedHeaderSize(length) + (maskKeys == null ? 0 : 4);
    }

    private void header(ByteBuffer room, boolean fin, int rsv, int opcode, int length, int maskKey) {
        header(room, fin, rsv, opcode, length, maskKeys != null);
        if (maskKeys != null) {
            room.putInt(maskKey);
        }
    }

    // RFC 6455 section 5.2: the shortest form of the length, network byte order.
    private static void header(ByteBuffer room, boolean fin, int rsv, int opcode, int length, boolean mask) {
        int masked = mask ? 0x80 : 0;
        room.put((byte) ((fin ? 0x80 : 0) | (rsv << 4) | opcode));
        if (length < 126) {
            room.put((byte) (masked | length));
        } else if (length <= 0xFFFF) {
            room.put((byte) (masked | 126)).putShort((short) length);
        } else {
            room.put((byte) (masked | 127)).putLong(length);
        }
    }
}
