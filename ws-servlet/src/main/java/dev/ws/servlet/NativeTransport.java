package dev.ws.servlet;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.NetworkChannel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.SocketChannel;
import java.nio.channels.WritableByteChannel;
import org.jspecify.annotations.Nullable;

/**
 * What the transports over a container's own connection have in common: demand for input, the rest of a short write,
 * and the one end. On a plain connection channels that lead straight to the socket are read and written, past the
 * container's buffers; the container then only tells when there is input (its pollers are level-triggered) and writes
 * what the kernel did not take. Everything else (TLS, asynchronous channels) goes through the container.
 *
 * <p>Longer than most: demand, short writes and the end meet in the same few fields, whose orders of access make it
 * correct.
 */
abstract class NativeTransport implements Transport, Lingering.Rest {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    /** A heap buffer is copied to native memory before each write, all of it: offering far more than fits costs twice. */
    private static final int SLICE_BYTES = 128 * 1024;

    /** How much of a short write is kept for the container to write, so that it tells when the socket is writable. */
    private static final int REST_BYTES = 16 * 1024;

    /** Somebody called {@link #awaitReadable()} and was not answered yet. */
    private static final int DEMANDED = 1;

    /** A container thread is in {@link #inputReady()}; it looks at the demand again before it leaves. */
    private static final int DELIVERING = 2;

    private static final VarHandle READING;
    private static final VarHandle SIGNALS;
    private static final VarHandle TOLD;
    private static final VarHandle CLOSING;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            READING = lookup.findVarHandle(NativeTransport.class, "reading", int.class);
            SIGNALS = lookup.findVarHandle(NativeTransport.class, "signals", int.class);
            TOLD = lookup.findVarHandle(NativeTransport.class, "told", boolean.class);
            CLOSING = lookup.findVarHandle(NativeTransport.class, "closing", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final @Nullable ReadableByteChannel source; // null when bytes go through the container
    private final @Nullable WritableByteChannel sink; // likewise
    private final Lingering lingering;

    private volatile @Nullable TransportEvents events; // set by start()

    @SuppressWarnings("unused")
    private volatile int reading; // any thread, through READING

    @SuppressWarnings("unused")
    private volatile int signals; // any thread, through SIGNALS: calls of writable() not made yet

    @SuppressWarnings("unused")
    private volatile boolean told; // any thread, through TOLD: closed() was called

    private volatile boolean held; // true until the pump found nothing that was read before the upgrade
    private @Nullable ByteBuffer early; // written before the first event, then the pump's
    private boolean drained; // pump: the last read left room, so the next one would find nothing
    private volatile boolean writePending; // set by the drainer, cleared by whoever completes the write
    private volatile @Nullable Throwable broken; // set by whoever completes a write
    private volatile boolean letGo; // any thread: close() or abort() was called

    @SuppressWarnings("unused")
    private volatile boolean closing; // any thread, through CLOSING: close() was called

    private volatile boolean lingers; // any thread: closed for the engine, and not yet for the container
    private volatile boolean gone; // any thread: the container let go of the connection
    private volatile @Nullable Throwable cause; // why, written before gone

    /**
     * Makes a transport.
     *
     * @param source what leads straight to the socket's input, when bytes may pass the container by; else null
     * @param sink the same for its output; both are given, or neither
     * @param held whether the container may hold bytes that it read before the upgrade
     * @param lingering takes what is left when it is closed
     */
    NativeTransport(
            @Nullable ReadableByteChannel source,
            @Nullable WritableByteChannel sink,
            boolean held,
            Lingering lingering) {
        this.lingering = lingering;
        this.source = source;
        this.sink = sink;
        this.held = held;
    }

    /** {@return whether bytes pass the container by} */
    final boolean isDirect() {
        return sink != null;
    }

    /** Copies bytes that the container read before the upgrade; 0 when there are none. Called by the pump. */
    int readHeld(ByteBuffer target) throws IOException {
        ByteBuffer bytes = early;
        if (bytes == null) {
            return 0;
        }
        int count = Math.min(bytes.remaining(), target.remaining());
        target.put(bytes.slice().limit(count));
        bytes.position(bytes.position() + count);
        if (!bytes.hasRemaining()) {
            early = null;
        }
        return count;
    }

    /** Reads through the container; only without direct channels. Called by the pump. */
    abstract int readThrough(ByteBuffer target) throws IOException;

    /** Tells whether there may be input which the container would not report when asked. Any thread. */
    abstract boolean unreported();

    /** Asks the container for one {@link #inputReady()}. Any thread. */
    abstract void askForInput();

    /**
     * There is no demand: the container is not to call {@link #inputReady()} before it is asked again. From inside
     * {@link #inputReady()}; another thread may be reading.
     */
    void pauseInput() {}

    /** Makes a container thread call {@link #inputReady()} soon. Any thread. */
    abstract void dispatchInput();

    /**
     * Writes all of a buffer, which is the container's from now on.
     *
     * @return true when it is done; otherwise {@link #writeCompleted} follows
     */
    abstract boolean writeThrough(ByteBuffer rest) throws IOException;

    /** Ends the output side through the container, where it is not a socket that can do that itself. */
    abstract void shutdownThrough() throws IOException;

    /** Makes the container close the connection; {@link #ended} follows or is called inside. Any thread. */
    abstract void closeThrough();

    /** Has the coming close reset the connection, if possible. */
    abstract void resetOnClose() throws IOException;

    /** Has the close of a socket reset its connection. */
    static void resetOnClose(@Nullable NetworkChannel socket) throws IOException {
        if (socket != null) {
            socket.setOption(StandardSocketOptions.SO_LINGER, 0);
        }
    }

    @Override
    public final void start(TransportEvents receiver) {
        events = receiver;
        tellClosed();
    }

    @Override
    public final int read(ByteBuffer target) throws IOException {
        if (held) {
            int count = readHeld(target);
            if (count > 0) {
                return count;
            }
            held = false;
        }
        ReadableByteChannel channel = source;
        if (channel == null) {
            return readThrough(target);
        }
        if (drained) {
            drained = false;
            return 0;
        }
        int count = channel.read(target);
        drained = count > 0 && target.hasRemaining();
        return count;
    }

    @Override
    public final void awaitReadable() {
        if ((int) READING.getAndBitwiseOr(this, DEMANDED) == 0) {
            ask();
        }
    }

    private void ask() {
        if (gone) {
            return;
        }
        if (moreInput()) {
            dispatchInput();
        } else {
            askForInput();
        }
    }

    private boolean moreInput() {
        return held || unreported();
    }

    /** There may be input. Called by the container's threads, one at a time. */
    final void inputReady() {
        int state = (int) READING.getAndBitwiseOr(this, DELIVERING) | DELIVERING;
        while (true) {
            if (gone) {
                return; // DELIVERING stays, so that nobody asks any more
            }
            if ((state & DEMANDED) != 0) {
                READING.getAndBitwiseAnd(this, ~DEMANDED);
                drained = false;
                readable();
                state = (int) READING.getVolatile(this);
                if ((state & DEMANDED) != 0 && !moreInput()) {
                    // Asking only now, when the pump has left, so that the container does not wake a second thread for
                    // it.
                    READING.getAndBitwiseAnd(this, ~DELIVERING);
                    ask();
                    return;
                }
            } else {
                pauseInput(); // before others may ask
                if (READING.compareAndSet(this, state, 0)) {
                    return;
                }
                state = (int) READING.getVolatile(this);
            }
        }
    }

    /** {@return whether somebody waits for {@link #inputReady()}} */
    final boolean isDemanded() {
        return ((int) READING.getVolatile(this) & DEMANDED) != 0;
    }

    /** The container handed over bytes, which are copied. Before {@link #opening}. */
    final void hold(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            early = ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
            held = true;
        }
    }

