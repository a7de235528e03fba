package dev.ws.it.nativetransport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ws.it.wire.KeyStores;
import dev.ws.transport.Transport;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of {@link Transport} on the containers' own connections, plain and TLS. */
@ParameterizedClass(name = "{0}, TLS {1}")
@MethodSource("hosts")
@Timeout(120)
class TransportContractIT {
    private static final int MIB = 1024 * 1024;
    private static final byte[] NOTHING = {};
    private static final long PATIENCE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private final HostKind kind;
    private final boolean tls;
    private final BlockingQueue<ProbeConnection> connections = new LinkedBlockingQueue<>();
    private volatile ProbeConnection.Handler handler = TransportContractIT::echo; // test thread
    private volatile boolean reading = true; // test thread
    private static Path certificate;

    private Path keyStore;
    private TransportHost host;

    TransportContractIT(HostKind kind, boolean tls) {
        this.kind = kind;
        this.tls = tls;
    }

    static Stream<Arguments> hosts() {
        return Arrays.stream(HostKind.values())
                .flatMap(kind -> Stream.of(Arguments.of(kind, false), Arguments.of(kind, true)));
    }

    @BeforeAll
    static void createKeyStore(@TempDir Path folder) throws Exception {
        certificate = KeyStores.create(folder);
    }

    @BeforeEach
    void startHost() throws Exception {
        keyStore = tls ? certificate : null;
        host = kind.start(keyStore, path -> this::accept);
    }

    @AfterEach
    void stopHost() throws Exception {
        host.close();
    }

