package dev.ws.jakarta.session;

import dev.ws.CloseCode;
import dev.ws.Message;
import dev.ws.WebSocket;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * What becomes of an asynchronous message to a peer that reads too slowly, so that its queue would pass a limit. Blocking
 * sends need none: they wait. Immutable.
 *
 * @param action what is done
 * @param limit the most bytes queued; a message that finds an empty queue may be larger
 */
public record OutboundPolicy(Action action, long limit) {
    /** Queues whatever is sent. */
    public static final OutboundPolicy NONE = new OutboundPolicy(Action.NONE, Long.MAX_VALUE);

    /** The limit where only an action is given. */
    public static final long DEFAULT_LIMIT = 1024 * 1024;

    /** What is done about a message that would pass the limit. */
    public enum Action {
        /** It is queued. */
        NONE,
        /** It fails, and the connection is closed with 1013. */
        CLOSE,
        /** It fails, and that is all. */
        DROP,
        /** The sender waits as for a blocking send; broadcasts queue it. */
        BLOCK
    }

    /** {@return whether a sender has to wait} */
    boolean blocks(WebSocket ws, Message message) {
        return action == Action.BLOCK && passes(ws, message);
    }

    /** {@return why a message is not sent; null if it may be} */
    @Nullable IOException refusal(WebSocket ws, Message message) {
        if ((action != Action.CLOSE && action != Action.DROP) || !passes(ws, message)) {
            return null;
        }
        if (action == Action.CLOSE) {
            ws.close(CloseCode.TRY_AGAIN_LATER, "the peer reads too slowly");
        }
        return new SlowPeerException("more than " + limit + " bytes would wait for the peer, which reads too slowly");
    }

    private boolean passes(WebSocket ws, Message message) {
        long queued = ws.bufferedAmount();
        return queued > 0 && queued + size(message) > limit;
    }

    // Of text that is not encoded yet, the least it can be.
    private static long size(Message message) {
        return message.hasBuffer()
                ? message.buffer().remaining()
                : message.text().length();
    }
}