    /** Runs the opener of a connection; no input is asked for until {@link #inputReady} or {@link #resume}. */
    final void opening(Runnable opener) {
        READING.getAndBitwiseOr(this, DELIVERING);
        try {
            opener.run();
        } catch (Throwable t) {
            fail(t);
        }
    }

    /** Asks for input after {@link #opening}, where the container does not call {@link #inputReady} itself then. */
    final void resume() {
        if (((int) READING.getAndBitwiseAnd(this, ~DELIVERING) & DEMANDED) != 0) {
            ask();
        }
    }

    private void readable() {
        TransportEvents receiver = events;
        if (receiver != null) {
            try {
                receiver.readable();
            } catch (Throwable t) {
                fail(t);
            }
        }
    }

    @Override
    public final int write(ByteBuffer source) throws IOException {
        WritableByteChannel channel = sink;
        int before = source.remaining();
        while (source.hasRemaining() && !writePending) {
            throwIfBroken();
            if (channel == null) {
                writeRest(source, SLICE_BYTES);
            } else if (!writeSlice(channel, source)) {
                writeRest(source, REST_BYTES);
            }
        }
        return before - source.remaining();
    }

    private static boolean writeSlice(WritableByteChannel channel, ByteBuffer source) throws IOException {
        int remaining = source.remaining();
        if (remaining <= SLICE_BYTES) {
            return channel.write(source) == remaining;
        }
        int limit = source.limit();
        source.limit(source.position() + SLICE_BYTES);
        try {
            return channel.write(source) == SLICE_BYTES;
        } finally {
            source.limit(limit);
        }
    }

