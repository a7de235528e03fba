package dev.ws.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Objects;
import java.util.concurrent.Executor;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;

/**
 * A TCP or UNIX domain socket as a transport, made by {@link SocketConnector} and {@link SocketAcceptor}. Events come on
 * the thread of its selector loop, which serves other sockets too, so they must not block. Whoever reads or writes does
 * so directly on the socket, from any thread; the loop only tells when more is possible, and closes.
 *
 * <p>What is waited for is in one word, from which the key's interest follows. It may be changed by any thread; the
 * interest is set again until it is that of the latest word.
 */
public final class SocketTransport implements Transport {
    private static final int OPERATIONS = SelectionKey.OP_READ | SelectionKey.OP_WRITE;

    /** The reader waits for input that the layer holds; next to the operations that it waits for. */
    private static final int HELD = 1 << 7;

    private static final int READER = OPERATIONS | ByteLayer.BUSY | HELD;
    private static final int DRAINER_SHIFT = 8;
    private static final int DRAINER = (OPERATIONS | ByteLayer.BUSY) << DRAINER_SHIFT;

    /** The loop's thread is in {@link #serve}, and sets the interest when it leaves. */
    private static final int SERVING = 1 << 16;

    private static final VarHandle WAITING;
    private static final VarHandle ENDING;
    private static final VarHandle TOLD;

