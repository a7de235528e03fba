package dev.ws.message;

import dev.ws.ErrorCode;
import dev.ws.Message;
import dev.ws.MessageTooBigException;
import dev.ws.frame.BufferPool;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of a message, in memory that is the receiver's from then on, and at most twice as large as the message.
 * Where nobody keeps a message, one of a single part passes through uncopied, and others are joined in pooled buffers. Memory
 * grows with what arrived, not with what was announced, as a peer may announce much and send nothing. Pump thread.
 */
public final class WholeMessage implements PartSink {
    // The largest array the JVM grants.
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final int largest;
    private final BufferPool pool;
    private final Keepers keepers;
    private final MessageHandler handler;
    private boolean lent; // pump thread; whether the running message is in memory of the pool
    private @Nullable ByteBuffer joined; // pump thread; the parts so far, null between messages

    /**
     * Creates the sink.
     *
     * @param pool lends buffers to messages that nobody keeps
     * @param keepers tell who does
     * @param handler takes the messages
     */
    public WholeMessage(BufferPool pool, Keepers keepers, MessageHandler handler) {
        this(pool, keepers, handler, LARGEST);
    }

    /** A sink with another cap, for tests without gigabytes. */
    WholeMessage(BufferPool pool, Keepers keepers, MessageHandler handler, int largest) {
        this.largest = largest;
        this.pool = pool;
        this.keepers = keepers;
        this.handler = handler;
    }

    @Override
    public void accept(MessagePart part) throws Exception {
        ByteBuffer payload = part.payload();
        if (part.first()) {
            if (part.last()) {
                if (keepers.mayKeep(part.text())) {
                    deliver(part.text(), OwnBytes.of(payload));
                } else {
                    lend(part.text(), payload);
                }
                return;
            }
            release();
            lent = !keepers.mayKeep(part.text());
        }
        ByteBuffer all = append(payload, part.announced());
        if (part.last()) {
            joined = null;
            all.flip();
            if (lent) {
                try {
                    if (keepers.mayKeep(part.text())) { // somebody came meanwhile
                        deliver(part.text(), OwnBytes.of(all));
                    } else {
                        lend(part.text(), all.duplicate());
                    }
                } finally {
                    pool.release(all);
                }
            } else {
                deliver(part.text(), all.capacity() > 2L * all.limit() ? OwnBytes.of(all) : all);
            }
        }
    }

    private void lend(boolean text, ByteBuffer payload) throws Exception {
        Message.Loan loan = new Message.Loan();
        try {
            handler.accept(Message.borrowed(!text, payload, loan));
        } finally {
            loan.end();
            payload.position(0).limit(0);
        }
    }

    private void deliver(boolean text, ByteBuffer payload) throws Exception {
        handler.accept(text ? Message.utf8(payload) : Message.binary(payload));
    }

    private ByteBuffer append(ByteBuffer payload, long announced) {
        ByteBuffer all = joined;
        int have = all == null ? 0 : all.position();
        long needed = (long) have + payload.remaining();
        if (needed > largest) {
            throw new MessageTooBigException(ErrorCode.UNSUPPORTED_MESSAGE_LENGTH, "Max payload size exceeded");
        }
        if (all == null || all.remaining() < payload.remaining()) {
            ByteBuffer bigger = allocate(have, needed, announced);
            if (all != null) {
                bigger.put(all.flip());
                giveBack(all);
            }
            all = bigger;
            joined = all;
        }
        return all.put(payload);
    }

    private ByteBuffer allocate(long have, long needed, long announced) {
        long total = needed + announced; // known so far: more fragments may follow
        if (lent && total <= BufferPool.SMALL) {
            return pool.small();
        }
        if (lent && (total <= BufferPool.LARGE || needed <= BufferPool.SMALL)) {
            return pool.large();
        }
        // At least doubled, or a message of many small fragments would be copied once for each.
        long expected = Math.min(total, Math.max(BufferPool.LARGE, 4 * needed));
        long room = Math.max(Math.max(needed, 2 * have), expected);
        return ByteBuffer.allocate((int) Math.min(largest, room));
    }

    private void release() {
        ByteBuffer all = joined;
        joined = null;
        if (all != null) {
            giveBack(all);
        }
    }

    private void giveBack(ByteBuffer buffer) {
        if (lent) {
            pool.release(buffer);
        }
    }

    /** Who receives. Pump thread. */
    @FunctionalInterface
    public interface Keepers {
        /**
         * Tells whether a message may be used when the handler has returned.
         *
         * @param text whether it is a text message
         * @return whether its bytes have to stay
         */
        boolean mayKeep(boolean text);
    }

    @Override
    public void abort(Throwable cause) {
        release();
    }
}
