package dev.ws.connection;

import dev.ws.BinaryType;
import dev.ws.CloseStatus;
import dev.ws.ErrorCode;
import dev.ws.Message;
import dev.ws.MessageTooBigException;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.message.BorrowingListener;
import dev.ws.message.OwnBytes;
import dev.ws.message.PartSink;
import dev.ws.message.WholeMessage;
import dev.ws.protocol.ProtocolEvent;
import dev.ws.protocol.ProtocolEvent.MessagePart;
import dev.ws.protocol.WebSocketProtocol;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Brings events to the application: picks the sink at a message's first part and keeps it to the last, calls the
 * listeners in the order they were added; keeps the first messages until somebody listens. Pump thread, except for the
 * setters.
 */
final class MessageDispatcher implements EarlyMessages.Listening {
    private static final WebSocketListener[] NONE = new WebSocketListener[0];

    private final WebSocket ws;
    private final WebSocketProtocol protocol;
    private final boolean borrow;
    private final PartSink whole;
    private final InboundPump pump;
    private final ConnectionRuntime runtime;
    private final ReentrantLock lock;
    private volatile WebSocketListener[] listeners = NONE; // lock; never changed in place
    private volatile @Nullable PartSink text; // any; null for whole messages
    private volatile @Nullable PartSink binary; // any; null for whole messages
    private volatile long maxText; // any; of whole messages, 0 for no limit
    private volatile long maxBinary; // any; of whole messages, 0 for no limit
    private volatile BinaryType binaryType = BinaryType.BUFFER; // any
    private @Nullable PartSink current; // pump thread; sink of the running message
    private boolean muted; // pump thread; a handler failed and the connection is closing
    private boolean textHeard; // pump thread; somebody listened to a text message once, or it is too late to wait
    private boolean binaryHeard; // pump thread; the same for binary messages
    private volatile @Nullable EarlyMessages early; // pump thread; once a message came before its first listener
    private volatile boolean unwanted; // any, once; the application ended the connection
    private @Nullable PartSink replayed; // pump thread; sink of the early message that is being delivered

    MessageDispatcher(
            WebSocket ws, WebSocketProtocol protocol, InboundPump pump, ConnectionRuntime runtime, ReentrantLock lock) {
        this.ws = ws;
        this.protocol = protocol;
        this.pump = pump;
        this.runtime = runtime;
        this.lock = lock;
        this.borrow = ws.options().borrowMessages();
        this.whole = new WholeMessage(runtime.buffers(), this::mayKeep, this::message);
    }

    void add(WebSocketListener listener) {
        lock.lock();
        try {
            for (WebSocketListener other : listeners) {
                if (isSame(other, listener)) {
                    return; // C-065
                }
            }
            WebSocketListener[] longer = Arrays.copyOf(listeners, listeners.length + 1);
            longer[listeners.length] = listener;
            listeners = longer;
        } finally {
            lock.unlock();
        }
        listensNow();
    }

    // What was kept goes to whoever came.
    private void listensNow() {
        if (early != null) {
            pump.wake();
        }
    }

    void remove(WebSocketListener listener) {
        lock.lock();
        try {
            listeners = Arrays.stream(listeners)
                    .filter(other -> !isSame(other, listener))
                    .toArray(WebSocketListener[]::new);
        } finally {
            lock.unlock();
        }
    }

    private boolean mayKeep(boolean text) {
        return mayKeep(listeners, text);
    }

    // A listener that is given no more than a string cannot keep the bytes that it came from.
    private boolean mayKeep(WebSocketListener[] told, boolean text) {
        if (borrow) {
            return false;
        }
        for (WebSocketListener listener : told) {
            ListenerKind kind = ListenerKind.of(listener);
            if (text ? kind.keepsText() : kind.keepsBinary()) {
                return true;
            }
        }
        return false;
    }

    private static boolean isSame(WebSocketListener one, WebSocketListener other) {
        return one == other || (one instanceof TypedListener typed && typed.isSame(other));
    }

