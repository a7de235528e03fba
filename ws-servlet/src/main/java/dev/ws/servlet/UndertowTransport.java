package dev.ws.servlet;

import java.io.IOException;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.channels.Channel;
import java.nio.channels.ReadableByteChannel;
import java.nio.channels.WritableByteChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A connection of Undertow 2.3, embedded or in WildFly: the XNIO connection that Undertow's own streams would be on.
 * XNIO sees one proxy, which it tells of input, of room for output and of the end, all on the connection's I/O thread.
 * That thread serves other connections as well, so callbacks must not block.
 *
 * <p>Plain sockets are read and written from any thread. XNIO's TLS layer is not made for that: some of its state is
 * changed without a lock by whoever calls, and its own callback goes on in it after a listener returned. So everything
 * called there holds the lock that the layer itself uses, and input is announced by a task of its own.
 */
final class UndertowTransport extends NativeTransport implements InvocationHandler {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.servlet");

    /** Room for what came with the request; Undertow's buffers have as much. */
    private static final int EARLY_BYTES = 16 * 1024;

    private final UndertowApi api;
    private final Channel connection;
    private final Channel source;
    private final @Nullable ReadAheadChannel ahead; // null with TLS
    private final Channel sink;
    private final Executor ioThread;
    private final Object guard; // the lock of the TLS layer or of ahead; never held while the engine is called
    private boolean readingElsewhere; // I/O thread: input is read by other threads
    private boolean tookAll; // I/O thread: it read ahead, and found no more
    private @Nullable ByteBuffer rest; // guard: what the I/O thread is to write, empty for a flush alone
    private volatile boolean reset; // any thread: the close need not be orderly

    private UndertowTransport(
            UndertowApi api,
            Channel connection,
            Channel source,
            Channel sink,
            @Nullable ReadAheadChannel ahead,
            @Nullable Object tls,
            Lingering lingering) {
        super(ahead, ahead == null ? null : (WritableByteChannel) sink, false, lingering);
        this.ahead = ahead;
        this.api = api;
        this.connection = connection;
        this.source = source;
        this.sink = sink;
        this.ioThread = api.ioThread(connection);
        Object own = ahead == null ? this : ahead;
        this.guard = tls == null ? own : tls;
    }

    /** Takes over a connection that was upgraded. On the thread that calls {@code init}. */
    static UndertowTransport of(UndertowApi api, Channel connection, Lingering lingering) {
        Channel source = api.source(connection);
        boolean plain = api.isPlain(connection);
        UndertowTransport transport = new UndertowTransport(
                api,
                connection,
                source,
                api.sink(connection),
                plain ? new ReadAheadChannel((ReadableByteChannel) source) : null,
                plain ? null : tlsLayer(connection),
                lingering);
        transport.takeOver();
        return transport;
    }

    private static @Nullable Object tlsLayer(Channel connection) {
        try {
            return Reflection.field(connection, "sslConduit");
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // Another layer, or none: a lock of ours has to do.
        }
    }

