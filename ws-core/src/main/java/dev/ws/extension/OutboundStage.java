package dev.ws.extension;

import dev.ws.frame.FramePart;

/** Transforms data frames to be sent, one frame into one frame. */
@FunctionalInterface
public interface OutboundStage {
    /**
     * Transforms a whole frame. Frames of a message come in order; control frames never come here.
     *
     * @param frame the frame; its payload must not be changed and is borrowed until this returns
     * @param compress whether the sender allows this message to be transformed
     * @return the frame to send, the same one if nothing changes
     */
    FramePart apply(FramePart frame, boolean compress);
}
