package dev.ws.message;

import dev.ws.ErrorCode;
import dev.ws.Message;
import dev.ws.MessageTooBigException;
import dev.ws.frame.BufferPool;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Joins the parts of a message. A message of one part passes through uncopied; otherwise memory grows with what arrived,
 * not with what was announced, as a peer may announce much and send nothing. Pump thread.
 */
public final class WholeMessage implements PartSink {
    // The largest array the JVM grants.
    private static final int LARGEST = Integer.MAX_VALUE - 8;

    private final BufferPool pool;
    private final MessageHandler handler;
    private @Nullable ByteBuffer joined; // pump thread; the parts so far, null between messages

    /**
     * Creates the sink.
     *
     * @param pool lends the first buffers
     * @param handler takes the messages
     */
    public WholeMessage(BufferPool pool, MessageHandler handler) {
        this.pool = pool;
        this.handler = handler;
    }

    @Override
    public void accept(MessagePart part) throws Exception {
        ByteBuffer payload = part.payload();
        if (part.first()) {
            if (part.last()) {
                deliver(part.text(), payload);
                return;
            }
            release();
        }
        ByteBuffer all = append(payload, part.announced());
        if (part.last()) {
            joined = null;
            try {
                deliver(part.text(), all.flip());
            } finally {
                pool.release(all);
            }
        }
    }

    private void deliver(boolean text, ByteBuffer payload) throws Exception {
        handler.accept(text ? Message.utf8(payload) : Message.binary(payload));
    }

    private ByteBuffer append(ByteBuffer payload, long announced) {
        ByteBuffer all = joined;
        int have = all == null ? 0 : all.position();
        long needed = (long) have + payload.remaining();
        if (needed > LARGEST) {
            throw new MessageTooBigException(ErrorCode.UNSUPPORTED_MESSAGE_LENGTH, "Max payload size exceeded");
        }
        if (all == null || all.remaining() < payload.remaining()) {
            ByteBuffer bigger = allocate(have, needed, announced);
            if (all != null) {
                bigger.put(all.flip());
                pool.release(all);
            }
            all = bigger;
            joined = all;
        }
        return all.put(payload);
    }

    private ByteBuffer allocate(long have, long needed, long announced) {
        long total = needed + announced; // known so far: more fragments may follow
        if (total <= BufferPool.SMALL) {
            return pool.small();
        }
        if (total <= BufferPool.LARGE || needed <= BufferPool.SMALL) {
            return pool.large();
        }
        // At least doubled, or a message of many small fragments would be copied once for each.
        long room = Math.max(Math.max(needed, 2 * have), Math.min(total, 4 * needed));
        return ByteBuffer.allocate((int) Math.min(LARGEST, room));
    }

    private void release() {
        ByteBuffer all = joined;
        joined = null;
        if (all != null) {
            pool.release(all);
        }
    }

    @Override
    public void abort(Throwable cause) {
        release();
    }
}
