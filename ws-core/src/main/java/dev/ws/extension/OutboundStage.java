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
     * @return the frame to send, the same one if nothing changes; its payload stays valid until {@link #release}
     */
    FramePart apply(FramePart frame, boolean compress);

    /** What {@link #apply} returned last was written or dropped: its payload may be used for something else. */
    default void release() {}

    /** Frees what the stage holds, maybe in the middle of a message; nothing is called after it. */
    default void close() {}
}
