package dev.ws.connection;

import dev.ws.ConnectionClosedException;
import dev.ws.Message;
import dev.ws.SendCallback;
import dev.ws.extension.SharingStage;
import dev.ws.frame.FramePart;
import dev.ws.protocol.WebSocketProtocol;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import org.jspecify.annotations.Nullable;

/**
 * Messages that extensions transform before they are encoded, and messages behind one that is sent part by part.
 * Transforming may take long, so it happens without the outbound lock, by one thread at a time: whoever finds the turn
 * free takes it and goes on until nothing waits; the others leave their messages and go. Thus reading, pings and pongs
 * never wait for a deflater, and the order of sends is kept. A close frame asked for meanwhile goes out behind them.
 */
final class OutboundMessages {
    // Then somebody else goes on: a thread that reads must not be kept by what others send.
    private static final int MOST_IN_A_TURN = 32;
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final OutboundQueue queue;
    private final WebSocketProtocol protocol;
    private final Events events;
    private final boolean server;

    // All below: outbound lock.
    private boolean turn; // somebody transforms
    private boolean streaming; // a message is being sent part by part
    private boolean unfinished; // what was taken last, and maybe waits still, is continued by what comes next
    private @Nullable ArrayDeque<Outgoing> waiting; // for their turn
    private @Nullable ArrayDeque<Outgoing> behind; // the message that is being sent part by part
    private @Nullable Thread writer; // sent the last part of the open message, or opened it
    private @Nullable SourceSender source; // whose parts are the message that is being sent part by part
    private volatile long bytes; // of all messages taken and not encoded yet
    private @Nullable ByteBuffer closePayload; // of the close frame that goes out when the turn is over
    private boolean endWanted; // when the turn is over
    private boolean ended; // nothing more is sent; the outbound stages are closed, or will be when the turn is over

    /** What this tells its connection; called without the lock. */
    interface Events {
        /** So many bytes were encoded, 0 when that is not known. */
        void encoded(long bytes);

        /** Runs a task on another thread, or returns false. */
        boolean continueElsewhere(Runnable task);

        /** A message could not be transformed, so the peer cannot understand what comes after it. */
        void transformFailed(Throwable cause);
    }

    /**
     * A message or part to be sent.
     *
     * @param message its payload as bytes
     * @param prepared the message as prepared for many receivers, or null
     * @param fin whether it ends its message
     * @param compress whether extensions may transform it
     * @param mask whether to mask the frame; null for what the role demands
     * @param callback told once about the outcome, or null
     * @param source what is read and sent instead of the message, or null
     */
    record Outgoing(
            Message message,
            @Nullable PreparedMessage prepared,
            boolean fin,
            boolean compress,
            @Nullable Boolean mask,
            @Nullable SendCallback callback,
            @Nullable SourceSender source) {

        Outgoing {
            if (!message.hasBuffer()) {
                message = Message.utf8(message.buffer());
            }
        }

        Outgoing(
                Message message,
                boolean fin,
                boolean compress,
                @Nullable Boolean mask,
                @Nullable SendCallback callback) {
            this(message, null, fin, compress, mask, callback, null);
        }

        private static Outgoing of(SourceSender source) {
            return new Outgoing(Message.binary(NOTHING), null, true, true, null, source, source);
        }

        // To be kept when the send returned: prepared messages are immutable.
        private Outgoing kept() {
            return prepared == null && source == null
                    ? new Outgoing(message.copy(), fin, compress, mask, callback)
                    : this;
        }

        private int bytes() {
            return message.buffer().remaining();
        }
    }

    OutboundMessages(OutboundQueue queue, WebSocketProtocol protocol, boolean server, Events events) {
        this.queue = queue;
        this.protocol = protocol;
        this.events = events;
        this.server = server;
    }

    /** {@return bytes of the messages taken and not encoded yet} */
    long bytes() {
        return bytes;
    }

    /** {@return whether a prepared message can be transformed once for all that agreed on the same} */
    boolean sharesPrepared() {
        return sharing() != null;
    }

    private @Nullable SharingStage sharing() {
        return server ? protocol.sharing() : null;
    }

    // --- lock held ---------------------------------------------------------------------------------------------------

    /** {@return whether a message may be encoded at once} */
    boolean isDirect() {
        return !streaming && !protocol.transforms();
    }

    /**
     * Takes a message, to be sent in its turn.
     *
     * @return whether the caller has the turn: it must call {@link #work} with this message after unlocking
     */
    boolean offer(Outgoing message) {
        if (streaming) {
            behind = keep(behind, message);
            return false;
        }
        return take(message);
    }

