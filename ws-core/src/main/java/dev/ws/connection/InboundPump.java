package dev.ws.connection;

import dev.ws.Dispatch;
import dev.ws.frame.BufferPool;
import dev.ws.message.MessageFlow;
import dev.ws.protocol.ProtocolEvent;
import dev.ws.protocol.WebSocketProtocol;
import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The only loop of a connection: reads, asks the protocol for events, gives them to the connection. At most one thread
 * runs it; a wake-up during a run makes it go round once more. While a reason to hold is in force it neither reads nor
 * delivers, and keeps what it has in hand.
 *
 * <p>Wake-ups by the transport run it at once in INLINE dispatch, and in AUTO dispatch where they may be
 * blocked; all others go to the executor.
 */
final class InboundPump implements Runnable, TransportEvents, MessageFlow {
    /** Reason to hold: the application paused. */
    static final int PAUSED = 1;
    /** Reason to hold: the stage returned by the owner's {@code opened} is not complete. */
    static final int OPENING = 2;
    /** Reason to hold: too much output is queued. */
    static final int OUTPUT = 4;
    /** Reason to hold: a sink on another thread is busy. */
    static final int SINK = 8;
    /** Reason to hold: nobody listens to messages yet. */
    static final int UNHEARD = 16;

    // Buffers read in one run, so that a flooding peer does not keep a thread that serves others too.
    private static final int MOST_READS = 16;

    private final WebSocketConnection connection;
    private final WebSocketProtocol protocol;
    private final BufferPool pool;
    private final Executor executor;
    private final boolean oneEventPerTask;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicInteger holds = new AtomicInteger();

    private @Nullable Transport transport; // set once before the first run
    private boolean inline; // set once before the first run
    private volatile boolean refused; // any, once; the executor takes no tasks any more
    private volatile @Nullable Thread thread; // the running thread
    private volatile boolean readReady = true; // set by the transport, cleared by the pump
    private volatile boolean gone; // any, once; nothing more is to be delivered
    private volatile boolean lost; // any, once; the transport is gone, what was read is still to be delivered
    private volatile boolean outputEnded; // drainer, once
    private volatile @Nullable ArrayDeque<Throwable> handlerFailures; // outbound lock; taken by the pump
    private volatile boolean drained; // drainer; taken by the pump
    private @Nullable ByteBuffer in; // pump thread; borrowed while there is input in hand
    private boolean shortRead; // pump thread; the last read found less than there was room for
    private boolean largeReads; // pump thread; the last read filled its buffer
    private boolean opened; // pump thread
    private boolean inputEnded; // pump thread
    private boolean ending; // pump thread; over, except that what was received may still find a listener
    private boolean finished; // pump thread

    InboundPump(WebSocketConnection connection, WebSocketProtocol protocol, ConnectionRuntime runtime) {
        this.connection = connection;
        this.protocol = protocol;
        this.pool = runtime.buffers();
        this.executor = runtime.executor();
        this.oneEventPerTask = !connection.options().allowSynchronousEvents();
    }

    // --- wake-ups ----------------------------------------------------------------------------------------------------

    void start(Transport source) {
        transport = source;
        Dispatch dispatch = connection.options().dispatch();
        inline = dispatch == Dispatch.INLINE || (dispatch == Dispatch.AUTO && source.blockingAllowed());
        source.start(this);
        wakeFromTransport();
    }

    @Override
    public void readable() {
        readReady = true;
        wakeFromTransport();
    }