    void textSink(@Nullable PartSink sink) {
        text = sink;
        listensNow();
    }

    void binarySink(@Nullable PartSink sink) {
        binary = sink;
        listensNow();
    }

    void maxText(long bytes) {
        maxText = bytes;
    }

    void maxBinary(long bytes) {
        maxBinary = bytes;
    }

    void binaryType(BinaryType type) {
        binaryType = type;
    }

    BinaryType binaryType() {
        return binaryType;
    }

    /** No further message is delivered. */
    void mute() {
        muted = true;
    }

    void open() throws Exception {
        for (WebSocketListener listener : listeners) {
            listener.onOpen(ws);
        }
    }

    void part(MessagePart part) throws Exception {
        if (muted) {
            return;
        }
        PartSink sink = current;
        if (part.first() || sink == null) {
            PartSink chosen = part.text() ? text : binary;
            if (!(part.text() ? textHeard : binaryHeard) && isEarly(part.text())) {
                chosen = early();
            } else if (chosen == null) {
                protocol.limitMessage(part.text() ? maxText : maxBinary);
                chosen = whole;
            }
            sink = chosen;
        }
        current = part.last() ? null : sink;
        sink.accept(part);
    }

    // --- what came before the first listener -------------------------------------------------------------------------

    private boolean isEarly(boolean ofText) {
        EarlyMessages kept = early;
        boolean wait = kept == null ? !hears(ofText) : kept.hasKept(ofText) || (kept.isKeeping() && !hears(ofText));
        if (wait) {
            return true;
        }
        if (ofText) {
            textHeard = true;
        } else {
            binaryHeard = true;
        }
        return false;
    }

    private EarlyMessages early() {
        EarlyMessages kept = early;
        if (kept == null) {
            kept = new EarlyMessages(this, runtime::schedule);
            early = kept;
        }
        return kept;
    }

    /** Looks whether somebody came for what was kept, or nobody did in time. */
    void checkEarly() {
        EarlyMessages kept = early;
        if (kept != null) {
            kept.check();
        }
    }

    /**
     * Delivers the next part that was kept, if somebody listens to it by now.
     *
     * @return whether there was one
     */
    boolean replay() throws Exception {
        EarlyMessages kept = early;
        // One that is being received by a listener is not disturbed by an older one of the other kind.
        if (kept == null || !kept.hasKept() || muted || (current != null && current != kept)) {
            return false;
        }
        MessagePart part = kept.next();
        if (part == null) {
            return false;
        }
        PartSink sink = part.text() ? text : binary;
        if (!part.first() && replayed != null) {
            sink = replayed;
        } else if (sink == null) {
            sink = whole;
        }
        long most = part.text() ? maxText : maxBinary;
        if (part.first() && sink == whole && most > 0 && kept.size(part) > most) {
            protocol.endInbound();
            throw new MessageTooBigException(ErrorCode.UNSUPPORTED_MESSAGE_LENGTH, "Max payload size exceeded");
        }
        if (kept.isContinued(part)) {
            current = sink;
            if (sink == whole) {
                protocol.limitMessage(most);
            }
        }
        replayed = part.last() ? null : sink;
        sink.accept(part);
        return true;
    }

    /** {@return whether there is something that a listener may still come for, although the connection is at its end} */
    boolean isAwaited() {
        EarlyMessages kept = early;
        return kept != null && kept.hasKept() && !unwanted && !muted;
    }

    /** {@return whether nobody has added anything so far that would be told of the end} */
    boolean isUnattended() {
        return listeners.length == 0 && text == null && binary == null;
    }

    /** The application ended the connection, so it waits for nothing more. Any thread. */
    void unwanted() {
        unwanted = true;
        listensNow();
    }

