package dev.ws.transport;

import java.io.IOException;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.Channel;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket, TCP or UNIX domain. A selector loop accepts; each accepted socket is given to a loop of its own
 * turn and handed over there. While accepting fails, because of too many open files say, it is tried again ten times a
 * second. All methods may be called by any thread.
 */
public final class SocketAcceptor implements AutoCloseable {
    /** Sockets accepted in a row, so that a storm of connects does not keep a thread that serves others too. */
    private static final int MOST_PER_TURN = 64;

    private static final Duration RETRY_DELAY = Duration.ofMillis(100);
    private static final long CLOSE_PATIENCE_MILLIS = 1_000;

    /** How the next socket is taken. */
    @FunctionalInterface
    interface Accept {
        /** {@return a connected socket, or null when there is none now} */
        @Nullable SocketChannel accept(ServerSocketChannel server) throws IOException;
    }

    private final SelectorLoops loops;
    private final Scheduler scheduler;
    private final SelectorLoop loop;
    private final ServerSocketChannel server;
    private final SocketAddress address;
    private final Accept accept;
    private final Consumer<SocketTransport> accepted;
    private final @Nullable SocketFile file;
    private final CountDownLatch released = new CountDownLatch(1);

    private volatile boolean paused; // any
    private volatile boolean closed; // any, once
    private boolean failing; // loop; accepting failed, and the retry is to come
    private @Nullable Future<?> retry; // loop
    private boolean complained; // loop; since accepting last worked
    private @Nullable SelectionKey key; // loop; null until registered

    private SocketAcceptor(
            SelectorLoops loops,
            Scheduler scheduler,
            SelectorLoop loop,
            ServerSocketChannel server,
            Accept accept,
            Consumer<SocketTransport> accepted)
            throws IOException {
        this.loops = loops;
        this.scheduler = scheduler;
        this.loop = loop;
        this.server = server;
        this.address = server.getLocalAddress();
        this.accept = accept;
        this.accepted = accepted;
        this.file = SocketFile.of(address);
    }

    /**
     * Binds a listening socket and begins to accept.
     *
     * @param loops serve the sockets
     * @param scheduler runs the retries
     * @param local where to listen: an {@link java.net.InetSocketAddress}, of which port 0 means any free one, or a
     *     {@link UnixDomainSocketAddress} whose file must not exist; it is deleted by {@link #close()}
     * @param backlog how many connections the kernel keeps waiting, about; 0 means its default
     * @param accepted gets each connected socket, not yet started, on the thread of its loop; must not block
     * @return the acceptor
     * @throws IOException when the address cannot be bound
     */
    public static SocketAcceptor bind(
            SelectorLoops loops,
            Scheduler scheduler,
            SocketAddress local,
            int backlog,
            Consumer<SocketTransport> accepted)
            throws IOException {
        return bind(loops, scheduler, local, backlog, ServerSocketChannel::accept, accepted);
    }

    /** As above, with another way to accept. */
    static SocketAcceptor bind(
            SelectorLoops loops,
            Scheduler scheduler,
            SocketAddress local,
            int backlog,
            Accept accept,
            Consumer<SocketTransport> accepted)
            throws IOException {
        SelectorLoop loop = loops.next();
        ServerSocketChannel server = local instanceof UnixDomainSocketAddress
                ? ServerSocketChannel.open(StandardProtocolFamily.UNIX)
                : ServerSocketChannel.open();
        SocketAcceptor acceptor = null;
        try {
            server.configureBlocking(false);
            BindFailure.naming(local, () -> server.bind(local, backlog));
            acceptor = new SocketAcceptor(loops, scheduler, loop, server, accept, accepted);
            if (!loop.execute(acceptor::register)) {
                throw new IOException("the selector loops are closed");
            }
        } catch (IOException | RuntimeException failure) {
            server.close();
            if (acceptor != null && acceptor.file != null) {
                acceptor.file.delete();
            }
            throw failure;
        }
        return acceptor;
    }

    /** {@return where it listens, with the port that was chosen} */
    public SocketAddress address() {
        return address;
    }

    /**
     * Waits until it listens no more: it was closed, or its selector loop ended. Not for a selector loop's thread.
     *
     * @throws InterruptedException when the thread is interrupted meanwhile
     */
    public void awaitClosed() throws InterruptedException {
        released.await();
    }

