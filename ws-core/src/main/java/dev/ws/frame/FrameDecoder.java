package dev.ws.frame;

import dev.ws.ErrorCode;
import dev.ws.MessageTooBigException;
import dev.ws.ProtocolException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/**
 * Turns bytes into frame parts: reads headers wherever they are split, checks them, unmasks the payload in place. Keeps
 * no payload: what is there of a frame is handed on at once. After {@link #decode} returned true the accessors describe
 * the part. Owned by the pump.
 *
 * <p>States: FIRST byte, SECOND byte, LENGTH (2 or 8 bytes), MASK (4 bytes), PAYLOAD. A header that is complete in the
 * buffer is read in one step.
 */
public final class FrameDecoder {
    private static final VarHandle SHORT = MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle INT = MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private static final int FIRST = 0;
    private static final int SECOND = 1;
    private static final int LENGTH = 2;
    private static final int MASK = 3;
    private static final int PAYLOAD = 4;

    private static final long MAX_LENGTH = (1L << 53) - 1;

    private final boolean server;
    private final boolean strictLength;
    private int allowedRsv; // whoever sets it before the first byte
    private final long maxFrameBytes;
    private final FrameSequence sequence = new FrameSequence();

    // All below: pump thread.
    private int state;
    private int missing; // bytes of the length or mask still to come
    private int first; // first byte of the header
    private int second; // second byte of the header
    private int maskKey; // turned to the next payload byte
    private long length; // payload length of the frame
    private long remaining; // payload bytes still to come
    private boolean startOfFrame;
    private int payloadFrom;
    private int payloadTo;

    /**
     * Creates a decoder.
     *
     * @param role the own role: a server demands masked frames, a client refuses them
     * @param allowedRsv the reserved bits that agreed extensions use
     * @param maxFrameBytes the largest payload of a data frame, 0 for no limit
     * @param strictLength whether lengths in more bytes than needed are refused
     */
    public FrameDecoder(Role role, int allowedRsv, long maxFrameBytes, boolean strictLength) {
        this.server = role == Role.SERVER;
        this.allowedRsv = allowedRsv;
        this.maxFrameBytes = maxFrameBytes;
        this.strictLength = strictLength;
    }

    /**
     * Replaces the reserved bits given to the constructor.
     *
     * @param bits the reserved bits that agreed extensions use; to be said before the first byte
     */
    public void allowRsv(int bits) {
        allowedRsv = bits;
    }

    /**
     * Reads on until there is a part: some or all payload of a frame, or a header whose payload is still to come (then
     * the part is empty). Moves the buffer's position behind what was used.
     *
     * @param in a heap buffer, whose content is changed by unmasking
     * @return whether there is a part; if not, {@code in} is used up
     * @throws ProtocolException when the peer broke a rule; the decoder must not be used any more
     */
    public boolean decode(ByteBuffer in) {
        byte[] bytes = in.array();
        int base = in.arrayOffset();
        int at = base + in.position();
        int end = base + in.limit();
        if (at == end) {
            return false;
        }
        boolean begins = false;
        if (state != PAYLOAD) {
            at = header(bytes, at, end);
            if (state != PAYLOAD) {
                in.position(at - base);
                return false;
            }
            begins = true;
        }
        startOfFrame = begins;
        int size = (int) Math.min(remaining, end - at);
        if (size > 0 && server) {
            maskKey = Masking.apply(bytes, at, at + size, maskKey);
        }
        payloadFrom = at - base;
        payloadTo = payloadFrom + size;
        remaining -= size;
        if (remaining == 0) {
            state = FIRST;
        }
        in.position(payloadTo);
        return true;
    }

    // Returns the index behind the last byte used; the state is PAYLOAD when the header is complete.
    private int header(byte[] bytes, int from, int end) {
        int at = from;
        if (state == FIRST && end - at >= 2) {
            first = bytes[at];
            second = bytes[at + 1];
            at += 2;
            check();
            int seven = second & 0x7F;
            int rest = (seven < 126 ? 0 : seven == 126 ? 2 : 8) + (server ? 4 : 0);
            if (end - at >= rest) {
                if (seven < 126) {
                    length = seven;
                } else if (seven == 126) {
                    length = (short) SHORT.get(bytes, at) & 0xFFFF;
                    at += 2;
                } else {
                    length = (long) LONG.get(bytes, at);
                    at += 8;
                }
                checkLength();
                if (server) {
                    maskKey = (int) INT.get(bytes, at);
                    at += 4;
                }
                begin();
                return at;
            }
            afterSecond();
        }
        while (at < end && state != PAYLOAD) {
            int b = bytes[at++];
            switch (state) {
                case FIRST -> {
                    first = b;
                    state = SECOND;
                }
                case SECOND -> {
                    second = b;
                    check();
                    afterSecond();
                }
                case LENGTH -> {
                    length = (length << 8) | (b & 0xFF);
                    if (--missing == 0) {
                        checkLength();
                        afterLength();
                    }
                }
                default -> {
                    maskKey = (maskKey << 8) | (b & 0xFF);
                    if (--missing == 0) {
                        begin();
                    }
                }
            }
        }
        return at;
    }

