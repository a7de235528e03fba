package dev.ws.connection;

import dev.ws.BinaryType;
import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.CompressionStatus;
import dev.ws.ConnectionClosedException;
import dev.ws.ConnectionCutException;
import dev.ws.EventType;
import dev.ws.HandlerErrors;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.MessageSink;
import dev.ws.MessageTooBigException;
import dev.ws.ReadyState;
import dev.ws.SendCallback;
import dev.ws.SendOptions;
import dev.ws.StreamHandler;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.connection.OutboundMessages.Outgoing;
import dev.ws.extension.Extension;
import dev.ws.extension.deflate.PerMessageDeflate;
import dev.ws.frame.Role;
import dev.ws.message.BinaryFragments;
import dev.ws.message.BinaryParts;
import dev.ws.message.MessageOutputStream;
import dev.ws.message.MessageWriter;
import dev.ws.message.StreamSink;
import dev.ws.message.TextParts;
import dev.ws.protocol.ClosePayload;
import dev.ws.protocol.ProtocolEvent;
import dev.ws.protocol.WebSocketProtocol;
import dev.ws.transport.Transport;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiConsumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection: the protocol driven over a transport. The pump reads and calls the application, the queue writes; this
 * class joins them, keeps the ready state and is what the application holds. Longer than others because the public
 * interface is: each method is a few lines.
 */
