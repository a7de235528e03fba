package dev.ws.transport;

import static dev.ws.transport.Waiting.await;
import static dev.ws.transport.Waiting.inBackground;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import javax.net.ssl.ExtendedSSLSession;
import javax.net.ssl.SNIHostName;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tlschannel.BufferAllocator;

/** TLS over socket transports: the handshake and its failures, both directions, the end; with own and foreign peers. */
@Timeout(180)
class TlsLayerTest {
    private static final SocketAddress ANY_PORT = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    private static final SSLContext SERVER =
            TestCertificate.context(TestCertificate.localhost(), TestCertificate.client());
    private static final SSLContext CLIENT =
            TestCertificate.context(null, TestCertificate.localhost(), TestCertificate.elsewhere());
    private static final ProbeConnection.Handler NOTHING = (connection, input) -> {};
    private static final ProbeConnection.Handler ECHO = (connection, input) -> {
        byte[] bytes = new byte[input.remaining()];
        input.get(bytes);
        connection.send(bytes);
    };

    private final SelectorLoops loops = SelectorLoops.create(2);
    private final ManualScheduler scheduler = new ManualScheduler();
    private final SocketConnector connector = new SocketConnector(loops, scheduler);
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<ProbeConnection> accepted = new LinkedBlockingQueue<>();
    private final List<ProbeConnection> probes = new ArrayList<>(); // the test's thread
    private SSLContext serverContext = SERVER;
    private Consumer<SSLEngine> serverSetup = engine -> {};
    private Executor tasks = Runnable::run;
    private ProbeConnection.Handler handler = ECHO;
    private boolean reading = true;
    private int freshPort = 1000;

    @AfterEach
    void stop() {
        loops.close();
        threads.shutdownNow();
        probes.addAll(accepted);
        assertThat(probes).allSatisfy(probe -> {
            assertThat(probe.violations).isEmpty();
            assertThat(probe.closedCalls).hasValue(1);
        });
    }

    private SocketAcceptor serve() throws IOException {
        return SocketAcceptor.bind(loops, scheduler, ANY_PORT, 1000, transport -> {
            SSLEngine engine = serverContext.createSSLEngine();
            engine.setUseClientMode(false);
            serverSetup.accept(engine);
            transport.secure(engine, tasks);
            ProbeConnection probe = new ProbeConnection(transport, handler);
            probe.start(reading);
            accepted.add(probe);
        });
    }

    private ProbeConnection nextAccepted() throws InterruptedException {
        ProbeConnection probe = accepted.poll(30, TimeUnit.SECONDS);
        assertThat(probe).isNotNull();
        probes.add(probe);
        return probe;
    }

    private ProbeConnection connect(SocketAddress address, SSLEngine engine, ProbeConnection.Handler input)
            throws Exception {
        SocketTransport transport =
                connector.connect(address, null, Duration.ZERO).get(30, TimeUnit.SECONDS);
        transport.secure(engine, tasks);
        ProbeConnection probe = new ProbeConnection(transport, input);
        probes.add(probe);
        return probe;
    }

