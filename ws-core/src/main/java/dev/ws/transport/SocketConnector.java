package dev.ws.transport;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/** Opens sockets to servers, TCP and UNIX domain, without a thread that waits. May be used by any thread. */
public final class SocketConnector {
    private final SelectorLoops loops;
    private final Scheduler scheduler;

    /**
     * A connector.
     *
     * @param loops serve the sockets
     * @param scheduler runs the timeouts
     */
    public SocketConnector(SelectorLoops loops, Scheduler scheduler) {
        this.loops = loops;
        this.scheduler = scheduler;
    }

    /**
     * Connects. Names are not resolved here, as that would block.
     *
     * @param remote the server: an {@link InetSocketAddress}, resolved, or a {@link UnixDomainSocketAddress}
     * @param local the own address, or null for any
     * @param timeout for the socket to be connected; zero means as long as the kernel tries
     * @return the transport, not yet started; completed by a selector loop's thread, so what depends on it must not
     *     block. Fails with {@link UnknownHostException} when the remote address is not resolved,
     *     {@link SocketTimeoutException} after the timeout, and else with the {@link IOException} of the kernel, which
     *     does not wait for a UNIX domain socket whose server has too many waiting already but fails at once.
     *     Cancelling it gives up.
     * @throws IllegalArgumentException when the timeout is negative
     */
    public CompletableFuture<SocketTransport> connect(
            SocketAddress remote, @Nullable SocketAddress local, Duration timeout) {
        if (timeout.isNegative()) {
            throw new IllegalArgumentException("the timeout is " + timeout + ", at least 0 needed");
        }
        if (remote instanceof InetSocketAddress inet && inet.isUnresolved()) {
            return CompletableFuture.failedFuture(new UnknownHostException(inet.getHostString()));
        }
        try {
            Attempt attempt = new Attempt(loops.next(), remote, local);
            attempt.start(timeout);
            return attempt.result;
        } catch (IOException | RejectedExecutionException closed) {
            return CompletableFuture.failedFuture(closed);
        }
    }

    // One connect. Everything happens on the loop's thread, save for the result, which anybody may complete first.
    private final class Attempt implements SelectorLoop.Registered {
        final CompletableFuture<SocketTransport> result = new CompletableFuture<>();
        private final SelectorLoop loop;
        private final SocketAddress remote;
        private final @Nullable SocketAddress local;
        private @Nullable SocketChannel channel; // loop; null when it is not ours any more
        private @Nullable SelectionKey key; // loop; registered as long as the connect is under way

        Attempt(SelectorLoop loop, SocketAddress remote, @Nullable SocketAddress local) {
            this.loop = loop;
            this.remote = remote;
            this.local = local;
        }

        @Override
        public String toString() {
            return "connecting to " + remote;
        }

        void start(Duration timeout) {
            CompletionStage<SocketTransport> outcome = result;
            if (!timeout.isZero()) {
                Future<?> timer = scheduler.schedule(
                        () -> result.completeExceptionally(
                                new SocketTimeoutException("no connection to " + remote + " within " + timeout)),
                        timeout);
                outcome.whenComplete((transport, failure) -> timer.cancel(false));
            }
            outcome.whenComplete((transport, failure) -> {
                if (failure != null) {
                    execute(this::drop);
                }
            });
            execute(this::open);
        }

        private void execute(Runnable task) {
            if (!loop.execute(task)) {
                result.completeExceptionally(new IOException("the selector loops are closed"));
            }
        }

        private void open() {
            if (result.isDone()) {
                return;
            }
            try {
                SocketChannel opened = remote instanceof UnixDomainSocketAddress
                        ? SocketChannel.open(StandardProtocolFamily.UNIX)
                        : SocketChannel.open();
                channel = opened;
                SocketTransport.configure(opened);
                if (local != null) {
                    BindFailure.naming(local, () -> opened.bind(local));
                }
                if (opened.connect(remote)) {
                    connected(loop.register(opened, 0, null), opened);
                } else {
                    key = loop.register(opened, SelectionKey.OP_CONNECT, this);
                }
            } catch (IOException | RuntimeException | Error failure) {
                fail(failure);
            }
        }

        @Override
        public void ready(int operations) {
            SelectionKey connecting = key;
            SocketChannel opened = channel;
            if (connecting == null || opened == null) {
                return; // dropped just now
            }
            try {
                if (opened.finishConnect()) {
                    connecting.interestOps(0);
                    connected(connecting, opened);
                }
            } catch (IOException | RuntimeException | Error failure) {
                fail(failure);
            }
        }

        private void connected(SelectionKey registered, SocketChannel opened) throws IOException {
            SocketTransport transport =
                    new SocketTransport(loop, scheduler, registered, opened, new PlainLayer(opened));
            channel = null;
            key = null;
            if (!result.complete(transport)) {
                transport.close();
            }
        }

        @Override
        public void ended(Throwable cause) {
            fail(cause);
        }

        private void fail(Throwable cause) {
            drop();
            result.completeExceptionally(cause);
        }

        private void drop() {
            SocketChannel opened = channel;
            channel = null;
            key = null;
            if (opened != null) {
                try {
                    opened.close();
                } catch (IOException e) {
                    SafeLog.log(System.Logger.Level.DEBUG, "the socket of " + this + " could not be closed", e);
                }
            }
        }
    }
}
