package dev.ws.transport;

import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.channels.ServerSocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketConnectorTest {
    private static final Duration TIMEOUT = Duration.ofSeconds(7);

    private final SelectorLoops loops = SelectorLoops.create(1);
    private final ManualScheduler scheduler = new ManualScheduler();
    private final SocketConnector connector = new SocketConnector(loops, scheduler);

    @AfterEach
    void stop() {
        loops.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private static Throwable failure(CompletableFuture<?> result) throws Exception {
        try {
            Object unexpected = result.get(30, TimeUnit.SECONDS);
            throw new AssertionError("completed with " + unexpected);
        } catch (ExecutionException expected) {
            return expected.getCause();
        }
    }

    /** A server whose queue is full, so that further connects neither succeed nor fail. */
    private final class FullServer implements AutoCloseable {
        final ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        private final List<CompletableFuture<SocketTransport>> queued = new ArrayList<>();

        FullServer() throws Exception {
            SocketConnector filler = new SocketConnector(loops, new ManualScheduler());
            for (int i = 0; i < 2; i++) { // a backlog of 1 lets 2 in
                CompletableFuture<SocketTransport> next = filler.connect(address(), null, Duration.ZERO);
                next.get(30, TimeUnit.SECONDS);
                queued.add(next);
            }
        }

        SocketAddress address() {
            return server.getLocalSocketAddress();
        }

        @Override
        public void close() throws IOException {
            server.close();
        }
    }

    @Test
    void connectsAndCancelsItsTimer() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SocketTransport transport = connector
                    .connect(server.getLocalSocketAddress(), null, TIMEOUT)
                    .get(30, TimeUnit.SECONDS);
            assertThat(transport.remoteAddress()).isEqualTo(server.getLocalSocketAddress());
            assertThat(server.accept().getRemoteSocketAddress()).isEqualTo(transport.localAddress());
            assertThat(scheduler.delays()).containsExactly(TIMEOUT);
            assertThat(scheduler.waiting()).isZero();
        }
    }

    @Test
    void connectsFromAGivenAddress() throws Exception {
        InetAddress own = InetAddress.getByName("127.0.0.7");
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            SocketTransport transport = connector
                    .connect(server.getLocalSocketAddress(), new InetSocketAddress(own, 0), TIMEOUT)
                    .get(30, TimeUnit.SECONDS);
            assertThat(((InetSocketAddress) transport.localAddress()).getAddress())
                    .isEqualTo(own);
            assertThat(server.accept().getInetAddress()).isEqualTo(own);
        }
    }

    @Test
    void aRefusedConnectFails() throws Exception {
        InetSocketAddress nobody;
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            nobody = (InetSocketAddress) server.getLocalSocketAddress();
        }
        assertThat(failure(connector.connect(nobody, null, TIMEOUT)))
                .isInstanceOf(ConnectException.class)
                .hasMessage("Connection refused");
        assertThat(scheduler.waiting()).isZero();
    }

    @Test
    void anUnresolvedNameFails() throws Exception {
        assertThat(failure(connector.connect(InetSocketAddress.createUnresolved("nowhere.invalid", 80), null, TIMEOUT)))
                .isInstanceOf(UnknownHostException.class)
                .hasMessage("nowhere.invalid");
    }

    @Test
    void anUnusableOwnAddressFails() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            InetSocketAddress foreign = new InetSocketAddress(InetAddress.getByName("192.0.2.1"), 0);
            assertThat(failure(connector.connect(server.getLocalSocketAddress(), foreign, TIMEOUT)))
                    .isInstanceOf(SocketException.class);
        }
    }

    @Test
    void theTimeoutEndsTheAttempt() throws Exception {
        try (FullServer full = new FullServer()) {
            CompletableFuture<SocketTransport> result = connector.connect(full.address(), null, TIMEOUT);
            assertThat(result).isNotDone();
            scheduler.pass();
            assertThat(failure(result))
                    .isInstanceOf(SocketTimeoutException.class)
                    .hasMessage("no connection to " + full.address() + " within PT7S");
        }
    }

    @Test
    void cancellingGivesUp() throws Exception {
        try (FullServer full = new FullServer()) {
            CompletableFuture<SocketTransport> result = connector.connect(full.address(), null, TIMEOUT);
            result.cancel(true);
            until(() -> scheduler.waiting() == 0);
            // Room for one: had the attempt gone on, it would be it.
            full.server.accept().close();
            full.server.accept().close();
            SocketTransport next =
                    connector.connect(full.address(), null, TIMEOUT).get(30, TimeUnit.SECONDS);
            assertThat(full.server.accept().getRemoteSocketAddress()).isEqualTo(next.localAddress());
        }
    }

    @Test
    void closingTheLoopsEndsAttempts() throws Exception {
        try (FullServer full = new FullServer()) {
            CompletableFuture<SocketTransport> result = connector.connect(full.address(), null, TIMEOUT);
            loops.close();
            assertThat(failure(result)).isInstanceOf(IOException.class).hasMessage("the selector loop was stopped");
            assertThat(failure(connector.connect(full.address(), null, TIMEOUT)))
                    .isInstanceOf(IOException.class)
                    .hasMessage("the selector loops are closed");
        }
    }

    @Test
    void aStoppedSchedulerFailsTheConnect() throws Exception {
        SocketConnector stopped = new SocketConnector(loops, (task, delay) -> {
            throw new RejectedExecutionException("stopped");
        });
        assertThat(failure(stopped.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), 9), null, TIMEOUT)))
                .isInstanceOf(RejectedExecutionException.class);
    }

    @Test
    void aNegativeTimeoutIsRefused() {
        assertThatThrownBy(() -> connector.connect(anyPort(), null, Duration.ofMillis(-1)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("the timeout is PT-0.001S, at least 0 needed");
    }

    @Test
    void connectsToUnixSocketsAndFailsWithoutOne(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        assertThat(failure(connector.connect(address, null, TIMEOUT))).isInstanceOf(IOException.class);
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address);
            SocketTransport transport =
                    connector.connect(address, null, TIMEOUT).get(30, TimeUnit.SECONDS);
            assertThat(transport.remoteAddress()).isEqualTo(address);
            server.accept().close();
        }
    }

    @Test
    void aFullQueueOfAUnixSocketFailsAtOnce(@TempDir Path folder) throws Exception {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("socket"));
        try (ServerSocketChannel server = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            server.bind(address, 1);
            for (int i = 0; i < 2; i++) { // a backlog of 1 lets 2 in
                connector.connect(address, null, TIMEOUT).get(30, TimeUnit.SECONDS);
            }
            assertThat(failure(connector.connect(address, null, TIMEOUT))).isInstanceOf(IOException.class);
            assertThat(scheduler.waiting()).isZero();
        }
    }
}
