package dev.ws.it.wire;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One frame as it is on the wire (RFC 6455 section 5.2), legal or not. Independent of the engine's own codec, so that a
 * mistake there cannot hide itself here.
 *
 * @param fin the FIN bit
 * @param rsv the three reserved bits as a number, RSV1 counts 4
 * @param opcode 0 to 15
 * @param payload the payload, not masked
 */
@SuppressWarnings("ArrayRecordComponent") // compared by content below
public record WireFrame(boolean fin, int rsv, int opcode, byte[] payload) {
    public static final int CONTINUATION = 0;
    public static final int TEXT = 1;
    public static final int BINARY = 2;
    public static final int CLOSE = 8;
    public static final int PING = 9;
    public static final int PONG = 10;

    public static WireFrame text(String text) {
        return new WireFrame(true, 0, TEXT, text.getBytes(StandardCharsets.UTF_8));
    }

    /** A text frame whose payload need not be UTF-8. */
    public static WireFrame text(byte[] payload) {
        return new WireFrame(true, 0, TEXT, payload);
    }

    public static WireFrame binary(byte[] payload) {
        return new WireFrame(true, 0, BINARY, payload);
    }

    public static WireFrame continuation(byte[] payload) {
        return new WireFrame(true, 0, CONTINUATION, payload);
    }

    public static WireFrame continuation(String text) {
        return continuation(text.getBytes(StandardCharsets.UTF_8));
    }

    public static WireFrame ping(byte[] payload) {
        return new WireFrame(true, 0, PING, payload);
    }

    public static WireFrame ping(String payload) {
        return ping(payload.getBytes(StandardCharsets.UTF_8));
    }

    public static WireFrame pong(byte[] payload) {
        return new WireFrame(true, 0, PONG, payload);
    }

    public static WireFrame pong(String payload) {
        return pong(payload.getBytes(StandardCharsets.UTF_8));
    }

    /** A close frame with any payload. */
    public static WireFrame close(byte[] payload) {
        return new WireFrame(true, 0, CLOSE, payload);
    }

    public static WireFrame close(int code, String reason) {
        byte[] text = reason.getBytes(StandardCharsets.UTF_8);
        byte[] payload = new byte[2 + text.length];
        payload[0] = (byte) (code >> 8);
        payload[1] = (byte) code;
        System.arraycopy(text, 0, payload, 2, text.length);
        return close(payload);
    }

    public static WireFrame close(int code) {
        return close(code, "");
    }

    /** The same frame without FIN. */
    public WireFrame unfinished() {
        return new WireFrame(false, rsv, opcode, payload);
    }

    /** The same frame with other reserved bits. */
    public WireFrame withRsv(int bits) {
        return new WireFrame(fin, bits, opcode, payload);
    }

    /** The same frame with another opcode. */
    public WireFrame withOpcode(int other) {
        return new WireFrame(fin, rsv, other, payload);
    }

    public boolean isControl() {
        return opcode >= 8;
    }

    public String payloadText() {
        return new String(payload, StandardCharsets.UTF_8);
    }

    /** The code of a close frame; 1005 when it has none. */
    public int closeCode() {
        return payload.length < 2 ? 1005 : ByteBuffer.wrap(payload).getShort(0) & 0xFFFF;
    }

    /** The reason of a close frame, empty when it has none. */
    public String closeReason() {
        return payload.length < 2 ? "" : new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
    }

    /**
     * The bytes on the wire, with the shortest length.
     *
     * @param maskKey the masking key, null for an unmasked frame
     */
    public byte[] encode(@Nullable Integer maskKey) {
        int bits = payload.length <= 125 ? 7 : payload.length <= 65535 ? 16 : 64;
        byte[] header = header(bits, payload.length, maskKey);
        byte[] bytes = Arrays.copyOf(header, header.length + payload.length);
        System.arraycopy(payload, 0, bytes, header.length, payload.length);
        if (maskKey != null) {
            mask(bytes, header.length, payload.length, maskKey);
        }
        return bytes;
    }

    /**
     * The header alone, with a length that need not be true.
     *
     * @param lengthBits 7, 16 or 64
     * @param length what the header says; with 64 bits any long, the top bit included
     * @param maskKey the masking key, null for an unmasked frame
     */
    public byte[] header(int lengthBits, long length, @Nullable Integer maskKey) {
        ByteBuffer out = ByteBuffer.allocate(14);
        out.put((byte) ((fin ? 0x80 : 0) | (rsv << 4) | opcode));
        int mask = maskKey == null ? 0 : 0x80;
        switch (lengthBits) {
            case 7 -> out.put((byte) (mask | length));
            case 16 -> out.put((byte) (mask | 126)).putShort((short) length);
            case 64 -> out.put((byte) (mask | 127)).putLong(length);
            default -> throw new IllegalArgumentException("a length has 7, 16 or 64 bits, not " + lengthBits);
        }
        if (maskKey != null) {
            out.putInt(maskKey);
        }
        return Arrays.copyOf(out.array(), out.position());
    }

    /** Masks or unmasks in place (RFC 6455 section 5.3); the range starts at the beginning of the payload. */
    public static void mask(byte[] bytes, int offset, int length, int key) {
        for (int i = 0; i < length; i++) {
            bytes[offset + i] ^= (byte) (key >>> (24 - 8 * (i & 3)));
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WireFrame that
                && fin == that.fin
                && rsv == that.rsv
                && opcode == that.opcode
                && Arrays.equals(payload, that.payload);
    }

    @Override
    public int hashCode() {
        return Objects.hash(fin, rsv, opcode, Arrays.hashCode(payload));
    }

    @Override
    public String toString() {
        StringBuilder out = new StringBuilder(fin ? "" : "unfinished ");
        out.append(
                switch (opcode) {
                    case CONTINUATION -> "continuation";
                    case TEXT -> "text";
                    case BINARY -> "binary";
                    case CLOSE -> "close " + closeCode();
                    case PING -> "ping";
                    case PONG -> "pong";
                    default -> "opcode " + opcode;
                });
        if (rsv != 0) {
            out.append(" rsv ").append(rsv);
        }
        return out.append(" of ").append(payload.length).append(" bytes").toString();
    }
}