    @Override
    public void writable() {
        if (inline && requests.getAndIncrement() == 0) {
            connection.queue().drain(); // what this wakes up goes on here, without another thread
            run();
        } else {
            connection.queue().drain();
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        connection.transportClosed(cause);
    }

    private void wakeFromTransport() {
        if (requests.getAndIncrement() == 0) {
            if (inline) {
                run();
            } else {
                execute();
            }
        }
    }

    /** Makes the pump go round: at once if it runs, else on the executor. Any thread. */
    void wake() {
        if (requests.getAndIncrement() == 0) {
            execute();
        }
    }

    private void execute() {
        try {
            executor.execute(this);
        } catch (RuntimeException shutDown) {
            // Better here than never, as the close event must come.
            refused = true;
            run();
        }
    }

    /** The transport is gone; what was read before is delivered first. Any thread. */
    void lost() {
        lost = true;
        wake();
    }

    /** The connection is cut. Any thread. */
    void end() {
        gone = true;
        wake();
    }

    /** Reads although the transport did not ask for it: it may have broken. Any thread. */
    void readOn() {
        readReady = true;
        wake();
    }

    /** All output is out and no more will come. Drainer. */
    void outputEnded() {
        outputEnded = true;
        wake();
    }

    /** Output fell below the low mark. Drainer. */
    void drained() {
        drained = true;
        holds.getAndUpdate(old -> old & ~OUTPUT);
        wake();
    }

    boolean isHeld(int reason) {
        return (holds.get() & reason) != 0;
    }

    void hold(int reason) {
        holds.getAndUpdate(old -> old | reason);
    }

    void release(int reason) {
        if ((holds.getAndUpdate(old -> old & ~reason) & reason) != 0) {
            wake();
        }
    }

    @Override
    public void hold() {
        hold(SINK);
    }

    @Override
    public void release() {
        release(SINK);
    }

    @Override
    public void handlerFailed(Throwable cause) {
        ReentrantLock lock = connection.queue().lock;
        lock.lock();
        try {
            ArrayDeque<Throwable> waiting = handlerFailures;
            if (waiting == null) {
                waiting = new ArrayDeque<>(1);
                handlerFailures = waiting;
            }
            waiting.add(cause);
        } finally {
            lock.unlock();
        }
        wake();
    }

    private @Nullable Throwable nextHandlerFailure() {
        if (handlerFailures == null) {
            return null;
        }
        ReentrantLock lock = connection.queue().lock;
        lock.lock();
        try {
            ArrayDeque<Throwable> waiting = handlerFailures;
            Throwable next = waiting == null ? null : waiting.poll();
            if (next == null) {
                handlerFailures = null;
            }
            return next;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public String toString() {
        return connection.label();
    }

    // --- the loop ----------------------------------------------------------------------------------------------------

    /** {@return whether callbacks run on threads of the transport; any thread once the pump has run} */
    boolean isInline() {
        return inline;
    }

    /** {@return whether a thread of the transport runs callbacks; any thread} */
    boolean isBusyInline() {
        return inline && thread != null;
    }

    /** {@return whether the running thread may be one of the transport, not of the executor; pump thread only} */
    boolean isOnForeignThread() {
        return inline || refused;
    }

    /** {@return whether there is input that was told and not read yet; any thread} */
    boolean hasUnreadInput() {
        return readReady;
    }

    /** Makes the callbacks of a connection that was never started, whose pump does not run. */
    void call(Runnable callbacks) {
        thread = Thread.currentThread();
        try {
            callbacks.run();
        } finally {
            thread = null;
        }
    }

    /** {@return whether the calling thread runs this pump} */
    boolean isCurrent() {
        return thread == Thread.currentThread();
    }

    /** {@return whether the pump has input in hand that it has not decoded; pump thread only} */
    boolean hasInput() {
        ByteBuffer buffer = in;
        return buffer != null && buffer.hasRemaining();
    }

    @Override
    public void run() {
        int served;
        do {
            served = requests.get();
            thread = Thread.currentThread();
            boolean again;
            try {
                again = cycle();
            } catch (Throwable broken) {
                // A fault of ours or of the JVM: the connection must still end, and with a close event.
                again = false;
                connection.engineFailed(broken);
                connection.transportClosed(broken);
                end();
            } finally {
                thread = null;
            }
            if (again) {
                try {
                    executor.execute(this); // the requests stay unserved, so nobody else starts a run
                    return;
                } catch (RuntimeException shutDown) {
                    refused = true;
                    served = 0; // once more here
                }
            }
        } while (requests.addAndGet(-served) != 0);
    }

    // Returns whether to go on in a task of its own.
    private boolean cycle() {
        if (finished) {
            failedLate();
            return false;
        }
        if (ending) {
            finish();
            return false;
        }
        if (!opened && !gone && !lost) {
            opened = true;
            connection.opened();
        }
        int reads = 0;
        while (true) {
            if (gone) {
                finish();
                return false;
            }
            notices();
            if (outputEnded && !lost && !endOutput()) {
                return false;
            }
            // After the closing handshake, a failure or the end of input, nothing may delay the end.
            if (!outputEnded && held()) {
                connection.deaf();
                if (lost && !hasInput() && !protocol.hasMore()) {
                    finish();
                    return false;
                }
                break;
            }
            ByteBuffer buffer = in;
            if (connection.deliverEarly() || deliverNext(buffer)) {
                if (oneEventPerTask && !gone) {
                    connection.letGo();
                    return true;
                }
            } else if (lost) {
                finish();
                return false;
            } else if (reads++ == MOST_READS) {
                shortRead = true; // lets others have their turn: the transport will tell at once
                fill();
                break;
            } else if (!fill()) {
                break;
            }
        }
        connection.letGo();
        return false;
    }

    private boolean deliverNext(@Nullable ByteBuffer buffer) {
        ProtocolEvent event = buffer == null ? null : protocol.receive(buffer);
        if (event == null) {
            return false;
        }
        connection.deliver(event);
        return true;
    }

    private boolean held() {
        if (connection.queue().failure() != null) {
            // Nothing can be answered any more, so neither a pause nor queued output delays the end.
            return (holds.get() & (OPENING | SINK)) != 0;
        }
        if (holds.get() != 0) {
            return true;
        }
        if (!connection.readingMustWait()) {
            return false;
        }
        hold(OUTPUT);
        if (connection.readingMustWait()) {
            return true;
        }
        holds.getAndUpdate(old -> old & ~OUTPUT);
        return false;
    }

    private void notices() {
        connection.openNotice();
        connection.earlyNotice();
        Throwable failed = nextHandlerFailure();
        if (failed != null) {
            connection.deaf();
            connection.handlerFailed(failed);
        }
        if (drained) {
            drained = false;
            connection.deaf();
            connection.deliverDrained();
        }
    }

    private Transport transport() {
        Transport source = transport;
        if (source == null) {
            throw new AssertionError("not started");
        }
        return source;
    }

    // Gets the next input. False: there is none now, and the transport will tell; or the input ended.
    private boolean fill() {
        connection.letGo();
        ByteBuffer buffer = in;
        if (inputEnded || gone) {
            releaseBuffer();
            return false;
        }
        if (shortRead || !readReady) {
            shortRead = false;
            await();
            return false;
        }
        if (buffer != null && largeReads == (buffer.capacity() == BufferPool.LARGE)) {
            buffer.clear();
        } else {
            releaseBuffer();
            buffer = largeReads ? pool.large() : pool.small();
            in = buffer;
        }
        int count;
        try {
            count = transport().read(buffer);
        } catch (IOException | RuntimeException broken) {
            releaseBuffer();
            connection.transportClosed(broken);
            return true; // round once more: to the end
        }
        if (count > 0) {
            buffer.flip();
            shortRead = count < buffer.capacity();
            largeReads = !shortRead || (largeReads && count > BufferPool.SMALL / 2);
            connection.received();
            return true;
        }
        releaseBuffer();
        if (count < 0) {
            inputEnded = true;
            connection.inputEnded();
            return outputEnded;
        }
        await();
        return false;
    }

    private void await() {
        releaseBuffer();
        readReady = false;
        connection.listens();
        transport().awaitReadable();
    }

    private void releaseBuffer() {
        ByteBuffer buffer = in;
        in = null;
        if (buffer != null) {
            pool.release(buffer);
        }
    }

    // Everything is sent. Returns false when the connection is finished.
    private boolean endOutput() {
        if (!inputEnded) {
            if (connection.endOutput()) {
                return true; // the transport half-closed: what still comes is read and dropped until the peer's FIN
            }
            discardInput();
        }
        gone = true;
        transport().close();
        finish();
        return false;
    }

    // Unread input would make the kernel answer the close with RST, which can destroy what the peer has not read yet.
    private void discardInput() {
        ByteBuffer buffer = pool.small();
        try {
            for (int i = 0; i < MOST_READS; i++) {
                if (transport().read(buffer.clear()) <= 0) {
                    break;
                }
            }
        } catch (IOException | RuntimeException broken) {
            connection.noteCause(broken);
        } finally {
            pool.release(buffer);
        }
    }

    private void finish() {
        if (finished) {
            return;
        }
        connection.letGo();
        releaseBuffer();
        connection.earlyNotice();
        // Asked first: whoever comes after that wakes this up again.
        boolean mayWait = ending || connection.mayAwaitListener();
        boolean given = true;
        while (given && connection.isEarlyWanted() && !isHeld(PAUSED) && !isHeld(SINK)) {
            given = connection.deliverEarly();
        }
        if (mayWait && connection.isEarlyWanted()) {
            ending = true;
            return;
        }
        finished = true;
        failedLate();
        connection.finish();
    }

    private void failedLate() {
        connection.openNoticeLate();
        for (Throwable late = nextHandlerFailure(); late != null; late = nextHandlerFailure()) {
            connection.handlerFailedLate(late);
        }
    }
}