    private void accept(Transport transport) {
        ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> handler.accept(probe, input));
        connection.start(reading);
        connections.add(connection);
    }

    private static void echo(ProbeConnection connection, ByteBuffer input) {
        byte[] bytes = new byte[input.remaining()];
        input.get(bytes);
        connection.send(bytes);
    }

    private RawPeer connect() throws Exception {
        return RawPeer.connect(host.port(), tls, "/", NOTHING);
    }

    private ProbeConnection accepted() throws InterruptedException {
        ProbeConnection connection = connections.poll(20, TimeUnit.SECONDS);
        assertThat(connection).isNotNull();
        return connection;
    }

    @Test
    void bytesComeBackInOrder() throws Exception {
        try (RawPeer peer = connect()) {
            for (int size : new int[] {1, 100, 8191, 8192, 8193, 20_000, 70_000, 300_000}) {
                byte[] sent = random(size);
                Thread writer = inBackground(() -> peer.write(sent));
                assertThat(peer.readExactly(size)).isEqualTo(sent);
                writer.join();
            }
            assertClean(accepted());
        }
    }

    /** As a connection does whose callbacks run on an executor: the container's thread announces, another one reads. */
    @Test
    void readingOnOtherThreadsLosesNothing() throws Exception {
        ExecutorService executor = Executors.newFixedThreadPool(4);
        TransportHost shared = kind.start(keyStore, path -> transport -> {
            ProbeConnection connection = new ProbeConnection(transport, TransportContractIT::echo, executor);
            connections.add(connection.start(true));
        });
        try (shared) {
            List<Thread> peers = new ArrayList<>();
            Queue<String> faults = new ConcurrentLinkedQueue<>();
            for (int i = 0; i < 4; i++) {
                int seed = i;
                peers.add(inBackground(() -> {
                    try (RawPeer peer = RawPeer.connect(shared.port(), tls, "/", random(20 + seed))) {
                        peer.readExactly(20 + seed);
                        trickle(peer, new Random(seed));
                    } catch (AssertionError | IOException e) {
                        faults.add(e.toString());
                    }
                }));
            }
            for (Thread peer : peers) {
                peer.join();
            }
            assertThat(faults).isEmpty();
            for (int i = 0; i < 4; i++) {
                assertClean(accepted());
            }
        } finally {
            executor.shutdown();
        }
    }

    /** Small pieces at any pace, so that some come while those before are read. */
    private static void trickle(RawPeer peer, Random random) throws Exception {
        for (int round = 0; round < 20; round++) {
            byte[][] pieces = new byte[100][];
            int total = 0;
            for (int i = 0; i < pieces.length; i++) {
                pieces[i] = new byte[1 + random.nextInt(60)];
                random.nextBytes(pieces[i]);
                total += pieces[i].length;
            }
            ByteBuffer expected = ByteBuffer.allocate(total);
            Thread writer = inBackground(() -> {
                for (byte[] piece : pieces) {
                    peer.write(piece);
                }
            });
            for (byte[] piece : pieces) {
                expected.put(piece);
            }
            assertThat(peer.readExactly(total)).isEqualTo(expected.array());
            writer.join();
        }
    }

    @Test
    void aPeerThatIsGoneBeforeTheAnswerEndsOnce() throws Exception {
        assumeTrue(kind.isUndertow() || kind.isJetty(), "Tomcat drops such a request without telling anybody");
        int rounds = 20;
        Semaphore asked = new Semaphore(0);
        Semaphore gone = new Semaphore(0);
        TransportHost slow = kind.start(keyStore, path -> {
            asked.release();
            gone.acquireUninterruptibly();
            return this::accept;
        });
        try (slow) {
            for (int i = 0; i < rounds; i++) {
                RawPeer peer = RawPeer.request(slow.port(), tls, "/", NOTHING);
                asked.acquire();
                peer.reset();
                gone.release();
            }
            for (int i = 0; i < rounds; i++) {
                ProbeConnection connection = accepted();
                until(() -> connection.closedCalls.get() == 1
                        || connection.inputEnded.getCount() == 0
                        || connection.readFailure != null);
                connection.transport.abort();
                await(connection.closed);
                assertClean(connection);
            }
            until(() -> slow.connections() <= 1); // Tomcat counts the one it is about to accept.
        }
    }

    @Test
    void bytesBehindTheRequestAreRead() throws Exception {
        for (int size : new int[] {1, 500, 4000}) {
            byte[] early = random(size);
            try (RawPeer peer = RawPeer.connect(host.port(), tls, "/", early)) {
                assertThat(peer.readExactly(size)).isEqualTo(early);
                byte[] later = random(1000);
                peer.write(later);
                assertThat(peer.readExactly(1000)).isEqualTo(later);
                assertClean(accepted());
            }
        }
    }

    @Test
    void earlyBytesWaitForDemand() throws Exception {
        reading = false;
        byte[] early = random(300);
        try (RawPeer peer = RawPeer.connect(host.port(), tls, "/", early)) {
            ProbeConnection connection = accepted();
            assertThat(connection.readableCalls).hasValue(0);

            connection.resume();
            assertThat(peer.readExactly(300)).isEqualTo(early);
            assertClean(connection);
        }
    }

    @Test
    void outputOfTheOpenerArrivesBehindTheAnswer() throws Exception {
        TransportHost pushing = kind.start(keyStore, path -> transport -> {
            ProbeConnection connection = new ProbeConnection(transport, TransportContractIT::echo);
            transport.start(connection);
            connection.send("hello".getBytes(StandardCharsets.US_ASCII));
            transport.awaitReadable();
        });
        try (pushing;
                RawPeer peer = RawPeer.connect(pushing.port(), tls, "/", NOTHING)) {
            assertThat(peer.readExactly(5)).asString().isEqualTo("hello");
        }
    }

    @Test
    void endOfInputIsReportedAndOutputStaysUsable() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            peer.shutdownOutput();
            await(connection.inputEnded);
            assertThat(connection.closedCalls).hasValue(0);

            if (!tls && !kind.isNio2()) {
                connection.send(random(1000));
                connection.closeWhenFlushed();
                assertThat(peer.readToEnd()).isEqualTo(1000);
            }
            connection.transport.close();
            await(connection.closed);
            assertThat(connection.closeCause).isNull();
            assertClean(connection);
        }
    }

    @Test
    void outputCanEndBeforeInput() throws Exception {
        handler = (connection, input) -> {};
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            assertThat(connection.transport.halfCloseSupported()).isEqualTo(!tls && !kind.isNio2());
            assumeTrue(connection.transport.halfCloseSupported(), "no half-close on this kind of connection");
            connection.send(random(10));
            until(connection::isFlushed);
            connection.transport.shutdownOutput();
            assertThat(peer.readToEnd()).isEqualTo(10);

            peer.write(random(2000));
            until(() -> connection.received.get() == 2000);
            connection.transport.close();
            await(connection.closed);
            assertClean(connection);
        }
    }

    @Test
    void resetOfAnIdlePeerIsNoticed() throws Exception {
        RawPeer peer = connect();
        ProbeConnection connection = accepted();
        peer.reset();
        until(() -> connection.readFailure != null
                || connection.closedCalls.get() == 1
                || connection.inputEnded.getCount() == 0);
        connection.transport.abort();
        await(connection.closed);
        assertClean(connection);
        assertThat(connection.readableCalls.get()).isLessThan(10);
    }

    @Test
    void resetWithPendingOutputEndsTheConnectionOnce() throws Exception {
        RawPeer peer = connect();
        ProbeConnection connection = accepted();
        connection.send(new byte[40 * MIB]);
        peer.readExactly(MIB);
        peer.reset();
        await(connection.closed);
        assertClean(connection);
        assertThat(connection.readableCalls.get()).isLessThan(10);
        assertThat(connection.writableCalls.get()).isLessThan(1000);

        try (RawPeer other = connect()) {
            other.write(random(10));
            assertThat(other.readExactly(10)).hasSize(10);
        }
    }

    @Test
    void abortCutsTheConnectionOfASilentPeer() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.transport.abort();
            connection.transport.abort();
            await(connection.closed);
            assertThat(connection.closeCause).isNull();
            assertThat(ends(peer)).isTrue();
            assertClean(connection);
        }
    }

    @Test
    void abortCutsTheConnectionOfAPeerThatDoesNotRead() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.send(new byte[20 * MIB]);
            assertThat(connection.isFlushed()).isFalse();
            connection.transport.abort();
            await(connection.closed);
            assertThat(ends(peer)).isTrue();
            assertClean(connection);
        }
    }

    @Test
    void closeAfterFlushTruncatesNothing() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            for (int i = 0; i < 8; i++) {
                connection.send(new byte[MIB]);
            }
            connection.closeWhenFlushed();
            assertThat(peer.readToEnd()).isEqualTo(8L * MIB);
            await(connection.closed);
            assertThat(connection.closeCause).isNull();
            assertClean(connection);
        }
    }

    @Test
    void closeWithUnreadInputDestroysNothing() throws Exception {
        assumeTrue(!kind.isNio2() || !tls, "Tomcat closes TLS over NIO2 at once");
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.send(random(200_000));
            until(connection::isFlushed);
            peer.write(new byte[20_000]);
            connection.transport.close();
            await(connection.closed); // not kept waiting by what follows
            assertThat(connection.closeCause).isNull();
            peer.write(new byte[20_000]); // behind the end, too
            assertThat(peer.readExactly(200_000)).isEqualTo(random(200_000));
            assertThat(peer.readToEnd()).isZero(); // an exception when it is a reset, or the end of TLS is missing
            assertClean(connection);
        }
    }

    @Test
    void aPeerThatTakesNothingIsResetAfterTheClose() throws Exception {
        assumeTrue(!kind.isNio2(), "asynchronous channels have no SO_LINGER");
        assumeTrue(!tls, "TLS changes nothing about it, and it takes two seconds");
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.send(new byte[20 * MIB]);
            assertThat(connection.isFlushed()).isFalse();
            connection.transport.close();
            await(connection.closed);
            untilReset(peer);
            assertClean(connection);
        }
    }

    @Test
    void withoutDemandAFloodCausesNoCalls() throws Exception {
        handler = (connection, input) -> {};
        reading = false;
        int flood = 30 * MIB;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            Thread writer = inBackground(() -> peer.write(new byte[flood]));
            // As long as this takes, other connections work and this one is not called.
            for (int i = 0; i < 20; i++) {
                try (RawPeer other = connect()) {
                    ProbeConnection second = accepted();
                    second.resume();
                    other.write(random(50_000));
                    until(() -> second.received.get() == 50_000);
                }
            }
            assertThat(writer.isAlive()).isTrue();
            assertThat(connection.readableCalls).hasValue(0);
            assertThat(connection.received).hasValue(0);

            connection.resume();
            until(() -> connection.received.get() == flood);
            writer.join();
            assertClean(connection);
        }
    }

    @Test
    void aPauseInsideTheFloodCausesNoCalls() throws Exception {
        AtomicBoolean done = new AtomicBoolean();
        handler = (connection, input) -> {
            if (connection.received.get() > MIB && done.compareAndSet(false, true)) {
                connection.paused = true;
            }
        };
        int flood = 30 * MIB;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            Thread writer = inBackground(() -> peer.write(new byte[flood]));
            until(() -> connection.paused);
            int calls = connection.readableCalls.get();
            try (RawPeer other = connect()) {
                ProbeConnection second = accepted();
                for (int i = 1; i <= 200; i++) {
                    int expected = i * 100;
                    other.write(random(100));
                    until(() -> second.received.get() == expected);
                }
            }
            assertThat(connection.readableCalls.get()).isLessThanOrEqualTo(calls + 1);

            connection.resume();
            until(() -> connection.received.get() == flood);
            writer.join();
            assertClean(connection);
        }
    }

    @Test
    void threadsWriteToStallingReadersInOrder() throws Exception {
        int threads = 4;
        int messages = 3000;
        int size = 1000;
        List<Thread> running = new ArrayList<>();
        List<ProbeConnection> probes = new ArrayList<>();
        List<RawPeer> peers = new ArrayList<>();
        List<Throwable> failures = new ArrayList<>();
        for (int c = 0; c < 3; c++) {
            RawPeer peer = connect();
            peers.add(peer);
            ProbeConnection connection = accepted();
            probes.add(connection);
            for (int t = 0; t < threads; t++) {
                int thread = t;
                running.add(inBackground(() -> {
                    for (int i = 0; i < messages; i++) {
                        byte[] message = new byte[size];
                        ByteBuffer.wrap(message).putInt(thread).putInt(i);
                        connection.send(message);
                    }
                }));
            }
        }
        for (Thread thread : running) {
            thread.join();
        }
        for (RawPeer peer : peers) {
            int[] next = new int[threads];
            for (int i = 0; i < threads * messages; i++) {
                ByteBuffer message = ByteBuffer.wrap(peer.readExactly(size));
                int thread = message.getInt();
                if (message.getInt() != next[thread]++) {
                    failures.add(new AssertionError("out of order in thread " + thread));
                }
            }
            peer.close();
        }
        assertThat(failures).isEmpty();
        probes.forEach(this::assertClean);
    }

    @Test
    void aThreadInsideReadableMayWaitForItsWrites() throws Exception {
        assumeTrue(kind.mayBlock(), "this connector has no asynchronous I/O, or its threads serve other connections");
        handler = (connection, input) -> {
            assertThat(connection.transport.blockingAllowed()).isTrue();
            connection.send(new byte[40 * MIB]);
            connection.send(new byte[] {1});
            until(connection::isFlushed);
            connection.paused = true;
            connection.closeWhenFlushed();
        };
        List<RawPeer> peers = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            RawPeer peer = connect();
            peers.add(peer);
            peer.write(new byte[] {1});
        }
        for (RawPeer peer : peers) {
            assertThat(peer.readToEnd()).isEqualTo(40L * MIB + 1);
            assertClean(accepted());
            peer.close();
        }
    }

    /** Time limits of a server's listener are meant for HTTP. */
    @Test
    void silenceDoesNotEndAConnection() throws Exception {
        assumeTrue(kind.timeLimit() > 0, "no time limits are set");
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            for (int round = 0; round < 2; round++) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(kind.timeLimit() + 500));
                assertThat(connection.closedCalls).hasValue(0);
                peer.write(random(10));
                assertThat(peer.readExactly(10)).isEqualTo(random(10));
            }
            assertClean(connection);
        }
    }

    @Test
    void serverStopEndsConnectionsOnce() throws Exception {
        TransportHost stopped = kind.start(keyStore, path -> this::accept);
        try (RawPeer idle = RawPeer.connect(stopped.port(), tls, "/", NOTHING)) {
            ProbeConnection first = accepted();
            reading = false;
            try (RawPeer paused = RawPeer.connect(stopped.port(), tls, "/", NOTHING)) {
                ProbeConnection second = accepted();
                second.send(new byte[20 * MIB]);
                stopped.close();

                assertThat(ends(idle)).isTrue();
                assertThat(ends(paused)).isTrue();
                first.transport.abort();
                second.transport.abort();
                await(first.closed);
                await(second.closed);
                assertClean(first);
                assertClean(second);
            }
        }
    }

    @Test
    void connectionsEndOnceAndAreForgottenHoweverTheyEnd() throws Exception {
        long before = host.connections();
        handler = (connection, input) -> {
            byte[] bytes = new byte[input.remaining()];
            input.get(bytes);
            connection.send(bytes);
            switch (bytes[0]) {
                case 0 -> connection.closeWhenFlushed();
                case 1 -> connection.transport.abort();
                case 2 -> inBackground(connection.transport::abort);
                case 3 -> inBackground(connection::closeWhenFlushed);
                default -> {
                    // The peer ends it.
                }
            }
        };
        int rounds = 60;
        List<Thread> clients = new ArrayList<>();
        for (int ending = 0; ending < 6; ending++) {
            byte[] message = {(byte) ending};
            clients.add(inBackground(() -> {
                for (int i = 0; i < rounds; i++) {
                    try (RawPeer peer = connect()) {
                        peer.write(message);
                        if (message[0] == 4) {
                            peer.reset();
                        } else if (message[0] == 5) {
                            peer.shutdownOutput();
                        } else {
                            ends(peer);
                        }
                    }
                }
            }));
        }
        for (Thread client : clients) {
            client.join();
        }
        for (int i = 0; i < 6 * rounds; i++) {
            ProbeConnection connection = accepted();
            until(() -> connection.closedCalls.get() == 1
                    || connection.inputEnded.getCount() == 0
                    || connection.readFailure != null);
            connection.transport.close();
            await(connection.closed);
            assertClean(connection);
        }
        until(() -> host.connections() <= before + 1); // Tomcat counts the one it is about to accept.
    }

    private void assertClean(ProbeConnection connection) {
        assertThat(connection.violations).isEmpty();
        assertThat(connection.closedCalls).hasValueLessThan(2);
    }

    /** Whether the peer sees the end, orderly or not. */
    private static void untilReset(RawPeer peer) {
        until(() -> {
            try {
                return peer.isReset();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
    }

    private static boolean ends(RawPeer peer) {
        try {
            peer.readToEnd();
            return true;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (IOException e) {
            return true;
        }
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    private static void await(CountDownLatch latch) throws InterruptedException {
        assertThat(latch.await(30, TimeUnit.SECONDS)).isTrue();
    }

    private static void until(BooleanSupplier condition) {
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("time is up").isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    private interface Task {
        void run() throws Exception;
    }

    private static Thread inBackground(Task task) {
        Thread thread = new Thread(() -> {
            try {
                task.run();
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
