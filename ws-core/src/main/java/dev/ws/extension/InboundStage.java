package dev.ws.extension;

import dev.ws.frame.FramePart;
import org.jspecify.annotations.Nullable;

/**
 * Transforms received data frames, part by part. For each part given to {@link #accept}, {@link #next} is called until
 * it returns null, so a part may become many, and memory stays bounded.
 */
public interface InboundStage {
    /**
     * Takes a part. All parts given out before were consumed.
     *
     * @param part the part, borrowed until {@link #next} returned null
     * @throws dev.ws.ProtocolException when it cannot be transformed
     */
    void accept(FramePart part);

    /**
     * Gives out the next transformed part. Its reserved bits must not hold those of this extension, its payload has an
     * array and is borrowed until the next call.
     *
     * @return the part, or null when more input is needed
     * @throws dev.ws.ProtocolException when the input cannot be transformed
     */
    @Nullable FramePart next();

    /** Frees what the stage holds, maybe in the middle of a message; nothing is called after it. */
    default void close() {}
}