    /** Opens a message that is sent part by part. False when another one is open. */
    boolean openStream() {
        if (streaming || (protocol.transforms() ? unfinished : protocol.insideMessage())) {
            return false;
        }
        streaming = true;
        writer = Thread.currentThread();
        return true;
    }

    /**
     * Checks that a send that waits would not wait for its own thread.
     *
     * @throws IllegalStateException when this thread is sending a message part by part
     */
    void requireNoStreamOfThisThread() {
        if (streaming && source == null && writer == Thread.currentThread()) {
            throw new IllegalStateException(
                    "this thread is sending a message part by part (openText or openBinary), which"
                            + " a blocking send would wait for: close its Writer or OutputStream first");
        }
    }

    /** Takes a part of the open message, and after its last one what waited behind it; as {@link #offer}. */
    boolean offerPart(Outgoing part) {
        boolean mine = take(part);
        writer = Thread.currentThread();
        if (part.fin()) {
            streaming = false;
            writer = null;
            source = null;
            takeBehind();
        }
        return mine;
    }

    // Up to the next source, behind which the rest waits on.
    private void takeBehind() {
        ArrayDeque<Outgoing> rest = behind;
        while (rest != null && !streaming) {
            Outgoing message = rest.poll();
            if (message == null) {
                rest = null;
                behind = null;
            } else if (message.source() != null) {
                streaming = true;
                source = message.source();
            } else {
                count(-message.bytes()); // counted again
                take(message);
            }
        }
    }

    /**
     * Takes a source, to be read in its turn.
     *
     * @return whether the caller must start it after unlocking
     * @throws IllegalStateException inside a message that is sent in parts without a stream
     */
    boolean offerSource(SourceSender next) {
        if (streaming) {
            Outgoing before = behind == null ? null : behind.peekLast();
            if (before != null && !before.fin()) {
                throw insideMessage();
            }
            behind = keep(behind, Outgoing.of(next));
            return false;
        }
        if (!openStream()) {
            throw insideMessage();
        }
        source = next;
        return true;
    }

    static IllegalStateException insideMessage() {
        return new IllegalStateException("another message is being sent part by part");
    }

    private boolean take(Outgoing message) {
        if (!protocol.transforms()) {
            protocol.sendMessage(message.message(), message.fin(), message.compress(), message.mask());
            queue.appended(message.callback());
            return false;
        }
        unfinished = !message.fin();
        if (turn) {
            waiting = keep(waiting, message);
            return false;
        }
        turn = true;
        count(message.bytes());
        return true;
    }

    private void count(long more) {
        long before = bytes;
        bytes = before + more; // the lock makes it one step
    }

    private ArrayDeque<Outgoing> keep(@Nullable ArrayDeque<Outgoing> list, Outgoing message) {
        ArrayDeque<Outgoing> longer = list == null ? new ArrayDeque<>(4) : list;
        longer.add(message.kept());
        count(message.bytes());
        return longer;
    }

    /** Sends a close frame, behind all sources and all messages that have or wait for the turn. */
    void close(ByteBuffer payload) {
        if (!isBusy()) {
            protocol.sendClose(payload);
            queue.appended(null);
        } else if (closePayload == null) {
            closePayload = payload;
        }
    }

    private boolean isBusy() {
        return turn || source != null;
    }

    /** {@return whether the end of the output must wait for the turn or a source, which then asks for it} */
    boolean delaysEnd() {
        endWanted |= isBusy();
        return isBusy();
    }

    /** {@return whether nothing is sent any more} */
    boolean isEnded() {
        return ended;
    }

    // --- sources -----------------------------------------------------------------------------------------------------

    /** A message that was sent part by part is complete: starts the source that waited behind it, or does what else did. */
    void streamEnded() {
        SourceSender next;
        boolean end;
        queue.lock.lock();
        try {
            next = source;
            end = goOn();
        } finally {
            queue.lock.unlock();
        }
        if (next != null) {
            next.start();
        } else {
            events.encoded(0);
        }
        if (end) {
            queue.endWhenDrained();
        }
    }

    /**
     * The source could not be read to its end, so its message stays unfinished and nothing can follow.
     *
     * @param cause why
     */
    void sourceFailed(Throwable cause) {
        ArrayDeque<Outgoing> failed = new ArrayDeque<>(0);
        queue.lock.lock();
        try {
            drop(behind, failed);
            behind = null;
            source = null;
            closePayload = null;
        } finally {
            queue.lock.unlock();
        }
        tell(failed, closedWhileReading(cause));
    }

