package dev.ws.frame;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A frame on the wire, written and read by the plainest code possible: what decoder and encoder are compared with.
 *
 * @param fin the FIN bit
 * @param rsv the reserved bits: 4 for RSV1, 2 for RSV2, 1 for RSV3
 * @param opcode the opcode
 * @param maskKey the masking key, null for an unmasked frame
 * @param payload the payload, unmasked
 */
@SuppressWarnings("ArrayRecordComponent") // compared as described, never with equals
public record WireFrame(
        boolean fin, int rsv, int opcode, @Nullable Integer maskKey, byte[] payload) {
    /** An unmasked frame with FIN. */
    public static WireFrame of(int opcode, byte[] payload) {
        return new WireFrame(true, 0, opcode, null, payload);
    }

    /** An unmasked frame with FIN whose payload is text. */
    public static WireFrame of(int opcode, String payload) {
        return of(opcode, payload.getBytes(StandardCharsets.UTF_8));
    }

    /** An unmasked text frame with FIN. */
    public static WireFrame text(String payload) {
        return of(Opcode.TEXT, payload);
    }

    /** An unmasked close frame. */
    public static WireFrame close(int code, String reason) {
        byte[] utf8 = reason.getBytes(StandardCharsets.UTF_8);
        byte[] body = new byte[2 + utf8.length];
        body[0] = (byte) (code >> 8);
        body[1] = (byte) code;
        System.arraycopy(utf8, 0, body, 2, utf8.length);
        return of(Opcode.CLOSE, body);
    }

    /** The same frame without FIN. */
    public WireFrame more() {
        return new WireFrame(false, rsv, opcode, maskKey, payload);
    }

    /** The same frame with reserved bits. */
    public WireFrame rsv(int bits) {
        return new WireFrame(fin, bits, opcode, maskKey, payload);
    }

    /** The same frame masked. */
    public WireFrame masked(int key) {
        return new WireFrame(fin, rsv, opcode, key, payload);
    }

    /** The same frame as the given role receives it: masked for a server. */
    public WireFrame to(Role receiver) {
        return receiver == Role.SERVER ? masked(0x37FA213D) : new WireFrame(fin, rsv, opcode, null, payload);
    }

    /** The bytes, with the shortest length. */
    public byte[] bytes() {
        return bytes(payload.length < 126 ? 0 : payload.length < 65536 ? 2 : 8);
    }

    /** The bytes, with a length field of 0, 2 or 8 further bytes. */
    public byte[] bytes(int lengthBytes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write((fin ? 0x80 : 0) | (rsv << 4) | opcode);
        int mask = maskKey == null ? 0 : 0x80;
        out.write(mask | (lengthBytes == 0 ? payload.length : lengthBytes == 2 ? 126 : 127));
        for (int i = lengthBytes - 1; i >= 0; i--) {
            out.write(i > 3 ? 0 : payload.length >>> (8 * i));
        }
        if (maskKey == null) {
            out.writeBytes(payload);
        } else {
            byte[] key = ByteBuffer.allocate(4).putInt(maskKey).array();
            out.writeBytes(key);
            for (int i = 0; i < payload.length; i++) {
                out.write(payload[i] ^ key[i % 4]);
            }
        }
        return out.toByteArray();
    }

    /** The bytes of several frames as the given role receives them. */
    public static byte[] bytes(Role receiver, WireFrame... frames) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (WireFrame frame : frames) {
            out.writeBytes(frame.to(receiver).bytes());
        }
        return out.toByteArray();
    }

    /** Reads frames to the end of the bytes, which must be the end of a frame. */
    public static List<WireFrame> parse(byte[] bytes) {
        List<WireFrame> frames = new ArrayList<>();
        ByteBuffer in = ByteBuffer.wrap(bytes);
        while (in.hasRemaining()) {
            int first = in.get() & 0xFF;
            int second = in.get() & 0xFF;
            int seven = second & 0x7F;
            int length = seven < 126 ? seven : seven == 126 ? in.getShort() & 0xFFFF : Math.toIntExact(in.getLong());
            Integer key = (second & 0x80) == 0 ? null : (Integer) in.getInt();
            byte[] payload = new byte[length];
            in.get(payload);
            if (key != null) {
                for (int i = 0; i < length; i++) {
                    payload[i] ^= (byte) (key >>> (24 - 8 * (i % 4)));
                }
            }
            frames.add(new WireFrame((first & 0x80) != 0, (first >> 4) & 7, first & 15, key, payload));
        }
        return frames;
    }

    /** Describes frames, one string each. */
    public static List<String> describe(byte[] bytes) {
        return parse(bytes).stream().map(WireFrame::toString).toList();
    }

    /** Describes the frame: opcode, a plus when more follow, reserved bits, payload. The masking key is left out. */
    @Override
    public String toString() {
        return describe(opcode, fin, rsv, payload);
    }

    static String describe(int opcode, boolean fin, int rsv, byte[] payload) {
        String kind = switch (opcode) {
            case Opcode.CONTINUATION -> "cont";
            case Opcode.TEXT -> "text";
            case Opcode.BINARY -> "binary";
            case Opcode.CLOSE -> "close";
            case Opcode.PING -> "ping";
            case Opcode.PONG -> "pong";
            default -> "op" + opcode;
        };
        String bits = rsv == 0 ? "" : " rsv" + rsv;
        if (opcode == Opcode.CLOSE && payload.length >= 2) {
            int code = (payload[0] & 0xFF) << 8 | (payload[1] & 0xFF);
            return kind + bits + " " + code + " " + new String(payload, 2, payload.length - 2, StandardCharsets.UTF_8);
        }
        return kind + (fin ? "" : "+") + bits + " " + brief(payload);
    }

    /** Describes a payload: text if it is short and printable, else its length and hash. */
    public static String brief(byte[] payload) {
        boolean printable = payload.length <= 40;
        for (byte b : payload) {
            printable &= b >= 0x20 && b < 0x7F;
        }
        if (printable) {
            return "'" + new String(payload, StandardCharsets.US_ASCII) + "'";
        }
        return payload.length <= 20
                ? HexFormat.of().formatHex(payload)
                : payload.length + " bytes #" + Integer.toHexString(Arrays.hashCode(payload));
    }
}
