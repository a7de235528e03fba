package dev.ws.benchmarks.memory;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Random;

/** Frames as a client sends them (RFC 6455 section 5.2), written apart from the engine that they are to measure. */
public final class ClientFrames {
    /** FIN and opcode of a whole text message. */
    public static final int TEXT = 0x81;
    /** FIN, RSV1 and opcode of a whole text message that is compressed. */
    public static final int COMPRESSED_TEXT = 0xC1;
    /** FIN and opcode of a whole binary message. */
    public static final int BINARY = 0x82;

    /** The bytes of a masking key: by so much is an answer shorter than the frame it echoes. */
    public static final int KEY_BYTES = 4;

    private static final int MASK_KEY = 0x37FA213D;

    private ClientFrames() {}

    /**
     * Makes equal frames, one behind the other.
     *
     * @param firstByte FIN, reserved bits and opcode
     * @param payload the payload of each
     * @param count how many
     * @return their bytes
     */
    public static byte[] of(int firstByte, byte[] payload, int count) {
        byte[] header = header(firstByte, payload.length);
        ByteArrayOutputStream frames = new ByteArrayOutputStream(count * (header.length + payload.length));
        byte[] masked = payload.clone();
        for (int i = 0; i < masked.length; i++) {
            masked[i] ^= (byte) (MASK_KEY >>> (24 - 8 * (i & 3)));
        }
        for (int i = 0; i < count; i++) {
            frames.writeBytes(header);
            frames.writeBytes(masked);
        }
        return frames.toByteArray();
    }

    /**
     * Makes a payload of printable ASCII.
     *
     * @param size its bytes
     * @return the payload, the same for the same size
     */
    public static byte[] ascii(int size) {
        Random random = new Random(size);
        byte[] payload = new byte[size];
        for (int i = 0; i < size; i++) {
            payload[i] = (byte) (' ' + random.nextInt(95));
        }
        return payload;
    }

    private static byte[] header(int firstByte, int length) {
        ByteBuffer header = ByteBuffer.allocate(14).put((byte) firstByte);
        if (length < 126) {
            header.put((byte) (0x80 | length));
        } else if (length <= 0xFFFF) {
            header.put((byte) (0x80 | 126)).putShort((short) length);
        } else {
            header.put((byte) (0x80 | 127)).putLong(length);
        }
        header.putInt(MASK_KEY).flip();
        byte[] bytes = new byte[header.remaining()];
        header.get(bytes);
        return bytes;
    }
}
