package dev.ws.transport;

import static dev.ws.transport.Waiting.await;
import static dev.ws.transport.Waiting.inBackground;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.frame.Role;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** WebSocket connections over sockets, both ends here, one in each role. */
@Timeout(180)
class SocketConnectionsTest {
    private static final int MIB = 1024 * 1024;
    private static final SocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);

    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final SelectorLoops loops = SelectorLoops.create(2);
    private final SocketConnector connector = new SocketConnector(loops, runtime::schedule);
    private final Queue<WebSocketConnection> servers = new ConcurrentLinkedQueue<>();
    private final AtomicInteger ended = new AtomicInteger();
    private final Executor runtimeTasks = task -> inBackground(task::run);
    private @Nullable SSLContext serverTls; // the test's thread
    private @Nullable SSLEngine clientEngine; // the test's thread

    @AfterEach
    void stop() {
        loops.close();
        runtime.close();
    }

    private WebSocketConnection connection(Role role, WebSocketOptions options, WebSocketListener listener) {
        ConnectionOwner owner = new ConnectionOwner() {
            @Override
            public @Nullable CompletionStage<?> opened(WebSocket ws) {
                return null;
            }

            @Override
            public void ended(WebSocket ws) {
                ended.incrementAndGet();
            }
        };
        HandshakeRequest request = HandshakeRequest.builder("GET", "/").build();
        WebSocketConnection made = new WebSocketConnection(role, options, request, "", List.of(), runtime, owner);
        made.addListener(listener);
        return made;
    }

    private static final class Echo implements WebSocketListener {
        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            ws.send(data);
        }
    }

    private static final class Recorder implements WebSocketListener {
        final BlockingQueue<byte[]> messages = new LinkedBlockingQueue<>();
        final CountDownLatch closed = new CountDownLatch(1);
        final AtomicInteger closes = new AtomicInteger();
        volatile @Nullable CloseStatus status; // pump

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            byte[] bytes = new byte[data.remaining()];
            data.get(bytes);
            messages.add(bytes);
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus end) {
            status = end;
            closes.incrementAndGet();
            closed.countDown();
        }
    }

    private SocketAcceptor serve(SocketAddress address, WebSocketOptions options) throws IOException {
        return SocketAcceptor.bind(loops, runtime::schedule, address, 5000, transport -> {
            WebSocketConnection server = connection(Role.SERVER, options, new Echo());
            servers.add(server);
            if (serverTls != null) {
                SSLEngine engine = serverTls.createSSLEngine();
                engine.setUseClientMode(false);
                transport.secure(engine, runtimeTasks);
            }
            server.start(transport);
        });
    }

    private WebSocketConnection open(SocketAcceptor acceptor, WebSocketOptions options, WebSocketListener listener)
            throws Exception {
        // With its own output above the mark the client would not read, and both ends wait for each other.
        WebSocketOptions patient =
                options.toBuilder().highWaterBytes(1024L * MIB).build();
        WebSocketConnection client = connection(Role.CLIENT, patient, listener);
        SocketTransport transport = connector
                .connect(acceptor.address(), null, Duration.ofSeconds(30))
                .get(30, TimeUnit.SECONDS);
        if (clientEngine != null) {
            transport.secure(clientEngine, runtimeTasks);
        }
        client.start(transport);
        return client;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void comes(byte[] message, Recorder events) throws InterruptedException {
        byte[] next = events.messages.poll(30, TimeUnit.SECONDS);
        assertThat(Arrays.equals(next, message))
                .as("%d bytes come back", message.length)
                .isTrue();
    }

    private static void echoes(WebSocketConnection client, Recorder events) throws InterruptedException {
        for (int size : new int[] {0, 1, 125, 126, 65_535, 65_536, MIB}) {
            byte[] message = random(size);
            client.send(message);
            comes(message, events);
        }
        byte[] large = random(MIB);
        for (int i = 0; i < 20; i++) {
            client.send(large); // both directions full at once
        }
        for (int i = 0; i < 20; i++) {
            comes(large, events);
        }
        client.close(1000, "done");
        await(events.closed);
        assertThat(events.status).isEqualTo(new CloseStatus(1000, "done", true));
    }

    @ParameterizedTest
    @EnumSource(Dispatch.class)
    void messagesComeBackOverTcp(Dispatch dispatch) throws Exception {
        WebSocketOptions options = WebSocketOptions.builder().dispatch(dispatch).build();
        try (SocketAcceptor acceptor = serve(ANY_PORT, options)) {
            Recorder events = new Recorder();
            echoes(open(acceptor, options, events), events);
            until(() -> ended.get() == 2);
        }
    }

    @ParameterizedTest
    @EnumSource(Dispatch.class)
    void messagesComeBackOverUnixSockets(Dispatch dispatch, @TempDir Path folder) throws Exception {
        WebSocketOptions options = WebSocketOptions.builder().dispatch(dispatch).build();
        try (SocketAcceptor acceptor = serve(UnixDomainSocketAddress.of(folder.resolve("socket")), options)) {
            Recorder events = new Recorder();
            echoes(open(acceptor, options, events), events);
            until(() -> ended.get() == 2);
        }
    }

    /** C-034, D-023. */
    @ParameterizedTest
    @CsvSource({"TLSv1.2, INLINE", "TLSv1.2, EXECUTOR", "TLSv1.3, INLINE", "TLSv1.3, EXECUTOR"})
    void messagesComeBackOverTls(String protocol, Dispatch dispatch) throws Exception {
        WebSocketOptions options = WebSocketOptions.builder().dispatch(dispatch).build();
        serverTls = TestCertificate.context(TestCertificate.localhost());
        clientEngine =
                TestCertificate.context(null, TestCertificate.localhost()).createSSLEngine("localhost", 443);
        clientEngine.setUseClientMode(true);
        clientEngine.setEnabledProtocols(new String[] {protocol});
        try (SocketAcceptor acceptor = serve(ANY_PORT, options)) {
            Recorder events = new Recorder();
            echoes(open(acceptor, options, events), events);
            until(() -> ended.get() == 2);
        }
    }

    @Test
    void aReaderThatDoesNotReadStopsTheServerFromReading() throws Exception {
        WebSocketOptions options =
                WebSocketOptions.builder().highWaterBytes(4L * MIB).build();
        try (SocketAcceptor acceptor = serve(ANY_PORT, options)) {
            Recorder events = new Recorder();
            WebSocketConnection client = open(acceptor, options, events);
            until(() -> servers.size() == 1);
            WebSocketConnection server = servers.element();
            client.pause();
            int count = 200;
            AtomicLong most = new AtomicLong();
            for (int i = 0; i < count; i++) {
                client.send(new byte[MIB]);
                most.accumulateAndGet(server.bufferedAmount(), Math::max);
            }
            // The server stops reading, so the client's output stays where it is.
            until(() -> {
                most.accumulateAndGet(server.bufferedAmount(), Math::max);
                return server.bufferedAmount() > 4L * MIB;
            });
            assertThat(client.bufferedAmount()).isPositive();
            client.resume();
            for (int i = 0; i < count; i++) {
                most.accumulateAndGet(server.bufferedAmount(), Math::max);
                assertThat(events.messages.poll(30, TimeUnit.SECONDS)).hasSize(MIB);
            }
            assertThat(most.get()).isLessThan(10L * MIB);
        }
    }

    @Test
    void aClientMaySendFarMoreAtOnceThanFitsOnTheWay() throws Exception {
        try (SocketAcceptor acceptor = serve(ANY_PORT, WebSocketOptions.DEFAULT)) {
            Recorder events = new Recorder();
            WebSocketConnection client = open(acceptor, WebSocketOptions.DEFAULT, events);
            int count = 150;
            for (int i = 0; i < count; i++) {
                client.send(new byte[MIB]);
            }
            for (int i = 0; i < count; i++) {
                assertThat(events.messages.poll(30, TimeUnit.SECONDS)).hasSize(MIB);
            }
            client.close();
            await(events.closed);
        }
    }

    @Test
    void twoThousandConnectionsNeedTwoThreads() throws Exception {
        int count = 2000;
        WebSocketOptions options =
                WebSocketOptions.builder().dispatch(Dispatch.INLINE).build();
        int before = Thread.activeCount();
        try (SocketAcceptor acceptor = serve(ANY_PORT, options)) {
            List<CompletableFuture<SocketTransport>> connects = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                connects.add(connector.connect(acceptor.address(), null, Duration.ofSeconds(60)));
            }
            List<WebSocketConnection> clients = new ArrayList<>();
            Recorder events = new Recorder();
            for (CompletableFuture<SocketTransport> connect : connects) {
                WebSocketConnection client = connection(Role.CLIENT, options, events);
                client.start(connect.get(60, TimeUnit.SECONDS));
                clients.add(client);
            }
            until(() -> servers.size() == count);
            for (WebSocketConnection client : clients) {
                client.send(random(64));
            }
            for (int i = 0; i < count; i++) {
                comes(random(64), events);
            }
            // Two loops; a timer and the sweeper of the runtime; a callback thread for what INLINE cannot do inline.
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("ws-io-"))
                    .hasSize(2);
            assertThat(Thread.activeCount() - before).isLessThan(20);
            for (WebSocketConnection client : clients) {
                client.close(1000, "");
            }
            until(() -> ended.get() == 2 * count);
            assertThat(events.closes).hasValue(count);
        }
    }

    @Test
    void stoppingTheLoopsEndsBusyConnections() throws Exception {
        try (SocketAcceptor acceptor = serve(ANY_PORT, WebSocketOptions.DEFAULT)) {
            List<Recorder> recorders = new ArrayList<>();
            List<Thread> senders = new ArrayList<>();
            for (int i = 0; i < 10; i++) {
                Recorder events = new Recorder();
                recorders.add(events);
                WebSocketConnection client = open(acceptor, WebSocketOptions.DEFAULT, events);
                senders.add(inBackground(() -> {
                    while (client.readyState() == ReadyState.OPEN) {
                        if (client.bufferedAmount() < MIB) {
                            client.send(new byte[1000]);
                        } else {
                            Thread.onSpinWait();
                        }
                    }
                }));
            }
            until(() -> recorders.stream().allMatch(events -> events.messages.size() > 10));
            loops.close();
            for (Recorder events : recorders) {
                await(events.closed);
                assertThat(events.status).isEqualTo(CloseStatus.ABNORMAL);
            }
            for (Thread sender : senders) {
                sender.join();
            }
            until(() -> ended.get() == 20);
            assertThat(recorders).allMatch(events -> events.closes.get() == 1);
        }
    }
}