    private static ConnectionClosedException closedWhileReading(Throwable cause) {
        return new ConnectionClosedException(SourceSender.CLOSED_MEANWHILE, cause);
    }

    private void tell(ArrayDeque<Outgoing> failed, ConnectionClosedException failure) {
        for (Outgoing message : failed) {
            if (message.callback() != null) {
                queue.tell(message.callback(), failure);
            }
        }
    }

    // --- the turn ----------------------------------------------------------------------------------------------------

    /**
     * Transforms and encodes a message and those that wait for the turn, the later ones maybe on another thread.
     *
     * @param first the message whose offer gave the turn to the caller
     */
    void work(Outgoing first) {
        Outgoing message = first;
        for (int done = 0; message != null; done++) {
            Outgoing next = message;
            if (done == MOST_IN_A_TURN && events.continueElsewhere(() -> work(next))) {
                return;
            }
            message = send(next);
        }
    }

    // Returns what is next; null when the turn is over.
    private @Nullable Outgoing send(Outgoing message) {
        Throwable failure = queue.failure(); // then nothing can be sent any more
        FramePart frame = null;
        ByteBuffer shared = null;
        if (failure == null) {
            try {
                shared = shared(message);
                if (shared == null) {
                    frame = protocol.transform(message.message(), message.fin(), message.compress());
                }
            } catch (Throwable thrown) {
                failure = thrown;
                events.transformFailed(thrown);
            }
        }
        boolean encoded;
        long size = 0;
        boolean end = false;
        boolean release = false;
        Outgoing next;
        queue.lock.lock();
        try {
            count(-message.bytes());
            encoded = shared != null
                    ? protocol.sendEncoded(shared)
                    : frame != null && protocol.sendTransformed(frame, message.mask());
            if (encoded) {
                size = queue.appended(message.callback());
            }
            next = waiting == null ? null : waiting.poll();
            if (next == null) {
                end = endTurn();
                release = ended;
            }
        } finally {
            queue.lock.unlock();
        }
        if (!encoded && message.callback() != null) {
            queue.tell(message.callback(), closedMeanwhile(failure));
        }
        events.encoded(size);
        if (end) {
            queue.endWhenDrained();
        }
        if (release) {
            protocol.endTransforming();
        }
        return next;
    }

    // Lock held. Returns whether the end of the output was asked for meanwhile.
    private boolean endTurn() {
        turn = false;
        waiting = null;
        return goOn();
    }

    // Lock held. With what waited for the turn or a source.
    private boolean goOn() {
        if (isBusy()) {
            return false;
        }
        ByteBuffer payload = closePayload;
        closePayload = null;
        if (payload != null) {
            close(payload);
        }
        return endWanted;
    }

    // The frame of a prepared message; null where it must be transformed for this connection alone.
    private @Nullable ByteBuffer shared(Outgoing message) {
        PreparedMessage prepared = message.prepared();
        SharingStage sharing = sharing();
        if (prepared == null || sharing == null) {
            return null;
        }
        PreparedMessage.Shared once = prepared.sharedBy(sharing);
        if (!protocol.fitsEncoded(once.frame())) {
            return null;
        }
        sharing.sentShared(prepared.part(), once.sent());
        return once.frame();
    }

    private ConnectionClosedException closedMeanwhile(@Nullable Throwable cause) {
        String fact = protocol.transforms()
                ? "The socket was closed while data was being compressed"
                : "the connection is closing";
        return cause == null ? new ConnectionClosedException(fact) : new ConnectionClosedException(fact, cause);
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /**
     * Nothing is sent any more: fails what waits and closes the outbound stages, now or when the turn is over.
     *
     * @param cause why
     */
    void end(Throwable cause) {
        ArrayDeque<Outgoing> failed = new ArrayDeque<>(0);
        boolean free;
        SourceSender reading;
        queue.lock.lock();
        try {
            reading = source;
            source = null;
            drop(waiting, failed);
            drop(behind, failed);
            waiting = null;
            behind = null;
            ended = true;
            writer = null;
            free = !turn;
        } finally {
            queue.lock.unlock();
        }
        if (reading == null) {
            tell(failed, closedMeanwhile(cause));
        } else {
            queue.tell(reading, closedWhileReading(cause));
            tell(failed, closedWhileReading(cause));
        }
        if (free) {
            protocol.endTransforming();
        }
    }

    private void drop(@Nullable ArrayDeque<Outgoing> from, ArrayDeque<Outgoing> to) {
        if (from != null) {
            for (Outgoing message : from) {
                count(-message.bytes());
                to.add(message);
            }
        }
    }
}
