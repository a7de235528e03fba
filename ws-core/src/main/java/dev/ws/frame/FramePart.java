package dev.ws.frame;

import java.nio.ByteBuffer;

/**
 * A piece of a data frame, unmasked. A frame whose payload arrives in one read is one part.
 *
 * @param opcode {@link Opcode#TEXT}, {@link Opcode#BINARY} or {@link Opcode#CONTINUATION}
 * @param fin whether the frame is the last of its message
 * @param rsv the reserved bits of the frame: 4 for RSV1, 2 for RSV2, 1 for RSV3
 * @param startOfFrame whether the part begins its frame
 * @param endOfFrame whether the part ends its frame
 * @param payload the bytes between position and limit, borrowed until the next call of whoever gave it
 */
public record FramePart(
        int opcode, boolean fin, int rsv, boolean startOfFrame, boolean endOfFrame, ByteBuffer payload) {
    /** RSV1 in {@link #rsv()}. */
    public static final int RSV1 = 4;
    /** RSV2 in {@link #rsv()}. */
    public static final int RSV2 = 2;
    /** RSV3 in {@link #rsv()}. */
    public static final int RSV3 = 1;

    /** {@return whether this part ends its message} */
    public boolean endOfMessage() {
        return fin && endOfFrame;
    }
}
