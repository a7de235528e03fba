package dev.ws.protocol;

import dev.ws.extension.Extension;
import dev.ws.extension.InboundStage;
import dev.ws.extension.OutboundStage;
import dev.ws.extension.SharingStage;
import dev.ws.frame.FramePart;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The agreed extensions in order: outgoing frames pass from the first to the last, received parts from the last to the
 * first (RFC 6455 section 9.1). The inbound stages belong to the pump, the outbound ones to one sender at a time.
 */
final class ExtensionChain {
    private final InboundStage[] inbound; // in the order of passing
    private final OutboundStage[] outbound;

    ExtensionChain(List<Extension> extensions) {
        int count = extensions.size();
        this.inbound = new InboundStage[count];
        this.outbound = new OutboundStage[count];
        for (int i = 0; i < count; i++) {
            outbound[i] = extensions.get(i).outbound();
            inbound[count - 1 - i] = extensions.get(i).inbound();
        }
    }

    void accept(FramePart part) {
        inbound[0].accept(part);
    }

    // Asks the last stage first: only when it has nothing more does the one before it move on.
    @Nullable FramePart next() {
        return next(inbound.length - 1);
    }

    private @Nullable FramePart next(int stage) {
        while (true) {
            FramePart part = inbound[stage].next();
            if (part != null || stage == 0) {
                return part;
            }
            FramePart earlier = next(stage - 1);
            if (earlier == null) {
                return null;
            }
            inbound[stage].accept(earlier);
        }
    }

    FramePart apply(FramePart frame, boolean compress) {
        FramePart result = frame;
        for (OutboundStage stage : outbound) {
            result = stage.apply(result, compress);
        }
        return result;
    }

    void closeInbound() {
        for (InboundStage stage : inbound) {
            stage.close();
        }
    }

    void closeOutbound() {
        for (OutboundStage stage : outbound) {
            stage.close();
        }
    }

    /** What {@link #apply} returned is used up. */
    void release() {
        for (OutboundStage stage : outbound) {
            stage.release();
        }
    }

    /** {@return the only outbound stage, if its results can be shared among connections; else null} */
    @Nullable SharingStage sharing() {
        return outbound.length == 1 && outbound[0] instanceof SharingStage stage ? stage : null;
    }
}