    /** Stops accepting for now; the kernel keeps new connections waiting. One that is on its way may still come. */
    public void pause() {
        paused = true;
        loop.execute(this::showInterest);
    }

    /** Accepts again after {@link #pause()}. */
    public void resume() {
        paused = false;
        loop.execute(this::showInterest);
    }

    /**
     * Stops listening. Accepted sockets go on. The address is free when this returns, unless it is called by a selector
     * loop's thread, or its thread is busy for more than a second. May be called again.
     */
    @Override
    public void close() {
        closed = true;
        if (!loop.execute(this::release)) {
            release();
        }
        if (!SelectorLoop.isLoopThread()) {
            try {
                if (!released.await(CLOSE_PATIENCE_MILLIS, TimeUnit.MILLISECONDS)) {
                    SafeLog.log(System.Logger.Level.DEBUG, address + " is not free yet", null);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private void register() {
        if (closed) {
            return;
        }
        try {
            key = loop.register(server, 0, new Registration());
            showInterest();
        } catch (IOException | RuntimeException stopped) {
            SafeLog.log(System.Logger.Level.DEBUG, "a listening socket came too late", stopped);
            release();
        }
    }

    // What the loop calls; apart, so that it is not public.
    private final class Registration implements SelectorLoop.Registered {
        @Override
        public void ready(int operations) {
            acceptSome();
        }

        @Override
        public void ended(Throwable cause) {
            closed = true;
            release();
        }
    }

    private void showInterest() {
        SelectionKey registered = key;
        if (registered != null && registered.isValid()) {
            registered.interestOps(paused || failing || closed ? 0 : SelectionKey.OP_ACCEPT);
        }
    }

    private void acceptSome() {
        for (int i = 0; i < MOST_PER_TURN && !paused && !closed; i++) {
            SocketChannel channel;
            try {
                channel = accept.accept(server);
            } catch (IOException | RuntimeException | Error failure) {
                retryLater(failure);
                return;
            }
            if (channel == null) {
                return;
            }
            complained = false;
            spread(channel);
        }
    }

    // The waiting connection stays, so that the selector would tell again at once.
    private void retryLater(Throwable failure) {
        if (!complained) {
            complained = true;
            SafeLog.log(System.Logger.Level.WARNING, "accepting fails at " + address + "; it is tried again", failure);
        }
        failing = true;
        showInterest();
        try {
            retry = scheduler.schedule(() -> loop.execute(this::retry), RETRY_DELAY);
        } catch (RejectedExecutionException stopped) {
            SafeLog.log(System.Logger.Level.WARNING, "no more is accepted at " + address, stopped);
            close();
        }
    }

    private void retry() {
        failing = false;
        showInterest();
    }

    private void spread(SocketChannel channel) {
        try {
            SelectorLoop turn = loops.next();
            if (turn == loop) {
                handOver(turn, channel);
            } else if (!turn.execute(() -> handOver(turn, channel))) {
                close(channel);
            }
        } catch (IOException stopped) {
            SafeLog.log(System.Logger.Level.DEBUG, "a connection came too late", stopped);
            close(channel);
        }
    }

    private void handOver(SelectorLoop turn, SocketChannel channel) {
        SocketTransport transport;
        try {
            transport = SocketTransport.accepted(turn, scheduler, channel);
        } catch (IOException | RuntimeException | Error gone) {
            SafeLog.log(System.Logger.Level.DEBUG, "a connection ended as soon as it was accepted", gone);
            close(channel);
            return;
        }
        try {
            accepted.accept(transport);
        } catch (Throwable thrown) {
            SafeLog.log(System.Logger.Level.WARNING, "an accepted connection was not taken", thrown);
            transport.abort();
        }
    }

    // The loop lets go of the socket when it selects next, which is before it runs a task added here.
    private void release() {
        if (server.isOpen()) {
            close(server);
            if (file != null) {
                file.delete();
            }
        }
        if (retry != null) {
            retry.cancel(false);
        }
        if (!loop.execute(released::countDown)) {
            released.countDown();
        }
    }

    private static void close(Channel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            SafeLog.log(System.Logger.Level.DEBUG, "a socket could not be closed", e);
        }
    }
}