    private void takeOver() {
        try {
            api.liftTimeouts(connection);
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "the time limits of " + this + " could not be lifted", e);
        }
        if (api.holdsBytes(source)) {
            takeEarlyBytes();
        }
        api.listen(connection, source, sink, api.newListener(this));
        if (!connection.isOpen()) {
            ended(null); // A closed connection tells nobody who came late.
        }
    }

    // Now, because Undertow gives its buffer to others when the connection is closed, whoever may be reading it.
    private void takeEarlyBytes() {
        ByteBuffer bytes = ByteBuffer.allocate(EARLY_BYTES);
        try {
            readThrough(bytes);
        } catch (IOException e) {
            LOGGER.log(
                    System.Logger.Level.DEBUG, "the bytes behind the handshake of " + this + " could not be read", e);
        }
        hold(bytes.flip());
    }

    /** Answers XNIO's calls of its listener. */
    @Override
    public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) {
        if (!method.getName().equals("handleEvent")) {
            return Handles.answerObjectMethod(proxy, method.getName(), arguments, this);
        }
        Object channel = arguments == null ? null : arguments[0];
        if (channel == source) {
            inputEvent();
        } else if (channel == sink) {
            outputEvent();
        } else {
            closed();
        }
        return null;
    }

    private void inputEvent() {
        if (isDirect()) {
            // Until another thread comes to read, the selector would tell of the same bytes again. Making it look away,
            // and look again from that thread, costs more than reading.
            tookAll = ahead != null && readingElsewhere && isDemanded() && ahead.readAhead();
            inputReady();
        } else {
            synchronized (guard) {
                api.suspendReads(source);
            }
            dispatchInput();
        }
    }

    /** The connection was closed. Any thread, also from inside a call of ours that holds the lock. */
    void closed() {
        if (isGone() || !Thread.holdsLock(guard)) {
            ended(null);
            return;
        }
        try {
            ioThread.execute(() -> ended(null));
        } catch (RejectedExecutionException e) {
            ended(null); // The server stops.
        }
    }

    @Override
    int readThrough(ByteBuffer target) throws IOException {
        synchronized (guard) {
            int before = target.position();
            int count = ((ReadableByteChannel) source).read(target);
            int moved = target.position() - before;
            return moved > 0 ? moved : count; // The TLS layer says 0 when it also has to answer something.
        }
    }

    @Override
    boolean unreported() {
        return ahead != null && ahead.isFilled(); // Resumed reads report what is in the TLS layer.
    }

    @Override
    void askForInput() {
        if ((Object) ioThread == Thread.currentThread()) {
            readingElsewhere = false;
            tookAll = false;
        }
        try {
            if (isDirect()) {
                api.resumeReads(source);
            } else {
                synchronized (guard) {
                    api.resumeReads(source);
                }
            }
        } catch (RuntimeException e) {
            closeThrough(); // The server stops.
        }
    }

    @Override
    void pauseInput() {
        readingElsewhere = true;
        if (tookAll) {
            tookAll = false; // The selector has nothing to tell before more comes.
        } else if (isDirect()) {
            api.suspendReads(source);
        }
    }

    @Override
    void dispatchInput() {
        try {
            ioThread.execute(this::inputReady);
        } catch (RejectedExecutionException e) {
            closeThrough(); // The server stops.
        }
    }

    @Override
    boolean writeThrough(ByteBuffer bytes) throws IOException {
        synchronized (guard) {
            if (!isDirect() && writeOut(bytes)) {
                return true;
            }
            rest = bytes;
            api.resumeWrites(sink);
            return false;
        }
    }

    private boolean writeOut(ByteBuffer bytes) throws IOException {
        WritableByteChannel channel = (WritableByteChannel) sink;
        while (bytes.hasRemaining()) {
            int before = bytes.remaining();
            channel.write(bytes);
            if (bytes.remaining() == before) {
                return false;
            }
        }
        return api.flush(sink);
    }

    private void outputEvent() {
        IOException failure = null;
        synchronized (guard) {
            ByteBuffer bytes = rest;
            try {
                if (bytes != null && !writeOut(bytes)) {
                    return;
                }
            } catch (IOException e) {
                failure = e;
            }
            rest = null;
            api.suspendWrites(sink);
            if (bytes == null) {
                return;
            }
        }
        writeCompleted(failure);
    }

    @Override
    void shutdownThrough() throws IOException {
        if (isDirect()) {
            api.shutdownWrites(sink);
            api.flush(sink);
        }
    }

    @Override
    boolean mayLinger() {
        return true;
    }

    @Override
    boolean endOutputOfRest() throws IOException {
        synchronized (guard) {
            api.suspendReads(source); // its selector would tell of what nobody asks for, again and again
            api.shutdownWrites(sink); // of TLS: close_notify
            return api.flush(sink);
        }
    }

    @Override
    public int drop(ByteBuffer scratch) throws IOException {
        return isDirect() ? ((ReadableByteChannel) source).read(scratch) : readThrough(scratch);
    }

    @Override
    void closeThrough() {
        try {
            if (!isDirect() && !reset) {
                synchronized (guard) {
                    api.shutdownWrites(sink); // close_notify, if there is room for it
                    api.flush(sink);
                }
            }
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, "TLS of " + this + " could not be ended", e);
        }
        try {
            connection.close();
        } catch (IOException | RuntimeException e) {
            LOGGER.log(System.Logger.Level.DEBUG, this + " could not be closed in order", e);
        }
        ended(null);
    }

    @Override
    void resetOnClose() throws IOException {
        reset = true;
        api.resetOnClose(connection);
    }

    @Override
    public boolean blockingAllowed() {
        return false;
    }
}
