package dev.ws.frame;

/** The opcodes of RFC 6455 section 5.2, as plain numbers because they are bits of the first byte. */
public final class Opcode {
    /** Continues a fragmented message. */
    public static final int CONTINUATION = 0x0;
    /** Begins a text message. */
    public static final int TEXT = 0x1;
    /** Begins a binary message. */
    public static final int BINARY = 0x2;
    /** Starts or answers the closing handshake. */
    public static final int CLOSE = 0x8;
    /** Asks for a pong. */
    public static final int PING = 0x9;
    /** Answers a ping. */
    public static final int PONG = 0xA;

    private Opcode() {}

    /**
     * Tells control frames from data frames (section 5.5).
     *
     * @param opcode the opcode
     * @return whether the most significant of its four bits is set
     */
    public static boolean isControl(int opcode) {
        return (opcode & 0x8) != 0;
    }

    /**
     * Tells opcodes that mean something from reserved ones.
     *
     * @param opcode the opcode, 0 to 15
     * @return whether RFC 6455 defines it
     */
    public static boolean isKnown(int opcode) {
        return opcode <= BINARY || (opcode >= CLOSE && opcode <= PONG);
    }
}
