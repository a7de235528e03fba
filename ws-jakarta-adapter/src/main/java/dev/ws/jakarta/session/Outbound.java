package dev.ws.jakarta.session;

import dev.ws.Message;
import dev.ws.SendCallback;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.PreparedMessage;
import dev.ws.jakarta.coder.ConnectionCoders;
import jakarta.websocket.EncodeException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What both remote endpoints of a session share: the connection, batching and limits of time. Any thread. */
final class Outbound {
    // As milliseconds they would not fit.
    private static final Duration FOR_EVER = Duration.ofSeconds(Long.MAX_VALUE);
    // Above it the connection keeps nothing back.
    private static final int MOST_IN_BATCH = 48 * 1024;

    private final JakartaSession session;
    private final IdleWatch idle;
    private final ConnectionCoders coders;
    private final ConnectionRuntime runtime;
    private final OutboundPolicy policy;
    private volatile Duration blockingTimeout = Duration.ZERO; // any
    private volatile long asyncTimeout; // any; milliseconds
    private volatile boolean batching; // any

    Outbound(JakartaSession session, SessionSetup setup, IdleWatch idle) {
        this.session = session;
        this.idle = idle;
        this.coders = setup.coders();
        this.runtime = setup.runtime();
        this.asyncTimeout = setup.limits().asyncSendTimeout();
        this.policy = setup.limits().outbound();
    }

    JakartaSession session() {
        return session;
    }

    ConnectionRuntime runtime() {
        return runtime;
    }

    /** {@return the connection, which is about to be sent on} */
    WebSocket sending() {
        idle.sent();
        return session.webSocket();
    }

    // --- limits ------------------------------------------------------------------------------------------------------

    /** {@return how long a blocking send may take; zero for the connection's own limit} */
    Duration blockingTimeout() {
        return blockingTimeout;
    }

    /** Sets it in milliseconds: 0 for the connection's own limit, below for none. */
    void blockingTimeout(long millis) {
        blockingTimeout = millis < 0 ? FOR_EVER : Duration.ofMillis(millis);
    }

    long asyncTimeout() {
        return asyncTimeout;
    }

    void asyncTimeout(long millis) {
        checkUsable();
        asyncTimeout = millis;
    }

    // --- batching ----------------------------------------------------------------------------------------------------

    boolean isBatching() {
        return batching;
    }

    void batching(boolean allowed) {
        checkUsable();
        batching = allowed;
        if (allowed) {
            session.webSocket().cork();
        } else {
            session.webSocket().uncork();
        }
    }

    void flush() throws IOException {
        WebSocket ws = session.webSocket();
        checkOpen(ws);
        if (batching) {
            ws.uncork();
            ws.cork();
        }
    }

    // The specification names this exception for settings of a closed session.
    private void checkUsable() {
        if (!session.webSocket().isOpen()) {
            throw new IllegalArgumentException("session " + session.getId() + " is closed");
        }
    }

    void checkOpen(WebSocket ws) throws IOException {
        if (!ws.isOpen()) {
            throw new IOException("session " + session.getId() + " is closed", ws.closeCause());
        }
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    void ping(@Nullable ByteBuffer payload) throws IOException {
        ByteBuffer data = given(payload, "payload");
        WebSocket ws = sending();
        Refusal refusal = new Refusal();
        ws.ping(data, refusal);
        refusal.check();
        data.position(data.limit());
    }

    void pong(@Nullable ByteBuffer payload) throws IOException {
        ByteBuffer data = given(payload, "payload");
        WebSocket ws = sending();
        Refusal refusal = new Refusal();
        ws.pong(data, refusal);
        refusal.check();
        data.position(data.limit());
    }

    /** Sends a message without waiting. */
    void send(Message message, PendingSend pending) {
        WebSocket ws = sending();
        IOException refusal = policy.refusal(ws, message);
        if (refusal != null) {
            pending.completed(refusal);
            return;
        }
        if (policy.blocks(ws, message)) {
            pending.completed(sendBlocking(ws, message));
            return;
        }
        ws.send(message, SendOptions.DEFAULT, pending);
        if (batching && ws.bufferedAmount() < MOST_IN_BATCH) {
            pending.completed(null); // a message in the batch counts as sent; no effect if it was refused
        } else {
            pending.limit(asyncTimeout);
        }
    }

    private @Nullable Throwable sendBlocking(WebSocket ws, Message message) {
        try {
            ws.sendBlocking(message, SendOptions.DEFAULT, blockingTimeout);
            return null;
        } catch (IOException | RuntimeException failed) {
            return failed;
        }
    }

    /** Sends a message that was prepared for many. Nothing waits. */
    void send(PreparedMessage message, SendCallback told) {
        WebSocket ws = sending();
        IOException refusal = policy.refusal(ws, message.message());
        if (refusal == null) {
            message.sendTo(ws, told);
        } else {
            told.completed(refusal);
        }
    }

    Message encode(Object object) throws EncodeException, IOException {
        return EncodedMessage.of(object, coders);
    }

    /** Checks that an argument is there, as the specification wants it. */
    static <T> T given(@Nullable T argument, String name) {
        if (argument == null) {
            throw new IllegalArgumentException(name + " is null");
        }
        return argument;
    }

    // Learns whether a ping or pong was refused, which shows before the call returns.
    private static final class Refusal implements SendCallback {
        private volatile @Nullable Throwable failure; // whoever writes

        @Override
        public void completed(@Nullable Throwable cause) {
            failure = cause;
        }

        private void check() throws IOException {
            Throwable cause = failure;
            if (cause != null) {
                throw new IOException(cause.getMessage(), cause);
            }
        }
    }
}
