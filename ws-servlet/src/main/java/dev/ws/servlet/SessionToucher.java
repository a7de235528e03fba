package dev.ws.servlet;

import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.message.BorrowingListener;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/** Keeps the HTTP session of a connection alive while its peer sends. Pump thread. */
final class SessionToucher implements BorrowingListener {
    /** Sessions are touched this often at most, as containers may store or replicate each touch. */
    static final Duration INTERVAL = Duration.ofSeconds(10);

    private final SessionTouch by;
    private final BooleanSupplier session;
    private final LongSupplier nanos;
    private boolean ended;
    private long next;

    /**
     * A toucher that may touch at once.
     *
     * @param by what counts as a sign of life, not {@code NEVER}
     * @param session touches the session; false when it has ended, after which it is left alone
     * @param nanos the clock
     */
    SessionToucher(SessionTouch by, BooleanSupplier session, LongSupplier nanos) {
        this.by = by;
        this.session = session;
        this.nanos = nanos;
        this.next = nanos.getAsLong();
    }

    /** Messages that it is told of still want somebody who reads them. */
    @Override
    public boolean hears(boolean text) {
        return false;
    }

    @Override
    public void onMessage(WebSocket ws, Message message) {
        if (by == SessionTouch.MESSAGE) {
            touch();
        }
    }

    @Override
    public void onPong(WebSocket ws, ByteBuffer payload) {
        if (by == SessionTouch.PONG) {
            touch();
        }
    }

    private void touch() {
        long now = nanos.getAsLong();
        if (!ended && now - next >= 0) {
            next = now + INTERVAL.toNanos();
            ended = !session.getAsBoolean();
        }
    }
}