    private void afterSecond() {
        int seven = second & 0x7F;
        if (seven < 126) {
            length = seven;
            checkLength();
            afterLength();
        } else {
            length = 0;
            missing = seven == 126 ? 2 : 8;
            state = LENGTH;
        }
    }

    private void afterLength() {
        if (server) {
            maskKey = 0;
            missing = 4;
            state = MASK;
        } else {
            begin();
        }
    }

    private void begin() {
        remaining = length;
        state = PAYLOAD;
    }

    // In the order of row A-002: reserved bits, opcode and what belongs to it, mask; the length comes later.
    private void check() {
        int rsv = rsv();
        int opcode = opcode();
        int refused = rsv & ~allowedRsv;
        if ((refused & (FramePart.RSV2 | FramePart.RSV3)) != 0) {
            throw error(ErrorCode.UNEXPECTED_RSV_2_3, "RSV2 and RSV3 must be clear");
        }
        if ((refused & FramePart.RSV1) != 0) {
            throw error(ErrorCode.UNEXPECTED_RSV_1, "RSV1 must be clear");
        }
        if (Opcode.isControl(opcode)) {
            checkControl(opcode, rsv);
        } else {
            if (opcode > Opcode.BINARY) {
                throw error(ErrorCode.INVALID_OPCODE, "invalid opcode " + opcode);
            }
            // RFC 7692 section 6.1: RSV1 belongs to the first frame of a message.
            if (opcode == Opcode.CONTINUATION && (rsv & FramePart.RSV1) != 0) {
                throw error(ErrorCode.UNEXPECTED_RSV_1, "RSV1 must be clear");
            }
            sequence.receive(opcode, fin());
        }
        if (second < 0 != server) {
            throw server
                    ? error(ErrorCode.EXPECTED_MASK, "MASK must be set")
                    : error(ErrorCode.UNEXPECTED_MASK, "MASK must be clear");
        }
    }

    // RFC 6455 section 5.5: control frames are not fragmented, not extended and at most 125 bytes long.
    private void checkControl(int opcode, int rsv) {
        if (!Opcode.isKnown(opcode)) {
            throw error(ErrorCode.INVALID_OPCODE, "invalid opcode " + opcode);
        }
        if (!fin()) {
            throw error(ErrorCode.EXPECTED_FIN, "FIN must be set");
        }
        if ((rsv & FramePart.RSV1) != 0) {
            throw error(ErrorCode.UNEXPECTED_RSV_1, "RSV1 must be clear");
        }
        if (rsv != 0) {
            throw error(ErrorCode.UNEXPECTED_RSV_2_3, "RSV2 and RSV3 must be clear");
        }
        int seven = second & 0x7F;
        if (seven > 125 || (opcode == Opcode.CLOSE && seven == 1)) {
            throw error(ErrorCode.INVALID_CONTROL_PAYLOAD_LENGTH, "invalid payload length " + seven);
        }
    }

    private void checkLength() {
        // The top bit must be 0 (section 5.2); seen as a negative number it is above the limit as well.
        if (length < 0 || length > MAX_LENGTH) {
            throw new MessageTooBigException(
                    ErrorCode.UNSUPPORTED_DATA_PAYLOAD_LENGTH,
                    "Unsupported WebSocket frame: payload length > 2^53 - 1");
        }
        int seven = second & 0x7F;
        if (strictLength && ((seven == 126 && length < 126) || (seven == 127 && length <= 0xFFFF))) {
            throw error(ErrorCode.NON_MINIMAL_LENGTH, "payload length " + length + " in too many bytes");
        }
        if (maxFrameBytes > 0 && length > maxFrameBytes && !isControl()) {
            throw new MessageTooBigException(
                    ErrorCode.UNSUPPORTED_MESSAGE_LENGTH,
                    "frame payload is " + length + " bytes, at most " + maxFrameBytes + " allowed");
        }
    }

    private static ProtocolException error(ErrorCode code, String fact) {
        return new ProtocolException(code, "Invalid WebSocket frame: " + fact);
    }

    /** {@return the opcode of the frame} */
    public int opcode() {
        return first & 0x0F;
    }

    /** {@return whether the frame is a control frame} */
    public boolean isControl() {
        return (first & 0x08) != 0;
    }

    /** {@return the FIN bit of the frame} */
    public boolean fin() {
        return (first & 0x80) != 0;
    }

    /** {@return the reserved bits of the frame: 4 for RSV1, 2 for RSV2, 1 for RSV3} */
    public int rsv() {
        return (first >> 4) & 0x7;
    }

    /** {@return the payload length of the frame in bytes} */
    public long length() {
        return length;
    }

    /** {@return the payload bytes of the frame that are still to come after this part} */
    public long remaining() {
        return remaining;
    }

    /** {@return whether the part begins its frame} */
    public boolean startOfFrame() {
        return startOfFrame;
    }

    /** {@return whether the part ends its frame} */
    public boolean endOfFrame() {
        return remaining == 0;
    }

    /** {@return the position of the part's first byte in the buffer given to {@link #decode}} */
    public int payloadFrom() {
        return payloadFrom;
    }

    /** {@return the position after the part's last byte} */
    public int payloadTo() {
        return payloadTo;
    }
}