    private static SSLEngine clientEngine(SSLContext context, String protocol) {
        SSLEngine engine = context.createSSLEngine("localhost", 443);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    private static SSLSocket foreignClient(SocketAcceptor acceptor, String protocol) throws IOException {
        InetSocketAddress address = (InetSocketAddress) acceptor.address();
        SSLSocket socket = (SSLSocket) CLIENT.getSocketFactory().createSocket(address.getAddress(), address.getPort());
        socket.setEnabledProtocols(new String[] {protocol});
        socket.setSoTimeout(30_000);
        return socket;
    }

    private static SocketTransport socket(ProbeConnection probe) {
        return (SocketTransport) probe.transport;
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private void end(ProbeConnection probe) throws InterruptedException {
        probe.transport.close();
        await(probe.closed);
    }

    // --- both directions ---------------------------------------------------------------------------------------------

    @ParameterizedTest
    @CsvSource({"TLSv1.2, false", "TLSv1.2, true", "TLSv1.3, false", "TLSv1.3, true"})
    void bytesComeBack(String protocol, boolean otherThreads) throws Exception {
        tasks = otherThreads ? threads : tasks;
        byte[] sent = random(5_000_000);
        ByteBuffer back = ByteBuffer.allocate(sent.length);
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client =
                    connect(acceptor.address(), clientEngine(CLIENT, protocol), (probe, input) -> back.put(input));
            assertThat(socket(client).tlsSession()).isNull();
            client.start(true);
            for (int from = 0; from < sent.length; from += 100_000) {
                client.send(Arrays.copyOfRange(sent, from, from + 100_000));
            }
            until(() -> client.received.get() == sent.length);
            assertThat(Arrays.equals(back.array(), sent)).isTrue();
            assertThat(socket(client).tlsSession().getProtocol()).isEqualTo(protocol);
            assertThat(socket(nextAccepted()).tlsSession().getProtocol()).isEqualTo(protocol);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientThatOnlyReadsDoesTheHandshakeToo(String protocol) throws Exception {
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client = connect(acceptor.address(), clientEngine(CLIENT, protocol), NOTHING);
            client.start(true);
            nextAccepted().send(new byte[10]);
            until(() -> client.received.get() == 10);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aServerThatOnlyWritesDoesTheHandshakeToo(String protocol) throws Exception {
        reading = false;
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client = connect(acceptor.address(), clientEngine(CLIENT, protocol), NOTHING);
            client.start(true);
            ProbeConnection server = nextAccepted();
            server.send(new byte[10]);
            until(() -> client.received.get() == 10);
            client.send(new byte[20]); // may be in the library's buffer when the server begins to read
            server.resume();
            until(() -> server.received.get() == 20);
        }
    }

    /** Reader and drainer on threads of their own go through the handshake at once, again and again. */
    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void noWakeUpIsLostInTheHandshake(boolean otherThreads) throws Exception {
        tasks = otherThreads ? threads : tasks;
        reading = false;
        handler = NOTHING;
        try (SocketAcceptor acceptor = serve()) {
            for (int i = 0; i < 300; i++) {
                ProbeConnection client = connect(acceptor.address(), clientEngine(CLIENT, "TLSv1.3"), NOTHING);
                client.start(false);
                ProbeConnection server = nextAccepted();
                threads.execute(client::resume);
                threads.execute(() -> client.send(new byte[5]));
                threads.execute(server::resume);
                threads.execute(() -> server.send(new byte[7]));
                until(() -> client.received.get() == 7 && server.received.get() == 5);
                end(client);
                end(server);
            }
        }
    }

    @Test
    void inputThatTheLibraryHoldsIsTold() throws Exception {
        handler = (probe, input) -> {
            probe.paused = true;
            inBackground(probe::resume);
        };
        try (SocketAcceptor acceptor = serve();
                SSLSocket client = foreignClient(acceptor, "TLSv1.3")) {
            client.getOutputStream().write(random(300_000));
            ProbeConnection server = nextAccepted();
            until(() -> server.received.get() == 300_000);
        }
    }

    @Test
    void tasksThatTheExecutorRefusesAreRunAllTheSame() throws Exception {
        tasks = task -> {
            throw new RejectedExecutionException("meant to be thrown");
        };
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client = connect(acceptor.address(), clientEngine(CLIENT, "TLSv1.3"), NOTHING);
            client.start(true);
            client.send(new byte[10]);
            until(() -> client.received.get() == 10);
        }
    }

    /** A slow task, a certificate check say, keeps no selector thread. */
    @Test
    void theLoopsServeOthersWhileATaskRuns() throws Exception {
        BlockingQueue<Runnable> waiting = new LinkedBlockingQueue<>();
        try (SocketAcceptor acceptor = serve()) {
            tasks = waiting::add;
            ProbeConnection slow = connect(acceptor.address(), clientEngine(CLIENT, "TLSv1.3"), NOTHING);
            tasks = Runnable::run;
            slow.start(true);
            slow.send(new byte[1]);
            until(() -> waiting.size() == 1);
            long before = selections();
            for (int i = 0; i < 2; i++) {
                ProbeConnection other = connect(acceptor.address(), clientEngine(CLIENT, "TLSv1.3"), NOTHING);
                other.start(true);
                other.send(new byte[10]);
                until(() -> other.received.get() == 10);
            }
            assertThat(selections() - before).isLessThan(200); // nor does the waiting one spin
            inBackground(() -> {
                while (true) {
                    waiting.take().run();
                }
            });
            until(() -> slow.received.get() == 1);
        }
    }

    @Test
    void twoHundredConnectionsNeedTwoThreads() throws Exception {
        try (SocketAcceptor acceptor = serve()) {
            List<ProbeConnection> clients = new ArrayList<>();
            for (int i = 0; i < 200; i++) {
                ProbeConnection client = connect(acceptor.address(), clientEngine(CLIENT, "TLSv1.3"), NOTHING);
                clients.add(client);
                client.start(true);
                client.send(random(20_000));
            }
            until(() -> clients.stream().allMatch(client -> client.received.get() == 20_000));
            assertThat(Thread.getAllStackTraces().keySet())
                    .filteredOn(thread -> thread.getName().startsWith("ws-io-"))
                    .hasSize(2);
            long before = selections();
            clients.forEach(client -> client.transport.close());
            for (int i = 0; i < 200; i++) {
                ProbeConnection server = nextAccepted();
                await(server.inputEnded);
                end(server);
            }
            assertThat(selections() - before).isLessThan(3000);
        }
    }

    private long selections() throws IOException {
        return loops.next().selections() + loops.next().selections();
    }

    // --- what is agreed ----------------------------------------------------------------------------------------------

    /** D-023. */
    @Test
    void theServerSeesTheServerName() throws Exception {
        try (SocketAcceptor acceptor = serve()) {
            SSLEngine engine = clientEngine(CLIENT, "TLSv1.3");
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setServerNames(List.of(new SNIHostName("chat.test")));
            engine.setSSLParameters(parameters);
            ProbeConnection client = connect(acceptor.address(), engine, NOTHING);
            client.start(true);
            client.send(new byte[1]);
            until(() -> client.received.get() == 1);
            ExtendedSSLSession session =
                    (ExtendedSSLSession) socket(nextAccepted()).tlsSession();
            assertThat(session.getRequestedServerNames()).containsExactly(new SNIHostName("chat.test"));
        }
    }

    /** D-023. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void theServerSeesTheClientsCertificate(String protocol) throws Exception {
        serverSetup = engine -> engine.setNeedClientAuth(true);
        SSLContext known = TestCertificate.context(TestCertificate.client(), TestCertificate.localhost());
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client = connect(acceptor.address(), clientEngine(known, protocol), NOTHING);
            client.start(true);
            client.send(new byte[1]);
            until(() -> client.received.get() == 1);
            assertThat(socket(nextAccepted()).tlsSession().getPeerPrincipal().getName())
                    .isEqualTo("CN=client");
        }
    }

    /** D-023, D-050. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aClientWithoutACertificateLearnsThatOneIsNeeded(String protocol) throws Exception {
        serverSetup = engine -> engine.setNeedClientAuth(true);
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client = connect(acceptor.address(), clientEngine(CLIENT, protocol), NOTHING);
            client.start(true);
            await(client.closed);
            assertThat(client.closeCause)
                    .isInstanceOf(SSLException.class)
                    // JDK 17 sends the first, newer ones the second with TLS 1.2 and the third with 1.3.
                    .hasMessageFindingMatch("bad_certificate|handshake_failure|certificate_required");
            ProbeConnection server = nextAccepted();
            await(server.closed);
            assertThat(server.readFailure).isInstanceOf(SSLHandshakeException.class);
        }
    }

    /** D-023, D-050. */
    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void aCertificateForAnotherNameFailsBothEnds(String protocol) throws Exception {
        serverContext = TestCertificate.context(TestCertificate.elsewhere());
        try (SocketAcceptor acceptor = serve()) {
            SSLEngine engine = clientEngine(CLIENT, protocol);
            SSLParameters parameters = engine.getSSLParameters();
            parameters.setEndpointIdentificationAlgorithm("HTTPS");
            engine.setSSLParameters(parameters);
            ProbeConnection client = connect(acceptor.address(), engine, NOTHING);
            client.start(true);
            await(client.closed);
            assertThat(client.closeCause)
                    .isInstanceOf(SSLHandshakeException.class)
                    .hasMessageContaining("localhost");
            assertThat(socket(client).tlsSession()).isNull();
            ProbeConnection server = nextAccepted();
            await(server.closed);
            assertThat(server.closeCause).isInstanceOf(SSLException.class).hasMessageContaining("certificate_unknown");
        }
    }

    /** The drainer meets the failure; the reader, who waits, learns the same one. */
    @Test
    void aFailureOfTheDrainerIsThatOfTheReader() throws Exception {
        SSLContext distrusting = TestCertificate.context(null, TestCertificate.client());
        try (SocketAcceptor acceptor = serve()) {
            ProbeConnection client = connect(acceptor.address(), clientEngine(distrusting, "TLSv1.3"), NOTHING);
            client.start(true);
            client.send(new byte[10]);
            await(client.closed);
            assertThat(client.writeFailure).isInstanceOf(SSLHandshakeException.class);
            if (client.readFailure != null) {
                assertThat(client.readFailure).isSameAs(client.writeFailure);
            }
            await(nextAccepted().closed);
        }
    }

    @Test
    void tlsComesOnceAndNotAfterPlainInput() throws Exception {
        try (SocketAcceptor acceptor = serve()) {
            SocketTransport transport =
                    connector.connect(acceptor.address(), null, Duration.ZERO).get(30, TimeUnit.SECONDS);
            assertThat(transport.tlsSession()).isNull();
            transport.unread(ByteBuffer.allocate(1));
            assertThatThrownBy(() -> transport.secure(clientEngine(CLIENT, "TLSv1.3")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("there is input before the TLS handshake");
            assertThat(transport.read(ByteBuffer.allocate(1))).isEqualTo(1);
            transport.secure(clientEngine(CLIENT, "TLSv1.3"));
            assertThatThrownBy(() -> transport.secure(clientEngine(CLIENT, "TLSv1.3")))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("there is TLS already");
            transport.abort();
        }
    }

    // --- peers that do something else --------------------------------------------------------------------------------

    /** D-050. */
    @Test
    void plainTextOnATlsPortIsAFailure() throws Exception {
        try (SocketAcceptor acceptor = serve();
                RawPeer peer = RawPeer.connect(acceptor.address())) {
            peer.write("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
            ProbeConnection server = nextAccepted();
            await(server.closed);
            assertThat(server.closeCause).isInstanceOf(SSLException.class);
            peer.endsWithReset(); // or not: it ends
        }
    }

    /** D-050. */
    @Test
    void tlsOnAPlainPortIsAFailure() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            ProbeConnection client = connect(server.getLocalSocketAddress(), clientEngine(CLIENT, "TLSv1.3"), NOTHING);
            client.start(true);
            try (Socket socket = server.accept()) {
                socket.getOutputStream().write("HTTP/1.1 400 Bad Request\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
                await(client.closed);
                assertThat(client.closeCause).isInstanceOf(SSLException.class);
            }
        }
    }

    /** Larger than any record may be, yet not so large that the engine refuses it at once. */
    @Test
    void aRecordOfTwentyThousandBytesIsAFailure() throws Exception {
        try (SocketAcceptor acceptor = serve();
                RawPeer peer = RawPeer.connect(acceptor.address())) {
            byte[] flood = new byte[30_000];
            ByteBuffer.wrap(flood).put((byte) 22).putShort((short) 0x0303).putShort((short) 20_000);
            peer.write(flood);
            ProbeConnection server = nextAccepted();
            await(server.closed);
            assertThat(server.closeCause).isInstanceOf(SSLException.class);
        }
    }

    @Test
    void keysMayChangeWhileBothDirectionsAreBusy() throws Exception {
        try (SocketAcceptor acceptor = serve();
                SSLSocket client = foreignClient(acceptor, "TLSv1.3")) {
            byte[] message = random(100_000);
            DataInputStream input = new DataInputStream(client.getInputStream());
            Thread sender = inBackground(() -> {
                for (int i = 0; i < 20; i++) {
                    client.getOutputStream().write(message);
                    client.startHandshake(); // a KeyUpdate
                }
            });
            byte[] back = new byte[message.length];
            for (int i = 0; i < 20; i++) {
                input.readFully(back);
                assertThat(Arrays.equals(back, message)).isTrue();
            }
            sender.join();
            end(nextAccepted()); // for which the client waits when it closes
        }
    }

    /** Before 1.3 new keys take another handshake, which the JDK's client cannot do while another of its threads reads. */
    @Test
    void aSecondHandshakeIsPossible() throws Exception {
        try (SocketAcceptor acceptor = serve();
                SSLSocket client = foreignClient(acceptor, "TLSv1.2")) {
            byte[] message = random(10_000);
            DataInputStream input = new DataInputStream(client.getInputStream());
            byte[] back = new byte[message.length];
            for (int i = 0; i < 20; i++) {
                client.getOutputStream().write(message);
                input.readFully(back);
                assertThat(Arrays.equals(back, message)).isTrue();
                client.startHandshake();
            }
            end(nextAccepted());
        }
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void thePeersEndIsTheEndOfInput(String protocol) throws Exception {
        try (SocketAcceptor acceptor = serve();
                SSLSocket client = foreignClient(acceptor, protocol)) {
            client.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(7);
            client.shutdownOutput(); // close_notify
            ProbeConnection server = nextAccepted();
            await(server.inputEnded);
            server.send(new byte[100]);
            if (protocol.equals("TLSv1.3")) {
                assertThat(client.getInputStream().readNBytes(100)).hasSize(100);
            } else {
                assertThat(server.writeFailure).hasMessage("the peer ended the TLS connection");
            }
            end(server);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void closingTellsThePeerThroughTls(String protocol) throws Exception {
        handler = (probe, input) -> probe.transport.close();
        try (SocketAcceptor acceptor = serve();
                SSLSocket client = foreignClient(acceptor, protocol)) {
            client.getOutputStream().write(7);
            assertThat(client.getInputStream().read()).isEqualTo(-1); // an exception without close_notify
            await(nextAccepted().closed);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    @SuppressWarnings("try") // closed early
    void theOwnEndLosesNothingOfWhatWasSent(String protocol) throws Exception {
        AtomicInteger count = new AtomicInteger();
        handler = (probe, input) -> {
            if (count.getAndIncrement() == 0) {
                probe.send(new byte[1000]);
                assertThat(probe.transport.halfCloseSupported()).isTrue();
                probe.transport.shutdownOutput();
            }
        };
        try (SocketAcceptor acceptor = serve();
                SSLSocket client = foreignClient(acceptor, protocol)) {
            client.getOutputStream().write(new byte[3_000_000]); // all of which is taken, and most of it dropped
            assertThat(client.getInputStream().readNBytes(2000)).hasSize(1000);
            ProbeConnection server = nextAccepted();
            client.close();
            await(server.inputEnded);
            assertThat(server.received.get()).isLessThan(100_000);
            end(server);
        }
    }

    @Test
    void beforeTheHandshakeIsDoneTheOutputCannotEndAlone() throws Exception {
        try (SocketAcceptor acceptor = serve();
                RawPeer peer = RawPeer.connect(acceptor.address())) {
            ProbeConnection server = nextAccepted();
            assertThat(server.transport.halfCloseSupported()).isFalse();
            server.transport.shutdownOutput();
            server.transport.close();
            await(server.closed);
            assertThat(peer.endsWithReset()).isFalse();
        }
    }

    /** An echo server with TLS, a relay, a client with TLS. The relay cuts after so many bytes in one direction. */
    private final class Relay implements AutoCloseable {
        private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final SocketAddress server;
        private final AtomicLong toServer = new AtomicLong();
        private final AtomicLong toClient = new AtomicLong();
        private volatile long cutToServer = Long.MAX_VALUE; // the test's thread
        private volatile long cutToClient = Long.MAX_VALUE; // the test's thread
        private volatile boolean reset; // the test's thread

        Relay(SocketAddress server) throws IOException {
            this.server = server;
        }

        SocketAddress address() {
            return listening.getLocalSocketAddress();
        }

        void next() {
            threads.execute(() -> {
                try (Socket left = listening.accept();
                        Socket right = new Socket()) {
                    right.connect(server);
                    toServer.set(0);
                    toClient.set(0);
                    var back = threads.submit(() -> copy(right, left, toClient, cutToClient));
                    copy(left, right, toServer, cutToServer);
                    back.get();
                } catch (Exception e) {
                    throw new IllegalStateException(e);
                }
            });
        }

        // Ends both sockets' use when the bytes are through, or either one ended.
        private Void copy(Socket from, Socket to, AtomicLong count, long cut) {
            byte[] buffer = new byte[64 * 1024];
            try {
                while (count.get() < cut) {
                    int size = from.getInputStream().read(buffer, 0, (int) Math.min(buffer.length, cut - count.get()));
                    if (size < 0) {
                        break;
                    }
                    to.getOutputStream().write(buffer, 0, size);
                    count.addAndGet(size);
                }
                if (reset) {
                    from.setSoLinger(true, 0);
                    to.setSoLinger(true, 0);
                }
                from.close();
                to.close();
            } catch (IOException ended) {
                // by the other direction
            }
            return null;
        }

        @Override
        public void close() throws IOException {
            listening.close();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "TLSv1.2, true, false, 7",
        "TLSv1.2, false, false, 11",
        "TLSv1.2, true, true, 11",
        "TLSv1.3, true, false, 1",
        "TLSv1.3, false, false, 7",
        "TLSv1.3, true, true, 11",
        "TLSv1.3, false, true, 11"
    })
    void aHandshakeThatIsCutEndsBothEndsOnce(String protocol, boolean cutInput, boolean reset, int step)
            throws Exception {
        try (SocketAcceptor acceptor = serve();
                Relay relay = new Relay(acceptor.address())) {
            relay.next();
            ProbeConnection whole = connect(relay.address(), freshEngine(protocol), NOTHING);
            whole.start(true);
            whole.send(new byte[100]);
            until(() -> whole.received.get() == 100);
            AtomicLong passed = cutInput ? relay.toServer : relay.toClient;
            until(() -> passed.get() > 400); // counted when it was passed on, maybe after the answer
            long most = passed.get();
            end(whole);
            finish(nextAccepted());

            relay.reset = reset;
            long before = selections();
            int rounds = 0;
            for (long cut = 1; cut < most; cut += step, rounds++) {
                relay.cutToServer = cutInput ? cut : Long.MAX_VALUE;
                relay.cutToClient = cutInput ? Long.MAX_VALUE : cut;
                relay.next();
                ProbeConnection client = connect(relay.address(), freshEngine(protocol), NOTHING);
                client.start(true);
                client.send(new byte[100]);
                // Signatures differ in length, so the last cuts may come too late.
                until(() -> isOver(client) || client.received.get() == 100);
                end(client);
                finish(nextAccepted());
            }
            assertThat(selections() - before).isLessThan(100L * rounds);
        }
    }

    // To a port of its own, so that no session of a former handshake makes this one shorter.
    private SSLEngine freshEngine(String protocol) {
        SSLEngine engine = CLIENT.createSSLEngine("localhost", ++freshPort);
        engine.setUseClientMode(true);
        engine.setEnabledProtocols(new String[] {protocol});
        return engine;
    }

    // Waits for the end, of input or of all.
    private void finish(ProbeConnection probe) throws InterruptedException {
        until(() -> isOver(probe));
        end(probe);
    }

    private static boolean isOver(ProbeConnection probe) {
        return probe.inputEnded.getCount() == 0 || probe.closed.getCount() == 0;
    }

    // --- memory ------------------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"TLSv1.2", "TLSv1.3"})
    void anIdleConnectionHoldsNoBuffers(String protocol) throws Exception {
        AtomicInteger lent = new AtomicInteger();
        BufferAllocator counting = new BufferAllocator() {
            @Override
            public ByteBuffer allocate(int size) {
                lent.incrementAndGet();
                return ByteBuffer.allocate(size);
            }

            @Override
            public void free(ByteBuffer buffer) {
                lent.decrementAndGet();
            }
        };
        try (ServerSocketChannel listening = ServerSocketChannel.open().bind(ANY_PORT);
                SocketChannel left = SocketChannel.open(listening.getLocalAddress());
                SocketChannel right = listening.accept()) {
            left.configureBlocking(false);
            right.configureBlocking(false);
            SSLEngine serverEngine = SERVER.createSSLEngine();
            serverEngine.setUseClientMode(false);
            TlsLayer client = new TlsLayer(left, clientEngine(CLIENT, protocol), Runnable::run, counting, () -> {});
            TlsLayer server = new TlsLayer(right, serverEngine, Runnable::run, counting, () -> {});
            assertThat(lent).hasValue(0);

            ByteBuffer message = ByteBuffer.wrap(random(40_000));
            ByteBuffer got = ByteBuffer.allocate(40_000);
            until(() -> {
                try {
                    client.write(message);
                    server.read(got);
                    return !got.hasRemaining();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
            assertThat(got.array()).isEqualTo(message.array());
            assertThat(client.read(ByteBuffer.allocate(10))).isZero();
            assertThat(server.read(ByteBuffer.allocate(10))).isZero();
            assertThat(client.flush()).isTrue();
            assertThat(client.holdsInput() || server.holdsInput()).isFalse();
            assertThat(lent).hasValue(0);

            // Neither does the end leave any behind, with input half read and output half written.
            ByteBuffer endless = ByteBuffer.allocate(10_000_000);
            client.write(endless);
            server.read(ByteBuffer.allocate(10));
            assertThat(lent.get()).isPositive();
            client.close();
            server.close();
            assertThat(lent).hasValue(0);
        }
    }
}