    static {
        try {
            MethodHandles.Lookup lookup = MethodHandles.lookup();
            WAITING = lookup.findVarHandle(SocketTransport.class, "waiting", int.class);
            ENDING = lookup.findVarHandle(SocketTransport.class, "ending", boolean.class);
            TOLD = lookup.findVarHandle(SocketTransport.class, "told", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    private final SelectorLoop loop;
    private final Scheduler scheduler;
    private final SelectionKey key;
    private final SocketChannel channel;
    private final SocketAddress localAddress;
    private final SocketAddress remoteAddress;

    private volatile ByteLayer layer; // set by secure(), before it is used
    private volatile @Nullable TransportEvents events; // set by start()
    private volatile int waiting; // any thread, through WAITING
    private volatile boolean reset; // any, once; the end is to be an RST

    @SuppressWarnings("unused")
    private volatile boolean ending; // any thread, through ENDING: the one who sets it says why

    @SuppressWarnings("unused")
    private volatile boolean told; // any thread, through TOLD: closed() was called on the receiver

    private volatile boolean ended; // loop, once; nobody may use the socket any more
    private volatile @Nullable Throwable cause; // whoever sets ending, before the end
    private volatile @Nullable ByteBuffer unread; // reader; input that was given back

    /**
     * Wraps a socket. Loop's thread.
     *
     * @param scheduler limits how long it lingers after its end
     * @param key of the channel, without interest; the transport becomes its attachment
     */
    SocketTransport(SelectorLoop loop, Scheduler scheduler, SelectionKey key, SocketChannel channel, ByteLayer layer)
            throws IOException {
        this.loop = loop;
        this.scheduler = scheduler;
        this.key = key;
        this.channel = channel;
        this.layer = layer;
        this.localAddress = channel.getLocalAddress();
        this.remoteAddress = channel.getRemoteAddress();
        key.attach(new Registration());
    }

    /** Makes a transport of a new, connected socket. Loop's thread. */
    static SocketTransport accepted(SelectorLoop loop, Scheduler scheduler, SocketChannel channel) throws IOException {
        configure(channel);
        return new SocketTransport(loop, scheduler, loop.register(channel, 0, null), channel, new PlainLayer(channel));
    }

    /** Sets the options that every socket has. */
    static void configure(SocketChannel channel) throws IOException {
        channel.configureBlocking(false);
        if (channel.supportedOptions().contains(StandardSocketOptions.TCP_NODELAY)) {
            channel.setOption(StandardSocketOptions.TCP_NODELAY, true); // batches are made above
        }
    }

    // What the loop calls; apart, so that it is not public.
    private final class Registration implements SelectorLoop.Registered {
        @Override
        public String toString() {
            return SocketTransport.this.toString();
        }

        @Override
        public void ready(int operations) {
            serve(operations);
        }

        @Override
        public void ended(Throwable why) {
            if (ENDING.compareAndSet(SocketTransport.this, false, true)) {
                cause = why;
            }
            finish();
            lingering().close();
        }
    }

    /** {@return the own address; of a UNIX domain socket without a name, one with an empty path} */
    public SocketAddress localAddress() {
        return localAddress;
    }

    /** {@return the peer's address; of a UNIX domain socket without a name, one with an empty path} */
    public SocketAddress remoteAddress() {
        return remoteAddress;
    }

    /**
     * Puts everything from here on into TLS (RFC 8446, RFC 5246), as client or server, as the engine says. To be called
     * before the first read, write or {@link #awaitReadable}, or when what was agreed in plain text is over. The handshake
     * goes on by itself with each read and write, of which one fails if it does.
     *
     * @param engine set up, and used by nobody else
     * @throws IllegalStateException when there is input that was given back, or this was called before
     */
    public void secure(SSLEngine engine) {
        secure(engine, Runnable::run);
    }

    /**
     * As {@link #secure(SSLEngine)}, with what takes long in the handshake, as signatures do, on other threads.
     *
     * @param engine set up, and used by nobody else
     * @param tasks runs two or three tasks per handshake; what it refuses is run by the calling thread
     * @throws IllegalStateException when there is input that was given back, or this was called before
     */
    public void secure(SSLEngine engine, Executor tasks) {
        if (unread != null) {
            throw new IllegalStateException("there is input before the TLS handshake");
        }
        if (layer instanceof TlsLayer) {
            throw new IllegalStateException("there is TLS already");
        }
        layer = TlsLayer.of(
                channel, engine, tasks, loop, () -> loop.execute(() -> serve(OPERATIONS | ByteLayer.BUSY | HELD)));
    }

    /** {@return the TLS session, or null before the handshake is done, and without TLS} */
    public @Nullable SSLSession tlsSession() {
        return layer instanceof TlsLayer tls ? tls.session() : null;
    }

    /**
     * Begins, or hands over from one receiver to the next, as an opening handshake does to its connection. A hand-over
     * happens inside a callback of the receiver before, or while that one waits for nothing.
     */
    @Override
    public void start(TransportEvents receiver) {
        events = receiver;
        told = false;
        tellClosed();
    }

    /**
     * Runs a task on the thread that the events come on, never inside this call: what happens there happens neither
     * before nor during an event. Any thread.
     *
     * @param task must not block
     * @return whether it will run; false when the thread has ended, and {@code closed} was told
     */
    public boolean execute(Runnable task) {
        return loop.execute(task);
    }

    /**
     * Gives input back, to be read again before anything else. By the one who reads.
     *
     * @param bytes what was read too far; copied. Its position is not moved
     */
    public void unread(ByteBuffer bytes) {
        ByteBuffer later = unread;
        int size = bytes.remaining() + (later == null ? 0 : later.remaining());
        if (size > 0) {
            ByteBuffer both = ByteBuffer.allocate(size).put(bytes.duplicate());
            unread = (later == null ? both : both.put(later)).flip();
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        ByteBuffer given = unread;
        if (given != null) {
            return readAgain(given, target);
        }
        if (ended) {
            throw new ClosedChannelException(); // what still comes is dropped
        }
        try {
            return layer.read(target);
        } catch (IOException broken) {
            // Nothing that came before is lost: the kernel gives all input before it tells of an error.
            end(broken);
            throw broken;
        }
    }

    private int readAgain(ByteBuffer given, ByteBuffer target) {
        int count = Math.min(given.remaining(), target.remaining());
        target.put(given.slice().limit(count));
        given.position(given.position() + count);
        if (!given.hasRemaining()) {
            unread = null;
        }
        return count;
    }

    @Override
    public void awaitReadable() {
        while (unread == null && !layer.holdsInput()) {
            int operations = layer.readOperations();
            await(operations);
            if (operations == layer.readOperations() && !layer.holdsInput()) {
                return; // the drainer, in a TLS handshake, has not changed what to wait for meanwhile
            }
        }
        if (((int) WAITING.getAndBitwiseOr(this, HELD) & HELD) == 0) {
            loop.execute(() -> serve(HELD)); // refused: the loop closed this
        }
    }

    /** A failed write does not end the transport: there may be input that the peer sent before, a close frame say. */
    @Override
    public int write(ByteBuffer source) throws IOException {
        if (ended) {
            throw new ClosedChannelException();
        }
        if ((waiting & DRAINER) != 0) {
            return 0; // without asking the kernel, which will tell
        }
        int taken = layer.write(source);
        if (source.hasRemaining()) {
            awaitWritable();
        }
        return taken;
    }

    @Override
    public boolean flush() throws IOException {
        if (layer.flush()) {
            return true;
        }
        awaitWritable();
        return false;
    }

    private void awaitWritable() {
        int operations;
        do {
            operations = layer.writeOperations();
            await(operations << DRAINER_SHIFT);
        } while (operations != layer.writeOperations()); // changed by the reader, in a TLS handshake
    }

    private void await(int operations) {
        int before = (int) WAITING.getAndBitwiseOr(this, operations);
        if ((before & operations) != operations && (before & SERVING) == 0) {
            showInterest();
            loop.wakeUp();
        }
    }

    // Two threads may come here at once: the last to set the interest finds that it is right, or sets it again.
    private void showInterest() {
        try {
            int seen;
            do {
                seen = waiting;
                int operations = (seen | seen >> DRAINER_SHIFT) & OPERATIONS;
                if (key.interestOps() != operations) {
                    key.interestOps(operations);
                }
            } while (((waiting ^ seen) & (OPERATIONS | DRAINER)) != 0);
        } catch (CancelledKeyException closed) {
            SafeLog.log(System.Logger.Level.TRACE, this + " has ended", closed);
        }
    }

    // Calls those who wait for one of these. Loop's thread.
    private void serve(int operations) {
        TransportEvents receiver = events;
        if (ended || receiver == null) {
            return;
        }
        int before = (int) WAITING.getAndBitwiseOr(this, SERVING);
        try {
            if ((before & DRAINER & operations << DRAINER_SHIFT) != 0) {
                WAITING.getAndBitwiseAnd(this, ~DRAINER);
                receiver.writable();
                receiver = Objects.requireNonNull(events); // it may have handed over
            }
            if ((before & operations & READER) != 0) {
                WAITING.getAndBitwiseAnd(this, ~READER);
                receiver.readable();
            }
        } catch (Throwable thrown) {
            // The engine threw, which it never should: nothing can be relied on any more.
            SafeLog.log(System.Logger.Level.WARNING, this + " failed inside the engine", thrown);
            end(thrown);
        } finally {
            WAITING.getAndBitwiseAnd(this, ~SERVING);
            showInterest();
        }
    }

    @Override
    public void shutdownOutput() {
        try {
            layer.shutdownOutput();
        } catch (IOException | RuntimeException e) {
            SafeLog.log(System.Logger.Level.DEBUG, "the output side of " + this + " could not be ended", e);
        }
    }

    @Override
    public boolean halfCloseSupported() {
        return layer.halfCloseSupported();
    }

    @Override
    public void close() {
        end(null);
    }

    /** After {@link #close()} this resets what is left of the connection. */
    @Override
    public void abort() {
        reset = true;
        if (!end(null)) {
            loop.execute(() -> lingering().reset());
        }
    }

    @Override
    public boolean blockingAllowed() {
        return false;
    }

    /** {@return how lines of the log name what it carries} */
    @Override
    public String toString() {
        TransportEvents receiver = events;
        return receiver == null ? "a socket of " + remoteAddress : receiver.toString();
    }

    // The socket is closed by the loop, which alone can let go of it; never inside the call that wants it. Returns
    // false when another call did this.
    private boolean end(@Nullable Throwable why) {
        if (!ENDING.compareAndSet(this, false, true)) {
            return false;
        }
        cause = why;
        if (!loop.execute(this::finish)) {
            finish();
        }
        return true;
    }

    // Loop's thread.
    private void finish() {
        if (ended) {
            return;
        }
        ended = true; // nobody is served any more
        LingeringSocket rest = new LingeringSocket(loop, scheduler, key, channel, layer, this);
        key.attach(rest);
        if (reset) {
            rest.reset();
        } else {
            rest.begin((waiting & DRAINER) != 0);
        }
        tellClosed();
    }

    // After finish().
    private LingeringSocket lingering() {
        return (LingeringSocket) key.attachment();
    }

    private void tellClosed() {
        TransportEvents receiver = events;
        if (ended && receiver != null && TOLD.compareAndSet(this, false, true)) {
            try {
                receiver.closed(cause);
            } catch (Throwable thrown) {
                SafeLog.log(System.Logger.Level.WARNING, "the end of " + this + " could not be handled", thrown);
            }
        }
    }
}
