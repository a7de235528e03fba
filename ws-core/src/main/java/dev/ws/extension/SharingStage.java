package dev.ws.extension;

import dev.ws.frame.FramePart;

/**
 * An outbound stage that can transform a message once for many receivers: for all connections whose stages have the same
 * {@link #agreement}. The result refers to no earlier message; each receiver's stage is then told what its peer got.
 */
public interface SharingStage extends OutboundStage {
    /** {@return what was agreed, equal for stages that transform alike} */
    Object agreement();

    /**
     * Transforms a whole message for every stage with this agreement. Called by any thread; changes no state of this
     * stage.
     *
     * @param message a frame with FIN and the message's opcode
     * @return the frame to send, the same one if nothing changes; its payload is the caller's
     */
    FramePart applyShared(FramePart message);

    /**
     * Notes that the peer of this connection is sent the result of {@link #applyShared}, between two messages.
     *
     * @param message the message as it was before
     * @param sent the result
     */
    void sentShared(FramePart message, FramePart sent);
}