    private void writeRest(ByteBuffer source, int atMost) throws IOException {
        byte[] rest = new byte[Math.min(source.remaining(), atMost)];
        source.get(rest);
        writePending = true;
        boolean done = true;
        try {
            done = writeThrough(ByteBuffer.wrap(rest));
        } finally {
            if (done) {
                writePending = false;
                writeSettled();
            }
        }
        throwIfBroken();
    }

    /** The buffer given to {@link #writeThrough} was written, or cannot be. Any thread. */
    final void writeCompleted(@Nullable Throwable failure) {
        if (failure != null) {
            broken = failure;
        }
        writePending = false;
        writeSettled();
        writable();
    }

    /** {@return whether the container has a buffer of {@link #writeThrough}} */
    final boolean isWritePending() {
        return writePending;
    }

    /** The container has no buffer of {@link #writeThrough} any more. Any thread. */
    void writeSettled() {}

    @Override
    public final boolean flush() throws IOException {
        throwIfBroken();
        return !writePending;
    }

    private void throwIfBroken() throws IOException {
        Throwable failure = broken;
        if (failure != null) {
            throw new IOException("the connection broke: " + failure.getMessage(), failure);
        }
    }

    /** Calls {@code writable()}, from one thread at a time: a call that comes meanwhile is made by the thread inside. */
    final void writable() {
        int open = 1;
        if ((int) SIGNALS.getAndAdd(this, 1) != 0) {
            return;
        }
        do {
            TransportEvents receiver = events;
            if (receiver != null && !gone) {
                try {
                    receiver.writable();
                } catch (Throwable t) {
                    fail(t);
                }
            }
            open = (int) SIGNALS.getAndAdd(this, -open) - open;
        } while (open != 0);
    }

    @Override
    public final void shutdownOutput() {
        try {
            if (sink instanceof SocketChannel socket) {
                socket.shutdownOutput();
            } else {
                shutdownThrough();
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the output side of " + this + " could not be ended", e);
        }
    }

    @Override
    public boolean halfCloseSupported() {
        return isDirect();
    }

    @Override
    public final void close() {
        letGo = true;
        if (gone || !mayLinger()) {
            if (!lingers) {
                closeThrough();
            }
        } else if (CLOSING.compareAndSet(this, false, true)) {
            lingers = true;
            ended(null);
            lingering.begin(this);
        }
    }

    /** {@return whether the output side can end alone, and input be dropped then} Else the container closes at once. */
    abstract boolean mayLinger();

    /** {@return whether the connection is closed for the engine only} The container is to leave it alone. */
    final boolean lingers() {
        return lingers;
    }

    @Override
    public final boolean endOutput() throws IOException {
        return !writePending && endOutputOfRest();
    }

    /** Ends the output side; returns whether it is done. The container has no buffer. */
    boolean endOutputOfRest() throws IOException {
        if (sink instanceof SocketChannel socket) {
            socket.shutdownOutput();
        } else {
            shutdownThrough();
        }
        return true;
    }

    @Override
    public int drop(ByteBuffer scratch) throws IOException {
        ReadableByteChannel channel = source;
        return channel == null ? readThrough(scratch) : channel.read(scratch);
    }

    @Override
    public final void resetRest() {
        try {
            // RST instead of FIN: nothing of ours, in the kernel either, waits for a silent peer.
            resetOnClose();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.TRACE, "SO_LINGER of " + this + " could not be set", e);
        }
    }

    @Override
    public final void closeRest() {
        lingers = false;
        closeThrough();
    }

    @Override
    public final void abort() {
        letGo = true;
        resetRest();
        closeRest();
    }

    @Override
    public boolean blockingAllowed() {
        return true;
    }

    /** {@return how lines of the log name what it carries} */
    @Override
    public final String toString() {
        TransportEvents receiver = events;
        return receiver == null ? "a connection that is not open yet" : receiver.toString();
    }

    /** The container let go of the connection. Any thread; the first call counts. */
    final void ended(@Nullable Throwable why) {
        if (!gone) {
            cause = letGo ? null : why;
            gone = true;
        }
        tellClosed();
    }

    /** {@return whether the connection is gone} */
    final boolean isGone() {
        return gone;
    }

    private void tellClosed() {
        TransportEvents receiver = events;
        if (gone && receiver != null && TOLD.compareAndSet(this, false, true)) {
            try {
                receiver.closed(cause);
            } catch (Throwable t) {
                LOGGER.log(System.Logger.Level.WARNING, "the end of " + this + " could not be handled", t);
            }
        }
    }

    /** The engine threw, which it never should: nothing can be relied on any more. */
    private void fail(Throwable t) {
        LOGGER.log(System.Logger.Level.WARNING, this + " failed inside the engine", t);
        ended(t);
        closeThrough();
    }
}
