package dev.ws.server;

import static dev.ws.server.RawClient.frames;
import static dev.ws.server.RawClient.request;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.http.HttpLimits;
import java.io.IOException;
import java.net.BindException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Servers with a listener of their own; among them are all that is meant by {@code createServer} and {@code listen}. */
@Timeout(60)
class ListeningServerTest {
    private final Set<Thread> threadsBefore = threads();
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final List<HandshakeRequest> requests = new CopyOnWriteArrayList<>();
    private final WebSocketServer.Builder builder = WebSocketServer.builder()
            .runtime(runtime)
            .onConnection((ws, request) -> {
                requests.add(request);
                ws.onText((socket, text) -> socket.send(text));
            });

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private static ListenOptions.Builder loopback() {
        return ListenOptions.builder().host("127.0.0.1");
    }

    private static void finish(WebSocketServer server) throws Exception {
        server.shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS);
        server.closed().get(30, TimeUnit.SECONDS);
    }

    private static int port(WebSocketServer server) {
        return ((InetSocketAddress) server.address().orElseThrow()).getPort();
    }

    @Test
    void theKernelKeepsAsManyWaitingAsAsked(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("socket");
        CountDownLatch goOn = new CountDownLatch(1);
        WebSocketServer server = builder.options(options -> options.dispatch(Dispatch.INLINE))
                .verifyClient(
                        request -> { // until all loops, and so the one that accepts, are inside
                            awaitQuietly(goOn);
                            return Decision.reject();
                        })
                .listen(ListenOptions.builder().unixSocket(file).backlog(1).build());
        byte[] handshake = String.join(
                        "\r\n",
                        "GET / HTTP/1.1",
                        "Host: x",
                        "Connection: Upgrade",
                        "Upgrade: websocket",
                        "Sec-WebSocket-Version: 13",
                        "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
                        "",
                        "")
                .getBytes(StandardCharsets.US_ASCII);
        List<SocketChannel> peers = new ArrayList<>();
        IOException full = null;
        try {
            while (full == null && peers.size() < 45) { // the kernel's own default is 50
                SocketChannel peer = SocketChannel.open(StandardProtocolFamily.UNIX);
                peers.add(peer);
                peer.configureBlocking(false);
                try {
                    peer.connect(UnixDomainSocketAddress.of(file)); // at once, or never
                    peer.write(ByteBuffer.wrap(handshake));
                } catch (IOException refused) {
                    full = refused;
                }
            }
        } finally {
            goOn.countDown();
            for (SocketChannel peer : peers) {
                peer.close();
            }
        }
        assertThat(full).as("after " + peers.size() + " connections").isNotNull();
        finish(server);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    // --- where -------------------------------------------------------------------------------------------------------

    @Test
    void b002b003AServerListensOnAllAddresses() throws Exception {
        WebSocketServer server = builder.listen(0);

        InetSocketAddress address = (InetSocketAddress) server.address().orElseThrow();
        assertThat(address.getAddress().isAnyLocalAddress()).isTrue();
        assertThat(address.getPort()).isPositive();
        try (RawClient client = RawClient.connect(server).open("/")) {
            assertThat(client.send(frames(WireFrame.text("hello"))).frame()).isEqualTo("text 'hello'");
        }
        finish(server);
    }

    private List<Thread> keepers() {
        return threads().stream()
                .filter(thread -> thread.getName().equals("ws-listener") && !threadsBefore.contains(thread))
                .toList();
    }

    @Test
    void theJvmIsKeptWhileItListens() throws Exception {
        WebSocketServer server = builder.listen(loopback().build());

        List<Thread> keepers = keepers();
        assertThat(keepers).hasSize(1).noneMatch(Thread::isDaemon);
        server.stopAccepting();
        keepers.get(0).join();
        finish(server);
    }

    @Test
    void theEndOfTheRuntimeLetsGoOfTheJvm() throws Exception {
        WebSocketServer server = builder.listen(loopback().build());

        List<Thread> keepers = keepers();
        assertThat(server.address()).isPresent();
        runtime.close();
        keepers.get(0).join();
    }

    @Test
    void aDaemonDoesNotKeepTheJvm() throws Exception {
        WebSocketServer server = builder.listen(loopback().daemon(true).build());

        assertThat(keepers()).isEmpty();
        finish(server);
    }

    @Test
    void b003AServerListensOnAHost() throws Exception {
        WebSocketServer server = builder.listen(loopback().build());

        assertThat(((InetSocketAddress) server.address().orElseThrow()).getAddress())
                .isEqualTo(InetAddress.getLoopbackAddress());
        finish(server);
    }

    @Test
    void b005b010AServerListensOnAUnixSocket(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("socket");
        WebSocketServer server =
                builder.listen(ListenOptions.builder().unixSocket(file).build());

        assertThat(server.address()).contains(UnixDomainSocketAddress.of(file));
        try (RawClient client = RawClient.connect(server).open("/chat")) {
            assertThat(client.send(frames(WireFrame.text("hello"))).frame()).isEqualTo("text 'hello'");
            assertThat(requests.get(0).remoteAddress()).isNull();
            assertThat(requests.get(0).localAddress()).isNull();
        }
        server.stopAccepting();
        assertThat(file).doesNotExist();
        finish(server);
    }

    @Test
    void b010AServerWithoutListenerHasNoAddress() throws Exception {
        WebSocketServer server = builder.detached();

        assertThatIllegalStateException()
                .isThrownBy(server::address)
                .withMessage("The server is operating in \"noServer\" mode");
        finish(server);
    }

    @Test
    void b010AClosedServerHasNoAddress() throws Exception {
        WebSocketServer server = builder.listen(loopback().build());
        server.stopAccepting();

        assertThat(server.address()).isEmpty();
        finish(server);
    }

    @Test
    void b007WhoWaitsForListeningIsToldOnce() throws Exception {
        List<SocketAddress> told = new ArrayList<>();
        builder.onListening(server -> told.add(server.address().orElseThrow()));

        WebSocketServer server = builder.listen(loopback().build());
        assertThat(told).containsExactly(server.address().orElseThrow());
        finish(server);

        WebSocketServer detached = builder.build();
        assertThat(told).hasSize(1);
        finish(detached);
    }

    @Test
    void b007AFailureThereClosesTheServer() {
        List<WebSocketServer> told = new ArrayList<>();
        builder.onListening(server -> {
            told.add(server);
            throw new IllegalStateException("no");
        });

        assertThatIllegalStateException()
                .isThrownBy(() -> builder.listen(loopback().build()))
                .withMessage("no");
        assertThat(told.get(0).closed()).succeedsWithin(Duration.ofSeconds(30));
    }

    @Test
    void b008AnAddressThatCannotBeBoundFailsAndLeavesNothing(@TempDir Path folder) throws Exception {
        Path file = Files.createFile(folder.resolve("taken"));
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThatExceptionOfType(BindException.class)
                    .isThrownBy(() -> WebSocketServer.builder()
                            .listen(loopback().port(other.getLocalPort()).build()))
                    .withMessageContaining(":" + other.getLocalPort());
        }
        assertThatExceptionOfType(BindException.class)
                .isThrownBy(() -> WebSocketServer.builder()
                        .listen(ListenOptions.builder().unixSocket(file).build()))
                .withMessageContaining(file.toString());
        assertThatExceptionOfType(IOException.class)
                .isThrownBy(() -> WebSocketServer.builder()
                        .listen(ListenOptions.builder()
                                .unixSocket(folder.resolve("x".repeat(200)))
                                .build()))
                .withMessageContaining("x".repeat(200));
        assertThat(file).exists();
        assertThatExceptionOfType(UnknownHostException.class)
                .isThrownBy(() -> WebSocketServer.builder()
                        .listen(ListenOptions.builder()
                                .address(InetSocketAddress.createUnresolved("nowhere.invalid", 0))
                                .build()));
        assertNoThreads();
    }

    // --- limits ------------------------------------------------------------------------------------------------------

    @Test
    void g030TheConnectionAboveTheLimitIsToldWhenToRetry() throws Exception {
        WebSocketServer server = builder.maxConnections(1).listen(loopback().build());

        try (RawClient first = RawClient.connect(server).open("/");
                RawClient second = RawClient.connect(server).send(request("/"))) {
            assertThat(second.rest())
                    .startsWith("HTTP/1.1 503 Service Unavailable\r\n")
                    .contains("\r\nRetry-After: 10\r\n")
                    .endsWith("\r\n\r\nService Unavailable");
            assertThat(first.hasInput()).isFalse();
        }
        finish(server);
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void b011b012b021CloseKeepsConnectionsAndClosedWaitsForThem(boolean tracking) throws Exception {
        WebSocketServer server =
                builder.clientTracking(tracking).listen(loopback().build());
        SocketAddress address = server.address().orElseThrow();
        List<@Nullable Throwable> callbacks = new CopyOnWriteArrayList<>();

        try (RawClient client = RawClient.connect(server).open("/")) {
            server.stopAccepting(callbacks::add);
            server.stopAccepting(callbacks::add); // B-013

            assertThatExceptionOfType(ConnectException.class).isThrownBy(() -> RawClient.connect(address));
            assertThat(client.send(frames(WireFrame.text("still there"))).frame())
                    .isEqualTo("text 'still there'");
            assertThat(server.state()).isEqualTo(ServerState.CLOSING);
            assertThat(server.closed()).isNotDone();
            assertThat(callbacks).isEmpty();
        }
        server.closed().get(30, TimeUnit.SECONDS);
        until(() -> callbacks.size() == 2);
        assertThat(callbacks).containsOnlyNulls();

        server.stopAccepting(callbacks::add);
        assertThat(callbacks.get(2)).isInstanceOf(IllegalStateException.class).hasMessage("The server is not running");
    }

    @Test
    void b013AServerClosesFromItsOwnHandler() throws Exception {
        CompletableFuture<WebSocketServer> self = new CompletableFuture<>();
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> {
                    self.join().close();
                    ws.close();
                })
                .listen(loopback().build());
        self.complete(server);

        try (RawClient client = RawClient.connect(server).open("/")) {
            assertThat(client.frame()).startsWith("close ");
            client.send(frames(WireFrame.of(Opcode.CLOSE, "")));
            client.awaitEnd();
        }
        server.closed().get(30, TimeUnit.SECONDS);
        assertNoThreads();
    }

    @Test
    void b015ClosingAnswersHandshakesUnderWay() throws Exception {
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        WebSocketServer server =
                builder.verifyClientAsync(request -> decision).listen(loopback().build());

        try (RawClient client = RawClient.connect(server).send(request("/"))) {
            until(() -> decision.getNumberOfDependents() > 0);
            server.stopAccepting();

            assertThat(client.rest()).startsWith("HTTP/1.1 503 ").endsWith("\r\n\r\nService Unavailable");
        }
        server.closed().get(30, TimeUnit.SECONDS);
        decision.complete(Decision.accept());
        assertThat(requests).isEmpty();
    }

    @Test
    void g040AShutdownSays1001AndNoThreadIsLeft() throws Exception {
        WebSocketServer server = WebSocketServer.builder().listen(loopback().build());

        CompletableFuture<ShutdownReport> report;
        try (RawClient client = RawClient.connect(server).open("/")) {
            report = server.shutdown();
            assertThat(client.frame()).isEqualTo("close 1001 ");
            client.send(frames(WireFrame.close(1001, "")));
            assertThat(client.rest()).isEmpty();
        }
        assertThat(report.get(30, TimeUnit.SECONDS)).isEqualTo(new ShutdownReport(1, 0));
        server.closed().get(30, TimeUnit.SECONDS);
        assertNoThreads();
    }

    @Test
    void g040AShutdownCutsWhoDoesNotAnswer() throws Exception {
        WebSocketServer server = WebSocketServer.builder().listen(loopback().build());

        try (RawClient client = RawClient.connect(server).open("/");
                RawClient silent = RawClient.connect(server)) {
            assertThat(server.shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS).timedOut())
                    .isLessThanOrEqualTo(1);
            client.awaitEnd();
            silent.awaitEnd();
        }
        server.closed().get(30, TimeUnit.SECONDS);
        assertNoThreads();
    }

    @Test
    void anAddressIsFreeWhenCloseReturns() throws Exception {
        for (int i = 0; i < 20; i++) {
            WebSocketServer first = builder.listen(loopback().build());
            int port = port(first);
            first.close();
            WebSocketServer second = builder.listen(loopback().port(port).build());
            assertThat(port(second)).isEqualTo(port);
            finish(first);
            finish(second);
        }
    }

    @Test
    void b022TheOpenConnectionsCanBeSeen() throws Exception {
        WebSocketServer server = builder.listen(loopback().build());

        try (RawClient client = RawClient.connect(server).open("/")) {
            until(() -> server.clients().size() == 1);
            assertThat(server.clients()).allMatch(WebSocket::isOpen);
            assertThat(client.hasInput()).isFalse();
        }
        until(() -> server.clients().isEmpty());
        finish(server);
    }

    private static Set<Thread> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().startsWith("ws-"))
                .collect(Collectors.toSet());
    }

    private void assertNoThreads() {
        until(() -> threadsBefore.containsAll(threads()));
    }

    // --- options -----------------------------------------------------------------------------------------------------

    @Test
    void optionsHaveTheDefaultsOfNode() {
        ListenOptions options = ListenOptions.DEFAULT;

        assertThat(options.address()).isEqualTo(new InetSocketAddress(0));
        assertThat(options.backlog()).isEqualTo(511); // B-004
        assertThat(options.handshakeTimeout()).isEqualTo(Duration.ofSeconds(10)); // G-032
        assertThat(options.sslContext()).isNull();
    }

    @Test
    void thereIsOnePlaceOnly() {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 5);

        assertThat(ListenOptions.builder().address(address).build().address()).isEqualTo(address);
        assertThat(ListenOptions.builder().host("127.0.0.1").port(7).build().address())
                .isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 7));
        assertThatIllegalStateException()
                .isThrownBy(() -> ListenOptions.builder().address(address).port(7))
                .withMessage("port(...) would undo address(...), which was called before; only one can be set");
    }

    @Test
    void optionsOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> ListenOptions.port(65536));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenOptions.builder().backlog(-1).build())
                .withMessage("backlog is -1, must not be negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ListenOptions.builder()
                        .handshakeTimeout(Duration.ofNanos(-1))
                        .build())
                .withMessage("handshakeTimeout is PT-0.000000001S, must not be negative");
        assertThatThrownBy(() -> new ListenOptions(
                        new InetSocketAddress(0),
                        0,
                        null,
                        new SSLParameters(),
                        Duration.ZERO,
                        HttpLimits.DEFAULT,
                        false))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("sslParameters need an sslContext");
    }
}
