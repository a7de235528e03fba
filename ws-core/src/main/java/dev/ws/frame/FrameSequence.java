package dev.ws.frame;

import dev.ws.ErrorCode;
import dev.ws.ProtocolException;

/**
 * The order of data frames of one direction (RFC 6455 section 5.4): a message is one frame with FIN, or a first frame
 * without FIN, continuations, and a last continuation with FIN. Control frames pass between and are no concern here.
 */
public final class FrameSequence {
    private int open; // owner of the direction; opcode of the unfinished message, 0 when there is none

    /** Creates a sequence between two messages. */
    public FrameSequence() {}

    /** {@return the opcode of the unfinished message, or 0} */
    public int open() {
        return open;
    }

    /**
     * Takes note of the next received data frame.
     *
     * @param opcode its opcode
     * @param fin its FIN bit
     * @throws ProtocolException when it is out of order
     */
    public void receive(int opcode, boolean fin) {
        if ((opcode == Opcode.CONTINUATION) == (open == 0)) {
            throw new ProtocolException(ErrorCode.INVALID_OPCODE, "Invalid WebSocket frame: invalid opcode " + opcode);
        }
        advance(opcode, fin);
    }

    /**
     * Chooses the opcode of the next frame to send.
     *
     * @param opcode the kind of the message
     * @param fin the frame's FIN bit
     * @return the opcode, {@link Opcode#CONTINUATION} inside a message
     */
    public int send(int opcode, boolean fin) {
        int chosen = open == 0 ? opcode : Opcode.CONTINUATION;
        advance(chosen, fin);
        return chosen;
    }

    private void advance(int opcode, boolean fin) {
        if (fin) {
            open = 0;
        } else if (opcode != Opcode.CONTINUATION) {
            open = opcode;
        }
    }
}
