package dev.ws.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.locks.ReentrantLock;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLEngineResult;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLSession;
import org.jspecify.annotations.Nullable;
import tlschannel.BufferAllocator;
import tlschannel.ClientTlsChannel;
import tlschannel.NeedsReadException;
import tlschannel.NeedsTaskException;
import tlschannel.NeedsWriteException;
import tlschannel.ServerTlsChannel;
import tlschannel.TlsChannel;
import tlschannel.WouldBlockException;

/**
 * TLS over the socket. The library tls-channel drives the engine, and has buffers only while they hold something; here
 * is what it leaves open: who does the handshake, what to wait for, and what a failure means. Threads as
 * {@link ByteLayer} says.
 *
 * <p>The handshake is a matter of both directions. Reader and drainer, whoever is called, take the next step under a
 * lock; when it changes what the other one waits for, {@code changed} makes the transport call both. After the handshake
 * they meet in the library's locks only, which are held while one buffer is read or written.
 */
final class TlsLayer implements ByteLayer {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** Input taken per call, so that a peer that sends records without content does not keep a thread. */
    private static final int MOST_PER_READ = 256 * 1024;

    private final SocketChannel socket;
    private final SSLEngine engine;
    private final Executor tasks;
    private final BufferAllocator buffers;
    private final Runnable changed;
    private final Wire wire = new Wire();
    private final TlsChannel channel;
    private final ReentrantLock handshaking = new ReentrantLock();

    private volatile int handshakeOperations; // handshaking
    private volatile @Nullable SSLSession session; // handshaking, once; the handshake is done
    private volatile @Nullable IOException failure; // any, once; nothing works any more
    private volatile boolean outputEnded; // drainer or reader, once
    private volatile boolean holdsInput; // reader, and who completes the handshake
    private volatile int readOperations = SelectionKey.OP_READ; // reader
    private boolean holdsOutput; // drainer

    /**
     * Makes a layer that has done nothing yet.
     *
     * @param engine of its own, in client or server mode
     * @param tasks runs what takes long in the handshake
     * @param buffers for encrypted bytes
     * @param changed has reader and drainer called if they wait; called by any thread, does not block
     */
    TlsLayer(SocketChannel socket, SSLEngine engine, Executor tasks, BufferAllocator buffers, Runnable changed) {
        this.socket = socket;
        this.engine = engine;
        this.tasks = tasks;
        this.buffers = buffers;
        this.changed = changed;
        if (engine.getUseClientMode()) {
            handshakeOperations = SelectionKey.OP_WRITE; // a client speaks first
            channel = ClientTlsChannel.newBuilder(wire, engine)
                    .withRunTasks(false)
                    .withEncryptedBufferAllocator(wire)
                    .build();
        } else {
            handshakeOperations = SelectionKey.OP_READ;
            SSLContext unused = null; // there is an engine already
            channel = ServerTlsChannel.newBuilder(wire, unused)
                    .withEngineFactory(context -> engine)
                    .withRunTasks(false)
                    .withEncryptedBufferAllocator(wire)
                    .build();
        }
    }

    /**
     * {@return a layer with the buffers of a loop} Callers name no type of tls-channel, so that connections without TLS
     * work where that library is missing.
     */
    static TlsLayer of(SocketChannel socket, SSLEngine engine, Executor tasks, SelectorLoop loop, Runnable changed) {
        return new TlsLayer(socket, engine, tasks, loop.recordBuffers(), changed);
    }

    /** {@return the session, or null while the handshake is not done; any thread} */
    @Nullable SSLSession session() {
        return session;
    }

    // --- the handshake -----------------------------------------------------------------------------------------------