    @Override
    public boolean hears(boolean ofText) {
        if ((ofText ? text : binary) != null) {
            return true;
        }
        for (WebSocketListener listener : listeners) {
            if (listener instanceof BorrowingListener own
                    ? own.hears(ofText)
                    : ListenerKind.of(listener).hears(ofText)) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void hold(boolean stop) {
        if (stop) {
            pump.hold(InboundPump.UNHEARD);
        } else {
            pump.release(InboundPump.UNHEARD);
        }
    }

    @Override
    public void wake() {
        pump.wake();
    }

    @Override
    public void dropped(int messages, long bytes) {
        FailureLog.unheard(ws, messages, bytes, !unwanted && runtime.isFirstUnheard());
    }

    private void message(Message received) throws Exception {
        WebSocketListener[] told = listeners;
        // Another thread may have added one since the message was lent.
        Message message = received.isBorrowed() && mayKeep(told, !received.isBinary()) ? received.keep() : received;
        Message delivered = message.isBinary() && binaryType == BinaryType.ARRAY && !hasArrayOfItsSize(message)
                ? message.copy()
                : message;
        if (told.length == 1) {
            told[0].onMessage(ws, delivered);
            return;
        }
        // A buffer each, so that none moves another's position: maybe a thread of the application reads it later.
        ByteBuffer payload = delivered.buffer().duplicate();
        for (WebSocketListener listener : told) {
            ByteBuffer own = payload.duplicate();
            listener.onMessage(ws, delivered.withBuffer(own));
            if (delivered.isBorrowed()) {
                own.position(0).limit(0);
            }
        }
    }

    private static boolean hasArrayOfItsSize(Message message) {
        ByteBuffer payload = message.buffer();
        return !message.isBorrowed()
                && payload.hasArray()
                && payload.arrayOffset() == 0
                && payload.array().length == payload.remaining();
    }

    /** A payload of its own for each listener, or one that is lent to it. */
    private void lend(ByteBuffer payload, Handed handed) throws Exception {
        for (WebSocketListener listener : listeners) {
            ByteBuffer given = borrow ? payload.duplicate() : OwnBytes.of(payload);
            handed.accept(listener, given);
            if (borrow) {
                given.position(0).limit(0);
            }
        }
    }

    private interface Handed {
        void accept(WebSocketListener listener, ByteBuffer payload) throws Exception;
    }

    void ping(ProtocolEvent.PingReceived ping) throws Exception {
        lend(ping.payload(), (listener, payload) -> listener.onPing(ws, payload));
    }

    void pong(ByteBuffer payload) throws Exception {
        lend(payload, (listener, given) -> listener.onPong(ws, given));
    }

    void drained() throws Exception {
        for (WebSocketListener listener : listeners) {
            listener.onDrain(ws);
        }
    }

    /** {@return whether a listener would do something with an error} */
    boolean hasErrorListener() {
        for (WebSocketListener listener : listeners) {
            if (ListenerKind.of(listener).takesErrors()) {
                return true;
            }
        }
        return false;
    }

    void error(Throwable cause) {
        for (WebSocketListener listener : listeners) {
            guarded("onError", cause, () -> listener.onError(ws, cause));
        }
    }

    void closing(CloseStatus status) {
        for (WebSocketListener listener : listeners) {
            guarded("onClosing", null, () -> listener.onClosing(ws, status));
        }
    }

    /** The last call. */
    void closed(CloseStatus status, Throwable cause) {
        PartSink sink = current;
        current = null;
        if (sink != null) {
            sink.abort(cause);
        }
        EarlyMessages kept = early;
        if (kept != null && kept.isKeeping()) {
            kept.end();
        }
        for (WebSocketListener listener : listeners) {
            guarded("onClose", null, () -> listener.onClose(ws, status));
        }
    }

    // Whatever these throw has nowhere else to go.
    private void guarded(String event, @Nullable Throwable told, Runnable call) {
        try {
            call.run();
        } catch (Throwable thrown) {
            FailureLog.listener(ws, event, thrown, told);
        }
    }
}