public final class WebSocketConnection
        implements WebSocket, OutboundQueue.Events, OutboundMessages.Events, KeepAlive.Watched, WriteStall.Watched {
    // Held output above this goes out although more input is in hand.
    private static final int HOLD_LIMIT = 48 * 1024;
    /** How long output of a connection that was cut is tried, as some transports take it only when they have called. */
    private static final Duration CUT_PATIENCE = Duration.ofMillis(500);

    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final AtomicLong IDS = new AtomicLong();

    private final long id = IDS.incrementAndGet();
    private final WebSocketOptions options;
    private final ConnectionRuntime runtime;
    private final ConnectionOwner owner;
    private final boolean server;
    private final OutboundQueue queue;
    private final WebSocketProtocol protocol;
    private final OutboundMessages messages;
    private final InboundPump pump;
    private final MessageDispatcher dispatcher;
    private final @Nullable KeepAlive keepAlive;

    private volatile Agreement agreement; // outbound lock, until the state is OPEN
    private volatile ReadyState state = ReadyState.CONNECTING; // outbound lock, except for the last change by the pump
    private volatile @Nullable Transport transport; // set once by start
    private volatile @Nullable Throwable closeCause; // any, the first counts
    private volatile ProtocolEvent.@Nullable CloseReceived closeReceived; // pump thread, once
    private volatile @Nullable Future<?> closeTimer; // outbound lock
    private volatile @Nullable WriteStall writeStall; // drainer; created at the first stall
    private volatile @Nullable ConnectionCutException cutBy; // any, once; to be told as an error at the end
    private volatile boolean aboveHigh; // any; queued output was above the high mark
    private volatile @Nullable Map<String, Object> attributes; // outbound lock
    private volatile @Nullable RoundTrips roundTrips; // outbound lock; created at the first use
    private volatile long refusedBytes; // outbound lock
    private volatile long droppedMessages; // outbound lock
    private volatile long pingEnd; // timer thread; where the last ping of the heartbeat ends in the output
    private volatile @Nullable Throwable openFailure; // whoever completes the owner's stage
    private volatile boolean openComplete; // whoever completes the owner's stage; taken by the pump
    private int holdSlot = -1; // pump thread
    private boolean held; // pump thread; output was kept back since the last drain
    private int pendingPongs; // pump thread; automatic pongs since the one that ends at firstPongEnd
    private long firstPongEnd; // pump thread
    private long firstPongWritten; // pump thread; what was written when the first of them was queued
    private boolean errorTold; // pump thread
    private boolean halfClosed; // pump thread
    private long answers; // pump thread; bytes that it sent since all of them were written
    private long answersEnd; // pump thread; where the last of them ends in the output

    /**
     * Creates a connection whose handshake is about to be answered; CONNECTING until {@link #start(Transport)}.
     *
     * @param role the own role
     * @param options its settings
     * @param handshake what is known about the handshake
     * @param subprotocol the agreed subprotocol, or the empty string
     * @param extensions the agreed extensions, in order
     * @param runtime executors, timer and buffers
     * @param owner who opened it
     */
    public WebSocketConnection(
            Role role,
            WebSocketOptions options,
            HandshakeRequest handshake,
            String subprotocol,
            List<Extension> extensions,
            ConnectionRuntime runtime,
            ConnectionOwner owner) {
        this(role, options, new Agreement(handshake, subprotocol, extensions, null), runtime, owner);
    }

    /**
     * Creates a connection as the other constructor does, about whose handshake more is known.
     *
     * @param role the own role
     * @param options its settings
     * @param agreement what was agreed
     * @param runtime executors, timer and buffers
     * @param owner who opened it
     */
    public WebSocketConnection(
            Role role,
            WebSocketOptions options,
            Agreement agreement,
            ConnectionRuntime runtime,
            ConnectionOwner owner) {
        this(role, options, agreement, runtime, runtime.maskKeys(), owner);
    }

    /**
     * Creates the connection of a client that is about to ask for one; CONNECTING until
     * {@link #start(Transport, Agreement)} or {@link #abandon}.
     *
     * @param options its settings
     * @param request what is asked for at first
     * @param url where
     * @param runtime executors, timer and buffers
     * @param maskKeys gives a masking key per frame; null for strong random ones
     * @param owner who opens it
     */
    public WebSocketConnection(
            WebSocketOptions options,
            HandshakeRequest request,
            URI url,
            ConnectionRuntime runtime,
            @Nullable IntSupplier maskKeys,
            ConnectionOwner owner) {
        this(
                Role.CLIENT,
                options,
                new Agreement(request, "", List.of(), url),
                runtime,
                maskKeys == null ? runtime.maskKeys() : maskKeys,
                owner);
    }

    private WebSocketConnection(
            Role role,
            WebSocketOptions options,
            Agreement agreement,
            ConnectionRuntime runtime,
            IntSupplier maskKeys,
            ConnectionOwner owner) {
        this.options = options;
        this.agreement = agreement;
        this.runtime = runtime;
        this.owner = owner;
        this.server = role == Role.SERVER;
        this.queue = new OutboundQueue(runtime.buffers(), this);
        this.protocol = new WebSocketProtocol(role, options, agreement.extensions(), queue.output(), maskKeys);
        this.messages = new OutboundMessages(queue, protocol, server, this);
        this.pump = new InboundPump(this, protocol, runtime);
        this.dispatcher = new MessageDispatcher(this, protocol, pump, runtime, queue.lock);
        this.keepAlive = KeepAlive.wanted(options) ? runtime.keepAlive(this, options) : null;
    }

    // --- life --------------------------------------------------------------------------------------------------------

    /**
     * Opens the connection over a transport. The owner's {@code opened} and the listeners' {@code onOpen} run before
     * anything is read, on this thread in INLINE dispatch.
     *
     * @param target the transport, not yet started
     * @throws IllegalStateException when called twice, or after {@link #abandon}
     */
    public void start(Transport target) {
        open(target, null);
    }

    /**
     * Opens the connection of a client whose handshake is done.
     *
     * @param target the transport, as {@link #start(Transport)} takes it
     * @param agreed what was agreed
     * @throws IllegalStateException when called twice, or after {@link #abandon}, {@link #close} or {@link #terminate}
     */
    public void start(Transport target, Agreement agreed) {
        open(target, agreed);
    }

    private void open(Transport target, @Nullable Agreement agreed) {
        queue.lock.lock();
        try {
            if (state != ReadyState.CONNECTING || transport != null) {
                throw new IllegalStateException("the connection was started or abandoned before");
            }
            if (agreed != null) {
                agreement = agreed;
                protocol.agree(agreed.extensions());
            }
            transport = target;
            state = ReadyState.OPEN;
        } finally {
            queue.lock.unlock();
        }
        queue.start(target);
        pump.start(target);
    }

    /**
     * Asks elsewhere, after a redirect. No effect when it is not CONNECTING any more.
     *
     * @param request what is asked for from here on
     * @param url where
     */
    public void asks(HandshakeRequest request, URI url) {
        queue.lock.lock();
        try {
            if (state == ReadyState.CONNECTING) {
                agreement = new Agreement(request, "", List.of(), url);
            }
        } finally {
            queue.lock.unlock();
        }
    }

    /**
     * Gives up before {@link #start}.
     *
     * @param cause why
     */
    public void abandon(Throwable cause) {
        giveUp(cause, true);
    }

    /**
     * Gives up before {@link #start}, without an error event, because the application knows: a hook was told.
     *
     * @param cause why
     */
    public void abandonQuietly(Throwable cause) {
        giveUp(cause, false);
    }

    // Returns false when the connection was started or given up, maybe by another thread just now.
    private boolean giveUp(Throwable cause, boolean isError) {
        queue.lock.lock();
        try {
            if (state != ReadyState.CONNECTING) {
                return false;
            }
            state = ReadyState.CLOSING;
        } finally {
            queue.lock.unlock();
        }
        noteCause(cause);
        protocol.endInbound();
        messages.end(cause);
        Runnable task = () -> pump.call(() -> tellGivenUp(cause, isError));
        try {
            runtime.executor().execute(task); // C-060: not inside the call
        } catch (RuntimeException refused) {
            task.run();
        }
        return true;
    }

    private void tellGivenUp(Throwable cause, boolean isError) {
        if (isError) {
            dispatcher.error(cause);
        }
        state = ReadyState.CLOSED;
        owner.ended(this);
        dispatcher.closed(CloseStatus.ABNORMAL, cause);
    }

    /** The pump runs for the first time. Pump thread. */
    void opened() {
        if (keepAlive != null) {
            keepAlive.start();
        }
        CompletionStage<?> stage;
        try {
            stage = owner.opened(this);
        } catch (Throwable thrown) {
            openingFailed(thrown);
            return;
        }
        if (stage == null) {
            listenersOpened();
            return;
        }
        pump.hold(InboundPump.OPENING);
        stage.whenComplete((result, failure) -> {
            openFailure = failure;
            openComplete = true;
            pump.release(InboundPump.OPENING);
        });
    }

    /** The stage that the owner returned may be complete. Pump thread. */
    void openNotice() {
        if (openComplete) {
            openComplete = false;
            Throwable failure = openFailure;
            if (failure == null) {
                listenersOpened();
            } else {
                openingFailed(failure);
            }
        }
    }

    private void openingFailed(Throwable thrown) {
        Throwable cause = unwrapped(thrown);
        handlerFailed(cause, owner.failed(this, cause));
    }

    private static Throwable unwrapped(Throwable thrown) {
        Throwable cause = thrown instanceof CompletionException ? thrown.getCause() : null;
        return cause == null ? thrown : cause;
    }

    private void listenersOpened() {
        try {
            dispatcher.open();
        } catch (Throwable thrown) {
            handlerFailed(thrown);
        }
    }

    /** An event of the protocol. Pump thread. */
    void deliver(ProtocolEvent event) {
        try {
            if (event instanceof ProtocolEvent.MessagePart part) {
                dispatcher.part(part);
            } else if (event instanceof ProtocolEvent.PingReceived ping) {
                pingReceived(ping);
            } else if (event instanceof ProtocolEvent.PongReceived pong) {
                pongReceived(pong.payload());
            } else if (event instanceof ProtocolEvent.CloseReceived close) {
                closeReceived(close);
            } else if (event instanceof ProtocolEvent.Failed failed) {
                failed(failed);
            }
        } catch (Throwable thrown) {
            deliveryFailed(thrown);
        }
    }

    private void deliveryFailed(Throwable thrown) {
        if (thrown instanceof MessageTooBigException tooBig) {
            failed(new ProtocolEvent.Failed(tooBig));
        } else {
            handlerFailed(thrown);
        }
    }

    /** Delivers part of a message that waited for its first listener. False if there is none. Pump thread. */
    boolean deliverEarly() {
        try {
            return dispatcher.replay();
        } catch (Throwable thrown) {
            deliveryFailed(thrown);
            return true;
        }
    }

    /** Early messages may have waited long enough. Pump thread. */
    void earlyNotice() {
        dispatcher.checkEarly();
    }

    /** {@return whether there are early messages that the application may still want} Pump thread. */
    boolean isEarlyWanted() {
        return dispatcher.isAwaited();
    }

    /**
     * Whether the end may wait for somebody who listens to what was received: only with a client, which may have been
     * handed out just now, and only while nobody is there at all who would be told of the end. Pump thread.
     */
    boolean mayAwaitListener() {
        return !server && dispatcher.isUnattended();
    }

    private void pingReceived(ProtocolEvent.PingReceived ping) throws Exception {
        if (keepAlive != null) {
            keepAlive.pingReceived();
        }
        if (options.autoPong() && state == ReadyState.OPEN) {
            int most = options.maxPendingAutoPongs();
            if (most > 0 && pendingPongs >= most) {
                // Only pongs that the transport does not take count, not those held back for the batch.
                queue.drain();
                if (queue.written() >= firstPongEnd || queue.written() > firstPongWritten) {
                    pendingPongs = 0; // they are out, or the peer reads and there is only much before them
                } else if (queue.isStalled()) { // not just on its way, on another thread
                    reset(new ConnectionCutException(
                            "more than " + most + " pongs are pending, and the peer takes nothing"));
                    return;
                }
            }
            long size = answer(ping);
            if (pendingPongs++ == 0) {
                firstPongEnd = queue.appended();
                firstPongWritten = queue.written();
            }
            pushControl(size);
        }
        dispatcher.ping(ping);
    }

    private void pongReceived(ByteBuffer payload) throws Exception {
        RoundTrips awaited = roundTrips;
        if (awaited != null) {
            awaited.pong(payload);
        }
        dispatcher.pong(payload);
    }

    private long answer(ProtocolEvent.PingReceived ping) {
        queue.lock.lock();
        try {
            protocol.answer(ping);
            return queue.appended(null);
        } finally {
            queue.lock.unlock();
        }
    }

    private void closeReceived(ProtocolEvent.CloseReceived close) {
        closeReceived = close;
        closing();
        sendClose(ClosePayload.echo(close));
        endWhenDrained();
        dispatcher.closing(new CloseStatus(close.code(), close.reason(), true));
    }

    private void sendClose(ByteBuffer payload) {
        queue.lock.lock();
        try {
            messages.close(payload);
        } finally {
            queue.lock.unlock();
        }
    }

    private void endWhenDrained() {
        boolean later;
        queue.lock.lock();
        try {
            later = messages.delaysEnd();
        } finally {
            queue.lock.unlock();
        }
        if (!later) {
            queue.endWhenDrained();
        }
    }

    private void failed(ProtocolEvent.Failed failed) {
        noteCause(failed.cause());
        FailureLog.peer(this, failed.cause());
        dispatcher.mute();
        closing();
        sendClose(ClosePayload.encode(failed));
        queue.drain();
        tellError(failed.cause());
        endWhenDrained();
    }

    private void tellError(Throwable cause) {
        if (!errorTold) { // C-046: at most one error event
            errorTold = true;
            dispatcher.error(cause);
        }
    }

    /** Application code threw. Pump thread. */
    void handlerFailed(Throwable thrown) {
        handlerFailed(thrown, false);
    }

    private void handlerFailed(Throwable thrown, boolean known) {
        if (thrown instanceof SourceSender.Failure source) {
            tellError(source.thrown());
            return;
        }
        if (thrown instanceof InterruptedException) {
            Thread.currentThread().interrupt();
        }
        boolean report = options.handlerErrors() == HandlerErrors.REPORT;
        if (errorTold && !report) {
            FailureLog.later(this, thrown);
        } else if (!known && !dispatcher.hasErrorListener()) {
            FailureLog.handler(this, thrown);
        }
        if (report) {
            dispatcher.error(thrown);
            return;
        }
        noteCause(thrown);
        dispatcher.mute();
        tellError(thrown);
        close(CloseCode.INTERNAL_ERROR, "");
    }

    /** The owner's stage may have failed when the listeners know of the end. Pump thread. */
    void openNoticeLate() {
        Throwable failure = openFailure;
        if (openComplete && failure != null) {
            openComplete = false;
            Throwable cause = unwrapped(failure);
            if (!owner.failed(this, cause)) {
                FailureLog.later(this, cause);
            }
        }
    }

    /** Application code threw when the listeners know of the end. Pump thread. */
    void handlerFailedLate(Throwable thrown) {
        if (!(thrown instanceof SourceSender.Failure)) { // whose future tells
            FailureLog.later(this, thrown);
        }
    }

    /** Nobody's code but ours threw. Any thread. */
    void engineFailed(Throwable thrown) {
        FailureLog.engine(this, thrown);
    }

    @Override
    public void callbackFailed(Throwable thrown) {
        FailureLog.callback(this, thrown);
    }

    String label() {
        return FailureLog.label(this);
    }

    void deliverDrained() {
        try {
            dispatcher.drained();
        } catch (Throwable thrown) {
            handlerFailed(thrown);
        }
    }

    /** The peer ended its side without a close frame, or after it. Pump thread. */
    void inputEnded() {
        closing();
        endWhenDrained();
    }

    /** All output is out: ends the output side alone, if the transport can. Pump thread. */
    boolean endOutput() {
        Transport target = transport;
        if (target == null || !target.halfCloseSupported()) {
            return false;
        }
        if (!halfClosed) {
            halfClosed = true;
            target.shutdownOutput();
        }
        return true;
    }

    /** The transport is gone or broken. Any thread. */
    void transportClosed(@Nullable Throwable cause) {
        if (cause != null) {
            noteCause(cause);
        }
        closing();
        Transport target = transport;
        if (target != null && cause != null) {
            target.abort();
        }
        queue.fail(cause == null ? new ConnectionClosedException("the connection was closed") : cause);
        queue.endPatience();
        pump.lost();
    }

    // To CLOSING, from which the close timer leads out at the latest.
    private void closing() {
        queue.lock.lock();
        try {
            if (state == ReadyState.OPEN) {
                state = ReadyState.CLOSING;
            }
            queue.uncork();
            if (closeTimer == null
                    && state == ReadyState.CLOSING
                    && !options.closeTimeout().isZero()) {
                closeTimer = runtime.schedule(this::closeTimedOut, options.closeTimeout());
            }
        } catch (java.util.concurrent.RejectedExecutionException stopped) {
            noteCause(stopped); // the runtime is closed, which ends all connections anyway
        } finally {
            queue.lock.unlock();
        }
    }

    private void closeTimedOut() {
        if (closeReceived == null) { // else only the end of the transport is missing
            noteCause(new ConnectionCutException(
                    "the closing handshake did not end within " + TimeText.of(options.closeTimeout())));
        }
        terminate();
    }

    void noteCause(Throwable cause) {
        if (closeCause == null) {
            closeCause = cause;
        }
    }

    /** The end. Pump thread, once. */
    void finish() {
        state = ReadyState.CLOSED;
        boolean closeWritten = protocol.closeSent() && queue.written() == queue.appended(); // it is the last frame
        cancel(closeTimer);
        WriteStall stall = writeStall;
        if (stall != null) {
            stall.stop();
        }
        if (keepAlive != null) {
            keepAlive.stop();
        }
        Throwable cause = closeCause;
        Throwable reason = cause == null ? new ConnectionClosedException("the connection is closed") : cause;
        queue.fail(reason);
        protocol.endInbound();
        messages.end(reason);
        RoundTrips awaited = roundTrips;
        if (awaited != null) {
            awaited.end(reason);
        }
        owner.ended(this);
        ConnectionCutException cut = cutBy;
        if (cut != null) {
            tellError(cut);
        }
        ProtocolEvent.CloseReceived close = closeReceived;
        dispatcher.closed(
                close == null ? CloseStatus.ABNORMAL : new CloseStatus(close.code(), close.reason(), closeWritten),
                reason);
    }

    private static void cancel(@Nullable Future<?> task) {
        if (task != null) {
            task.cancel(false);
        }
    }

    void received() {
        KeepAlive watch = keepAlive;
        if (watch != null) {
            watch.received();
        }
    }

    @Nullable KeepAlive keepAlive() {
        return keepAlive;
    }

    /** Input is asked for. Pump thread. */
    void listens() {
        KeepAlive watch = keepAlive;
        if (watch != null) {
            watch.listens();
        }
    }

    /** Input is not read for now. Pump thread. */
    void deaf() {
        KeepAlive watch = keepAlive;
        if (watch != null) {
            watch.deaf();
        }
    }

    @Override
    public boolean isOpen() {
        return state == ReadyState.OPEN;
    }

    @Override
    public boolean hasUnreadInput() {
        return pump.hasUnreadInput();
    }

    @Override
    public boolean isPingOut() {
        return queue.written() >= pingEnd;
    }

    @Override
    public void sendPing() {
        ping();
        pingEnd = queue.appended();
    }

    @Override
    public void closeIdle(ConnectionCutException cause) {
        if (isOpen()) {
            noteCause(cause);
            close(CloseCode.GOING_AWAY, "idle timeout");
        }
    }

    @Override
    public void cut(ConnectionCutException cause) {
        noteCut(cause);
        terminate();
    }

    private void noteCut(ConnectionCutException cause) {
        if (closeCause == null) { // else something else ended it
            cutBy = cause;
            FailureLog.peer(this, cause);
        }
        noteCause(cause);
    }

    // The peer takes nothing: an ordinary end would keep what the kernel holds for it.
    @Override
    public void reset(ConnectionCutException cause) {
        noteCut(cause);
        Transport target = transport;
        if (state == ReadyState.CLOSED || target == null) {
            return;
        }
        closing();
        target.abort();
        queue.fail(cause);
        pump.end();
    }

    // --- the queue's events: drainer ---------------------------------------------------------------------------------

    OutboundQueue queue() {
        return queue;
    }

    boolean tooMuchOutput() {
        if (queue.pending() + messages.bytes() > options.highWaterBytes()) {
            aboveHigh = true;
            return true;
        }
        return false;
    }

    /**
     * Whether reading has to wait for queued output, so that what a peer makes this side send is bounded. A client waits
     * only for what its callbacks send, as an application that sends much at once and a server that answers it would
     * else wait for each other; a server waits for all of it, as its answers may come from any thread. Pump thread.
     */
    boolean readingMustWait() {
        return (server || answers() > options.highWaterBytes()) && tooMuchOutput();
    }

    private long answers() {
        return queue.written() >= answersEnd ? 0 : answers;
    }

    private void countAnswer(long size) {
        answers = answers() + size;
        answersEnd = queue.appended();
    }

    @Override
    public void wrote() {
        if (aboveHigh && queue.pending() + messages.bytes() <= options.highWaterBytes() / 4) {
            aboveHigh = false;
            pump.drained();
        }
    }

    @Override
    public void resumed() {
        KeepAlive watch = keepAlive;
        if (watch != null) {
            watch.outputTaken();
        }
        WriteStall stall = writeStall;
        if (stall != null) {
            stall.taken();
        }
    }

    @Override
    public void stalled() {
        WriteStall stall = writeStall;
        if (stall == null) {
            stall = new WriteStall(this, runtime::schedule, runtime.executor(), options.writeTimeout());
            writeStall = stall;
        }
        stall.stalled();
    }

    @Override
    public boolean isStalled() {
        return queue.isStalled() && state != ReadyState.CLOSED;
    }

    // A container that runs callbacks on its own thread may tell that thread alone that it can write.
    @Override
    public boolean wouldWrite() {
        return !queue.isCalling() && !pump.isBusyInline();
    }

    @Override
    public void tryToWrite() {
        queue.drain();
    }

    @Override
    public void ended() {
        pump.outputEnded();
    }

    @Override
    public void cutOff() {
        Transport target = transport;
        if (target != null) {
            target.close();
        }
    }

    @Override
    public void broken(Throwable cause) {
        // Input that arrived before the connection broke is still to be delivered: the pump reads on to the
        // end.
        if (cause instanceof Error) { // else the transport's, which a peer can bring about
            FailureLog.engine(this, cause);
        }
        if (state != ReadyState.CLOSED) { // else it was cut, and this is the rest
            noteCause(cause);
            closing();
            pump.readOn();
        }
    }

    // --- sending -----------------------------------------------------------------------------------------------------

    @Override
    public void send(String text) {
        long size = encode(text);
        if (size > 0) {
            push(size);
        } else {
            send(Message.text(text), SendOptions.DEFAULT, null);
        }
    }

    // Returns 0 when the message cannot be encoded at once.
    private long encode(String text) {
        queue.lock.lock();
        try {
            if (!maySend()) {
                return 0;
            }
            protocol.sendText(text);
            return queue.appended(null);
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public void send(ByteBuffer data) {
        long size = encode(data);
        if (size > 0) {
            push(size);
        } else {
            send(Message.binary(data), SendOptions.DEFAULT, null);
        }
    }

    // Returns 0 when the message cannot be encoded at once.
    private long encode(ByteBuffer data) {
        queue.lock.lock();
        try {
            if (!maySend()) {
                return 0;
            }
            protocol.sendBinary(data);
            return queue.appended(null);
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public void send(Message message, SendOptions sendOptions, @Nullable SendCallback callback) {
        Message typed = typed(message, sendOptions);
        long size = encode(typed, sendOptions, callback);
        if (size > 0) {
            push(size);
        } else {
            offer(new Outgoing(typed, sendOptions.fin(), sendOptions.compress(), sendOptions.mask(), callback), false);
        }
    }

    private static Message typed(Message message, SendOptions sendOptions) {
        return sendOptions.binary() == null ? message : message.withBinary(sendOptions.binary());
    }

    private long encode(Message message, SendOptions sendOptions, @Nullable SendCallback callback) {
        queue.lock.lock();
        try {
            if (!maySend()) {
                return 0;
            }
            protocol.sendMessage(message, sendOptions.fin(), sendOptions.compress(), sendOptions.mask());
            return queue.appended(callback);
        } finally {
            queue.lock.unlock();
        }
    }

    // Where the message could not be encoded at once.
    private void offer(Outgoing message, boolean waits) {
        ReadyState now;
        boolean mine = false;
        queue.lock.lock();
        try {
            now = stateForSending();
            if (now == ReadyState.OPEN) {
                if (waits) {
                    messages.requireNoStreamOfThisThread();
                }
                mine = messages.offer(message);
            }
        } finally {
            queue.lock.unlock();
        }
        if (mine) {
            messages.work(message);
        } else if (now == ReadyState.OPEN) {
            push(0); // what it waited for may have ended just before, and then it is encoded
        } else {
            refuse(now, message.message().buffer().remaining(), 1, message.callback());
        }
    }

    void send(PreparedMessage prepared, @Nullable SendCallback callback) {
        long size = 0;
        queue.lock.lock();
        try {
            if (server && maySend() && protocol.sendEncoded(prepared.frame())) {
                size = queue.appended(callback);
            }
        } finally {
            queue.lock.unlock();
        }
        if (size > 0) {
            push(size);
        } else if (messages.sharesPrepared()) {
            offer(new Outgoing(prepared.message(), prepared, true, true, null, callback, null), false);
        } else {
            send(prepared.message(), SendOptions.DEFAULT, callback);
        }
    }

    /** A message was encoded by whoever had the turn. */
    @Override
    public void encoded(long size) {
        push(size);
    }

    @Override
    public boolean continueElsewhere(Runnable task) {
        try {
            runtime.executor().execute(task);
            return true;
        } catch (RuntimeException refused) {
            return false; // the executor is shut down
        }
    }

    @Override
    public void transformFailed(Throwable cause) {
        FailureLog.engine(this, cause);
        noteCause(cause);
        terminate();
    }

    // Lock held.
    private boolean maySend() {
        return state == ReadyState.OPEN && messages.isDirect();
    }

    // Lock held.
    private ReadyState stateForSending() {
        ReadyState now = state;
        if (now == ReadyState.CONNECTING) {
            throw new IllegalStateException("WebSocket is not open: readyState 0 (CONNECTING)");
        }
        return now;
    }

    private void refuse(ReadyState now, int bytes, int messages, @Nullable SendCallback callback) {
        queue.lock.lock();
        try {
            long bytesBefore = refusedBytes;
            refusedBytes = bytesBefore + bytes; // the lock makes it one step
            long messagesBefore = droppedMessages;
            droppedMessages = messagesBefore + messages;
        } finally {
            queue.lock.unlock();
        }
        if (callback != null) {
            queue.tell(
                    callback,
                    new ConnectionClosedException(
                            "WebSocket is not open: readyState " + now.code() + " (" + now + ")"));
        }
    }

    // Nobody who waits for a pong, or for an answer to a ping, is kept waiting by a cork.
    private void pushControl(long size) {
        push(size);
        if (queue.isCorked()) {
            queue.drain();
        }
    }

    // Out with it, unless the connection is corked, or the pump has more input in hand, whose answers go out together
    // with this.
    private void push(long size) {
        long pending = queue.pending();
        if (pending > options.highWaterBytes()) {
            aboveHigh = true;
        }
        boolean inPump = pump.isCurrent();
        if (inPump && !server) {
            countAnswer(size);
        }
        if (pending < HOLD_LIMIT && queue.isCorked() && !aboveHigh) {
            return; // above the high mark nothing is read, and maybe nobody would ever uncork
        }
        if (pending < HOLD_LIMIT && inPump && pump.hasInput()) {
            if (holdSlot < 0) {
                queue.beginHold();
                holdSlot = runtime.sweeper().hold(queue);
            }
            if (holdSlot >= 0) {
                held = true;
                return;
            }
        }
        queue.drain();
    }

    /** The input in hand is used up: what was held goes out. Pump thread. */
    void letGo() {
        if (holdSlot >= 0) {
            runtime.sweeper().letGo(holdSlot);
            holdSlot = -1;
        }
        if (held) {
            held = false;
            queue.drainUnlessCorked();
        }
    }

    @Override
    public void cork() {
        queue.drain(); // what was sent before is not meant
        queue.lock.lock();
        try {
            if (state == ReadyState.OPEN) {
                queue.cork();
            }
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public void uncork() {
        queue.uncork();
        queue.drain();
    }

    @Override
    public void sendBlocking(String text, Duration timeout) throws IOException {
        boolean inPump = requireNotNegative(timeout);
        long size = encode(text);
        if (size > 0) {
            push(size);
            awaitWritten(timeout, inPump);
        } else {
            offerWaiting(Message.text(text), SendOptions.DEFAULT, timeout, inPump);
        }
    }

    @Override
    public void sendBlocking(ByteBuffer data, Duration timeout) throws IOException {
        boolean inPump = requireNotNegative(timeout);
        long size = encode(data);
        if (size > 0) {
            push(size);
            awaitWritten(timeout, inPump);
        } else {
            offerWaiting(Message.binary(data), SendOptions.DEFAULT, timeout, inPump);
        }
    }

    @Override
    public void sendBlocking(Message message, SendOptions sendOptions, Duration timeout) throws IOException {
        boolean inPump = requireNotNegative(timeout);
        Message typed = typed(message, sendOptions);
        long size = encode(typed, sendOptions, null);
        if (size > 0) {
            push(size);
            awaitWritten(timeout, inPump);
        } else {
            offerWaiting(typed, sendOptions, timeout, inPump);
        }
    }

    private void offerWaiting(Message message, SendOptions sendOptions, Duration timeout, boolean inPump)
            throws IOException {
        SendWaiter waiter = new SendWaiter();
        offer(new Outgoing(message, sendOptions.fin(), sendOptions.compress(), sendOptions.mask(), waiter), true);
        if (waiter.isDone() || !isQueuedEnough(inPump)) {
            await(waiter, timeout, inPump);
        }
    }

    // Without a waiter where the transport took everything at once, as it nearly always does.
    private void awaitWritten(Duration timeout, boolean inPump) throws IOException {
        if (!queue.isAllWritten() && !isQueuedEnough(inPump)) {
            SendWaiter waiter = new SendWaiter();
            queue.whenWritten(waiter);
            await(waiter, timeout, inPump);
        }
    }

    // Whether a blocking send may leave its message in the queue, for it goes out with others.
    private boolean isQueuedEnough(boolean inPump) {
        return queue.pending() + messages.bytes() < HOLD_LIMIT && (queue.isCorked() || (inPump && pump.hasInput()));
    }

    // Returns whether this is the pump's thread.
    private boolean requireNotNegative(Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("timeout is " + timeout + ", must not be negative");
        }
        return pump.isCurrent();
    }

    /** {@return whether the calling thread may wait for output} */
    boolean mayBlock(boolean inPump) {
        Transport target = transport;
        return !inPump || !pump.isOnForeignThread() || (target != null && target.blockingAllowed());
    }

    /**
     * Tells where callbacks run: with {@link dev.ws.Dispatch#AUTO}, the transport decides.
     *
     * @return whether on threads of the transport, not of the executor; known from the first callback on
     */
    public boolean isInline() {
        return pump.isInline();
    }

    /** {@return whether the calling thread is inside a callback of this connection, which cannot end meanwhile} */
    public boolean isPumpThread() {
        return pump.isCurrent();
    }

    /**
     * Waits for a message or part to be written, for the given time or, if that is zero, the one of the options.
     *
     * @throws IllegalStateException when it is not written and this thread must not wait; the time runs all the same
     */
    void await(SendWaiter waiter, Duration timeout, boolean inPump) throws IOException {
        Duration patience = timeout.isZero() ? options.sendTimeout() : timeout;
        if (!waiter.isDone()) {
            queue.drain();
        }
        if (!waiter.isDone() && !mayBlock(inPump)) {
            scheduleEnd(waiter, patience);
            throw new IllegalStateException("the message is queued, but this thread must not wait until it is written:"
                    + " use Dispatch.EXECUTOR or AUTO, or send with a callback");
        }
        // A container may not tell this thread that it can write while it is inside the container's read callback.
        boolean poll = inPump && pump.isOnForeignThread();
        if (!waiter.await(patience, poll ? queue::drain : null)) {
            throw endLate(patience);
        }
        waiter.check();
    }

    private void scheduleEnd(SendWaiter waiter, Duration patience) {
        try {
            var unused = runtime.schedule(
                    () -> {
                        if (!waiter.isDone()) {
                            endLate(patience);
                        }
                    },
                    patience);
        } catch (java.util.concurrent.RejectedExecutionException stopped) {
            noteCause(stopped); // the runtime is closed, which ends all connections anyway
        }
    }

    private IOException endLate(Duration patience) {
        ConnectionCutException late =
                new ConnectionCutException("the message was not written within " + TimeText.of(patience));
        cut(late);
        return late;
    }

    @Override
    public Writer openText() {
        return new MessageWriter(open(false));
    }

    @Override
    public OutputStream openBinary() {
        return new MessageOutputStream(open(true));
    }

    private PartStream open(boolean binary) {
        queue.lock.lock();
        try {
            ReadyState now = stateForSending();
            if (now == ReadyState.OPEN && !messages.openStream()) {
                throw OutboundMessages.insideMessage();
            }
            return new PartStream(this, queue, messages, SendOptions.DEFAULT.withBinary(binary), null);
        } finally {
            queue.lock.unlock();
        }
    }

    @Override
    public CompletableFuture<Void> sendAsync(InputStream source, SendOptions sendOptions) {
        return send(source, null, sendOptions);
    }

    @Override
    public CompletableFuture<Void> sendAsync(Path file, SendOptions sendOptions) {
        return send(null, file, sendOptions);
    }

    private CompletableFuture<Void> send(@Nullable InputStream source, @Nullable Path file, SendOptions sendOptions) {
        if (!sendOptions.fin()) {
            throw new IllegalArgumentException("a source is a whole message");
        }
        SourceSender sender = new SourceSender(
                source,
                file,
                runtime.streamExecutor(),
                whenSent -> new PartStream(this, queue, messages, sendOptions, whenSent),
                this::sourceFailed);
        ReadyState now;
        boolean mine = false;
        queue.lock.lock();
        try {
            now = stateForSending();
            if (now == ReadyState.OPEN) {
                mine = messages.offerSource(sender);
            }
        } finally {
            queue.lock.unlock();
        }
        if (mine) {
            sender.start();
        } else if (now != ReadyState.OPEN) {
            refuse(now, 0, 1, sender);
        }
        return sender.sent();
    }

    // C-032: no close frame, as it must not seem that the message was meant to end here.
    private void sourceFailed(Throwable cause) {
        if (queue.failure() != null) {
            return; // it failed because the connection did
        }
        noteCause(cause);
        closing();
        messages.sourceFailed(cause);
        pump.handlerFailed(new SourceSender.Failure(cause));
        endWhenDrained();
    }

    @Override
    public void ping(ByteBuffer payload, @Nullable SendCallback callback) {
        control(payload, callback, true);
    }

    @Override
    public void pong(ByteBuffer payload, @Nullable SendCallback callback) {
        control(payload, callback, false);
    }

    @Override
    public CompletableFuture<Duration> pingRoundTrip() {
        RoundTrips awaited;
        queue.lock.lock();
        try {
            awaited = roundTrips;
            if (awaited == null) {
                awaited = new RoundTrips();
                roundTrips = awaited;
            }
        } finally {
            queue.lock.unlock();
        }
        return awaited.start(this);
    }

    private void control(ByteBuffer payload, @Nullable SendCallback callback, boolean ping) {
        if (payload.remaining() > MAX_CONTROL_PAYLOAD) {
            throw new IllegalArgumentException("The data size must not be greater than " + MAX_CONTROL_PAYLOAD
                    + " bytes, is " + payload.remaining());
        }
        ReadyState now;
        long size = 0;
        queue.lock.lock();
        try {
            now = stateForSending();
            if (now == ReadyState.OPEN) {
                if (ping) {
                    protocol.sendPing(payload);
                } else {
                    protocol.sendPong(payload);
                }
                size = queue.appended(callback);
            }
        } finally {
            queue.lock.unlock();
        }
        if (now == ReadyState.OPEN) {
            pushControl(size);
        } else {
            refuse(now, payload.remaining(), 0, callback);
        }
    }

    // --- closing and flow --------------------------------------------------------------------------------------------

    @Override
    public void close() {
        close(CloseCode.NO_STATUS, "");
    }

    @Override
    public void close(int code, String reason) {
        ByteBuffer payload = ClosePayload.encode(code, reason); // bad arguments change nothing
        dispatcher.unwanted();
        if (state == ReadyState.CONNECTING && giveUp(closedEarly(), true)) {
            return;
        }
        queue.lock.lock();
        try {
            if (state != ReadyState.OPEN) {
                return;
            }
            closing();
            messages.close(payload);
        } finally {
            queue.lock.unlock();
        }
        queue.drain();
    }

    private static ConnectionClosedException closedEarly() {
        return new ConnectionClosedException("WebSocket was closed before the connection was established");
    }

    @Override
    public void terminate() {
        if (state == ReadyState.CONNECTING && giveUp(closedEarly(), true)) {
            return;
        }
        Transport target = transport;
        if (state == ReadyState.CLOSED || target == null) {
            return;
        }
        dispatcher.unwanted();
        closing();
        if (queue.cut(new ConnectionClosedException("the connection was terminated"))) {
            runtime.scheduleOrAtEnd(queue::endPatience, CUT_PATIENCE);
        }
        pump.end();
    }

    @Override
    public void pause() {
        ReadyState now = state;
        if (now == ReadyState.OPEN || now == ReadyState.CLOSING) {
            pump.hold(InboundPump.PAUSED);
        }
    }

    @Override
    public void resume() {
        pump.release(InboundPump.PAUSED);
    }

    @Override
    public boolean isPaused() {
        ReadyState now = state;
        return (now == ReadyState.OPEN || now == ReadyState.CLOSING) && pump.isHeld(InboundPump.PAUSED);
    }

    // --- what there is to know ---------------------------------------------------------------------------------------

    @Override
    public long id() {
        return id;
    }

    @Override
    public ReadyState readyState() {
        return state;
    }

    @Override
    public Optional<URI> url() {
        return Optional.ofNullable(agreement.url());
    }

    @Override
    public String protocol() {
        return agreement.subprotocol();
    }

    @Override
    public List<String> extensions() {
        return agreement.extensions().stream().map(Extension::token).toList();
    }

    @Override
    public String agreedExtensions() {
        return agreement.extensionsField();
    }

    @Override
    public @Nullable CompressionStatus compression() {
        for (Extension extension : agreement.extensions()) {
            if (extension instanceof PerMessageDeflate deflate) {
                return deflate.status();
            }
        }
        return null;
    }

    @Override
    public HandshakeRequest handshake() {
        return agreement.request();
    }

    @Override
    public long bufferedAmount() {
        return queue.pending() + messages.bytes() + refusedBytes;
    }

    @Override
    public long droppedMessages() {
        return droppedMessages;
    }

    @Override
    public Map<String, Object> attributes() {
        Map<String, Object> known = attributes;
        if (known == null) {
            queue.lock.lock();
            try {
                known = attributes;
                if (known == null) {
                    known = new ConcurrentHashMap<>(4);
                    attributes = known;
                }
            } finally {
                queue.lock.unlock();
            }
        }
        return known;
    }

    @Override
    public WebSocketOptions options() {
        return options;
    }

    @Override
    public @Nullable Throwable closeCause() {
        return closeCause;
    }

    // --- receiving ---------------------------------------------------------------------------------------------------

    @Override
    public WebSocket addListener(WebSocketListener listener) {
        dispatcher.add(listener);
        return this;
    }

    @Override
    public WebSocket removeListener(WebSocketListener listener) {
        dispatcher.remove(listener);
        return this;
    }

    @Override
    public WebSocket addListener(EventType type, WebSocketListener listener, boolean once) {
        dispatcher.add(new TypedListener(type, listener, once));
        return this;
    }

    @Override
    public WebSocket removeListener(EventType type, WebSocketListener listener) {
        dispatcher.remove(new TypedListener(type, listener, false));
        return this;
    }

    @Override
    public WebSocket binaryType(BinaryType type) {
        dispatcher.binaryType(type);
        return this;
    }

    @Override
    public BinaryType binaryType() {
        return dispatcher.binaryType();
    }

    @Override
    public WebSocket maxTextMessage(long bytes) {
        dispatcher.maxText(requireNotNegative(bytes));
        return this;
    }

    @Override
    public WebSocket maxBinaryMessage(long bytes) {
        dispatcher.maxBinary(requireNotNegative(bytes));
        return this;
    }

    private static long requireNotNegative(long bytes) {
        if (bytes < 0) {
            throw new IllegalArgumentException("the limit is " + bytes + ", must not be negative");
        }
        return bytes;
    }

    @Override
    public WebSocket textParts(@Nullable MessageSink<String> sink) {
        dispatcher.textSink(sink == null ? null : new TextParts(sink));
        return this;
    }

    @Override
    public WebSocket binaryParts(@Nullable MessageSink<ByteBuffer> sink) {
        dispatcher.binarySink(sink == null ? null : new BinaryParts(options.borrowMessages(), sink));
        return this;
    }

    @Override
    public WebSocket binaryFragments(@Nullable BiConsumer<WebSocket, List<ByteBuffer>> handler) {
        dispatcher.binarySink(
                handler == null ? null : new BinaryFragments(fragments -> handler.accept(this, fragments)));
        return this;
    }

    @Override
    public WebSocket textStream(@Nullable Executor executor, @Nullable StreamHandler<Reader> handler) {
        dispatcher.textSink(
                handler == null
                        ? null
                        : streamSink(
                                executor,
                                stream -> handler.handle(this, new InputStreamReader(stream, StandardCharsets.UTF_8))));
        return this;
    }

    @Override
    public WebSocket binaryStream(@Nullable Executor executor, @Nullable StreamHandler<InputStream> handler) {
        dispatcher.binarySink(handler == null ? null : streamSink(executor, stream -> handler.handle(this, stream)));
        return this;
    }

    private StreamSink streamSink(@Nullable Executor executor, StreamSink.Handler handler) {
        return new StreamSink(executor == null ? runtime.streamExecutor() : executor, pump, handler);
    }

    @Override
    public String toString() {
        return "WebSocket " + id + " " + state;
    }
}