    // Goes on with the handshake; returns whether it is done. Reader or drainer.
    private boolean established() throws IOException {
        if (session != null) {
            return true;
        }
        int before = handshakeOperations;
        Runnable task;
        do {
            handshaking.lock();
            try {
                task = session != null || handshakeOperations == BUSY ? null : step();
            } finally {
                handshaking.unlock();
            }
            if (task != null) {
                run(task);
            }
        } while (task != null);
        int after = handshakeOperations;
        if (session != null || (after != before && after != BUSY)) {
            changed.run();
        }
        return session != null;
    }

    // Returns a task to be run before the next step.
    private @Nullable Runnable step() throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        wire.allowance = MOST_PER_READ;
        try {
            channel.handshake();
            holdsInput = wire.input != null;
            session = engine.getSession();
        } catch (NeedsReadException wait) {
            handshakeOperations = SelectionKey.OP_READ;
        } catch (NeedsWriteException wait) {
            handshakeOperations = SelectionKey.OP_WRITE;
        } catch (NeedsTaskException needed) {
            handshakeOperations = BUSY;
            return needed.getTask();
        } catch (IOException | RuntimeException | AssertionError broken) {
            if (wire.ended) {
                throw fail(new SSLHandshakeException("the peer ended the connection during the TLS handshake"));
            }
            alert();
            throw fail(broken);
        }
        return null;
    }

    private void run(Runnable task) {
        Runnable whole = () -> {
            try {
                task.run(); // what it throws, the engine throws in the next step
            } finally {
                handshakeOperations =
                        SelectionKey.OP_WRITE; // which is possible: whoever is about to wait comes at once
                changed.run();
            }
        };
        try {
            tasks.execute(whole);
        } catch (RejectedExecutionException full) {
            whole.run();
        }
    }

    // The library leaves the engine's alert, which alone tells the peer why, unsent.
    private void alert() {
        try {
            ByteBuffer alert = ByteBuffer.allocate(engine.getSession().getPacketBufferSize());
            SSLEngineResult result;
            do {
                result = engine.wrap(NOTHING, alert.clear());
                socket.write(alert.flip());
            } while (result.bytesProduced() > 0
                    && result.getHandshakeStatus() == SSLEngineResult.HandshakeStatus.NEED_WRAP);
        } catch (IOException | RuntimeException e) {
            SafeLog.log(System.Logger.Level.TRACE, "a TLS alert could not be sent", e);
        }
    }

    // Notes the first failure, which is that of all calls from here on, and returns it. Any thread.
    private IOException fail(Throwable cause) {
        IOException known = failure;
        if (known == null) {
            known = cause instanceof IOException told ? told : new SSLException("the TLS layer failed", cause);
            failure = known;
            handshakeOperations = SelectionKey.OP_WRITE; // the other one learns it at once
            changed.run();
        }
        return known;
    }

    // --- the two directions ------------------------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (outputEnded) {
            return drop(target);
        }
        if (!established()) {
            return 0;
        }
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        int start = target.position();
        boolean ended = false;
        readOperations = SelectionKey.OP_READ;
        wire.allowance = MOST_PER_READ;
        try {
            do {
                ended = readRecord(target) < 0;
            } while (!ended && wire.input != null && target.hasRemaining());
            holdsInput = ended || !target.hasRemaining();
        } catch (NeedsReadException wait) {
            holdsInput = false;
        } catch (NeedsWriteException wait) {
            holdsInput = false;
            readOperations = SelectionKey.OP_WRITE;
        } catch (IOException | RuntimeException | AssertionError broken) {
            boolean dropping = outputEnded;
            holdsInput = !dropping;
            if (!dropping) {
                IOException told = fail(broken);
                if (target.position() == start) {
                    throw told; // else the next call throws it
                }
            }
        }
        int count = target.position() - start;
        return count == 0 && ended ? -1 : count;
    }

    private int readRecord(ByteBuffer target) throws IOException {
        while (true) {
            try {
                return channel.read(target);
            } catch (NeedsTaskException needed) {
                needed.getTask().run(); // a peer that negotiates again, which TLS 1.2 allows
            }
        }
    }

    // After the own end nothing can be decrypted, nor does anybody want it; the peer's end is that of the socket.
    private int drop(ByteBuffer target) throws IOException {
        holdsInput = false;
        int start = target.position();
        int count = socket.read(target);
        target.position(start);
        return count < 0 ? -1 : 0;
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        if (!established()) {
            return 0;
        }
        int start = source.position();
        send(source);
        if (source.hasRemaining() && !holdsOutput) {
            throw new SSLException("the peer ended the TLS connection"); // before TLS 1.3 that ends both directions
        }
        return source.position() - start;
    }

    @Override
    public boolean flush() throws IOException {
        if (holdsOutput) {
            send(NOTHING);
        }
        return !holdsOutput;
    }

    private void send(ByteBuffer source) throws IOException {
        IOException failed = failure;
        if (failed != null) {
            throw failed;
        }
        try {
            channel.write(source);
            holdsOutput = false;
        } catch (NeedsWriteException full) {
            holdsOutput = true;
        } catch (IOException | RuntimeException | AssertionError broken) {
            throw fail(broken);
        }
        IOException broken = wire.broken;
        if (broken != null) {
            throw broken;
        }
    }

    @Override
    public boolean holdsInput() {
        return holdsInput;
    }

    @Override
    public int readOperations() {
        return session == null ? handshakeOperations : readOperations;
    }

    @Override
    public int writeOperations() {
        return session == null ? handshakeOperations : SelectionKey.OP_WRITE;
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    @Override
    public boolean halfCloseSupported() {
        return session != null && failure == null;
    }

    /** From here on input is dropped, until the peer ends its side. Without a handshake there is no close_notify. */
    @Override
    public void shutdownOutput() throws IOException {
        if (outputEnded) {
            return; // the library would wait for the peer's close_notify now
        }
        boolean established = halfCloseSupported();
        outputEnded = true;
        try {
            if (established) {
                channel.shutdown(); // close_notify
            }
        } catch (WouldBlockException full) {
            SafeLog.log(System.Logger.Level.TRACE, "the kernel had no room for close_notify", full);
        } finally {
            socket.shutdownOutput();
        }
    }

    @Override
    public void close() throws IOException {
        handshaking.lock(); // held for short steps only
        try {
            channel.close(); // close_notify, if it was not sent and there is room
        } finally {
            handshaking.unlock();
            socket.close();
        }
    }

    /** The socket as the library sees it, and where its buffers for encrypted bytes come from. */
    private final class Wire implements ByteChannel, BufferAllocator {
        /** The buffer of the library that holds input; it gives back those that are empty. Reader, or handshaking. */
        @Nullable ByteBuffer input;

        boolean ended; // reader, or handshaking
        int allowance; // reader, or handshaking: the bytes that may be read before others have their turn

        /**
         * Why nothing can be sent any more. The library would not read any more either, if it knew, and there may be input
         * that the peer sent before.
         */
        volatile @Nullable IOException broken; // drainer, or handshaking

        @Override
        public int read(ByteBuffer target) throws IOException {
            input = target;
            if (allowance <= 0) {
                return 0;
            }
            int count = socket.read(target);
            if (count < 0) {
                ended = true;
            }
            allowance -= count;
            return count;
        }

        @Override
        public int write(ByteBuffer source) {
            try {
                return socket.write(source);
            } catch (IOException e) {
                broken = e;
                int count = source.remaining();
                source.position(source.limit());
                return count;
            }
        }

        @Override
        public boolean isOpen() {
            return socket.isOpen();
        }

        @Override
        public void close() throws IOException {
            socket.close();
        }

        @Override
        public ByteBuffer allocate(int size) {
            return buffers.allocate(size);
        }

        @Override
        @SuppressWarnings("ReferenceEquality")
        public void free(ByteBuffer buffer) {
            if (buffer == input) {
                input = null;
            }
            buffers.free(buffer);
        }
    }
}
