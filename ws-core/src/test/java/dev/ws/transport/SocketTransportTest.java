package dev.ws.transport;

import static dev.ws.transport.Waiting.await;
import static dev.ws.transport.Waiting.inBackground;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.connection.CollectedLog;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The contract of {@link Transport} on sockets, with a small engine of the test's own on top. */
@ParameterizedClass(name = "{0}")
@MethodSource("families")
@Timeout(120)
class SocketTransportTest {
    private static final int MIB = 1024 * 1024;

    private final BlockingQueue<ProbeConnection> connections = new LinkedBlockingQueue<>();
    private final SelectorLoops loops = SelectorLoops.create(1);
    private final ManualScheduler scheduler = new ManualScheduler();
    private volatile ProbeConnection.Handler handler = SocketTransportTest::echo;
    private volatile boolean reading = true;
    private SelectorLoop loop;
    private SocketAcceptor acceptor;

    @Parameter
    String family;

    @TempDir
    Path folder;

    static Stream<Arguments> families() {
        return Stream.of(arguments("TCP"), arguments("UNIX"));
    }

    @BeforeEach
    void listen() throws IOException {
        loop = loops.next(); // the only one
        SocketAddress any = tcp()
                ? new InetSocketAddress(InetAddress.getLoopbackAddress(), 0)
                : UnixDomainSocketAddress.of(folder.resolve("socket"));
        acceptor = SocketAcceptor.bind(loops, scheduler, any, 100, transport -> {
            ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> handler.accept(probe, input));
            connection.start(reading);
            connections.add(connection);
        });
    }

    @AfterEach
    void stop() {
        loops.close();
        assertThat(loop.isAlive()).isFalse();
    }

    private boolean tcp() {
        return family.equals("TCP");
    }

    private static void echo(ProbeConnection connection, ByteBuffer input) {
        byte[] bytes = new byte[input.remaining()];
        input.get(bytes);
        connection.send(bytes);
    }

    private RawPeer connect() throws IOException {
        return RawPeer.connect(acceptor.address());
    }

    private ProbeConnection accepted() throws InterruptedException {
        ProbeConnection connection = connections.poll(20, TimeUnit.SECONDS);
        assertThat(connection).isNotNull();
        return connection;
    }

    private static void assertClean(ProbeConnection connection) {
        assertThat(connection.violations).isEmpty();
        assertThat(connection.closedCalls).hasValueLessThan(2);
    }

    private static byte[] random(int size) {
        byte[] bytes = new byte[size];
        new Random(size).nextBytes(bytes);
        return bytes;
    }

    @Test
    void bytesComeBackInOrder() throws Exception {
        try (RawPeer peer = connect()) {
            for (int size : new int[] {1, 100, 16_384, 16_385, 70_000, 300_000, 5 * MIB}) {
                byte[] sent = random(size);
                Thread writer = inBackground(() -> peer.write(sent));
                assertThat(peer.readExactly(size)).isEqualTo(sent);
                writer.join();
            }
            assertClean(accepted());
        }
    }

    @Test
    void itKnowsItsAddressesAndItsNature() throws Exception {
        try (RawPeer peer = connect()) {
            SocketTransport transport = (SocketTransport) accepted().transport;
            assertThat(transport.localAddress()).isEqualTo(acceptor.address());
            assertThat(transport.remoteAddress()).isEqualTo(peer.localAddress());
            assertThat(transport.blockingAllowed()).isFalse();
            assertThat(transport.halfCloseSupported()).isTrue();
        }
    }

    @Test
    void aReceiverHandsOverWithWhatItReadTooFar() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection first = accepted();
            SocketTransport transport = (SocketTransport) first.transport;
            CountDownLatch handedOver = new CountDownLatch(1);
            Queue<ProbeConnection> second = new ConcurrentLinkedQueue<>();
            handler = (connection, input) -> {
                if (connection == first) {
                    connection.paused = true;
                    transport.unread(input.slice(1, 2));
                    transport.unread(ByteBuffer.wrap(new byte[] {7}));
                    transport.unread(ByteBuffer.allocate(0));
                    ProbeConnection next = new ProbeConnection(transport, SocketTransportTest::echo);
                    second.add(next);
                    next.start(true);
                    handedOver.countDown();
                } else {
                    echo(connection, input);
                }
            };
            peer.write(new byte[] {1, 2, 3});
            first.resume();
            await(handedOver);
            assertThat(peer.readExactly(3)).containsExactly(7, 2, 3);
            peer.write(new byte[] {4});
            assertThat(peer.readExactly(1)).containsExactly(4);

            transport.abort();
            await(second.element().closed);
            assertThat(first.closedCalls).hasValue(0);
            assertClean(second.element());
        }
    }

    @Test
    void whatWasReadTooFarComesInTheSizesAskedFor() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            SocketTransport transport = (SocketTransport) accepted().transport;
            transport.unread(ByteBuffer.wrap(new byte[] {1, 2, 3}));
            ByteBuffer two = ByteBuffer.allocate(2);
            assertThat(transport.read(two)).isEqualTo(2);
            assertThat(two.array()).containsExactly(1, 2);
            assertThat(transport.read(two.clear())).isEqualTo(1);
            assertThat(two.array()).startsWith(3);
            assertThat(transport.read(two.clear())).isZero();
            peer.write(new byte[] {4});
            until(() -> read(transport, two) == 1);
            assertThat(two.array()).startsWith(4);
        }
    }

    private static int read(SocketTransport transport, ByteBuffer target) {
        try {
            return transport.read(target);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void aReceiverThatComesTooLateIsToldOfTheEnd() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection first = accepted();
            first.transport.abort();
            await(first.closed);
            ProbeConnection second = new ProbeConnection(first.transport, SocketTransportTest::echo);
            second.start(false);
            await(second.closed);
            assertThat(first.closedCalls).hasValue(1);
            assertThat(peer.localAddress()).isNotNull();
        }
    }

    @Test
    void smallSegmentsAreNotDelayed() throws Exception {
        try (SocketChannel channel = SocketChannel.open()) {
            SocketTransport.configure(channel);
            assertThat(channel.getOption(StandardSocketOptions.TCP_NODELAY)).isTrue();
            assertThat(channel.isBlocking()).isFalse();
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
            long selections = loop.selections();
            try (RawPeer other = connect()) {
                ProbeConnection second = accepted();
                for (int i = 1; i <= 200; i++) {
                    int expected = i * 100;
                    other.write(random(100));
                    until(() -> second.received.get() == expected);
                }
            }
            assertThat(connection.readableCalls).hasValue(calls);
            assertThat(loop.selections() - selections).isLessThan(300);

            connection.resume();
            until(() -> connection.received.get() == flood);
            writer.join();
            assertClean(connection);
        }
    }

    @Test
    void idleConnectionsCauseNoSelections() throws Exception {
        List<RawPeer> idle = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            idle.add(connect());
            ProbeConnection connection = accepted();
            if (i % 2 == 0) {
                idle.get(i).shutdownOutput(); // half-closed and otherwise idle
                await(connection.inputEnded);
            }
        }
        try (RawPeer busy = connect()) {
            accepted();
            busy.write(new byte[1]);
            busy.readExactly(1);
            long selections = loop.selections();
            long wakeups = loop.wakeups();
            for (int i = 0; i < 1000; i++) {
                busy.write(new byte[1]);
                busy.readExactly(1);
            }
            assertThat(loop.selections() - selections).isBetween(1L, 1001L);
            assertThat(loop.wakeups()).isEqualTo(wakeups);
        }
        for (RawPeer peer : idle) {
            peer.close();
        }
    }

    @Test
    void endOfInputIsReportedAndOutputStaysUsable() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            peer.shutdownOutput();
            await(connection.inputEnded);
            assertThat(connection.closedCalls).hasValue(0);

            connection.send(random(1000));
            connection.closeWhenFlushed();
            assertThat(peer.readToEnd()).isEqualTo(1000);
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
            connection.send(random(10));
            until(connection::isFlushed);
            connection.transport.shutdownOutput();
            assertThat(peer.readToEnd()).isEqualTo(10);

            peer.write(random(2000));
            until(() -> connection.received.get() == 2000);
            connection.transport.close();
            await(connection.closed);
            assertThat(connection.closeCause).isNull();
            assertClean(connection);
        }
    }

    @Test
    void resetOfAnIdlePeerEndsTheConnection() throws Exception {
        RawPeer peer = connect();
        ProbeConnection connection = accepted();
        peer.reset();
        if (!tcp()) {
            await(connection.inputEnded); // no such thing as a reset
            connection.transport.abort();
        }
        await(connection.closed);
        assertClean(connection);
        assertThat(connection.readableCalls).hasValue(1);
    }

    @Test
    void aReaderThatDoesNotAbortLearnsTheCauseOfTheEnd() throws Exception {
        reading = false;
        RawPeer peer = connect();
        ProbeConnection connection = accepted();
        connection.send(random(100));
        peer.reset(); // with unread input, which makes it a reset with either family
        until(() -> {
            try {
                return connection.transport.read(ByteBuffer.allocate(10)) < 0;
            } catch (IOException reset) {
                return true;
            }
        });
        await(connection.closed);
        assertThat(connection.closeCause).isInstanceOf(IOException.class);
        assertClean(connection);
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
    void aPeerThatVanishesWhileWeWriteFailsTheWriteAndWhatItSentBeforeIsRead() throws Exception {
        reading = false;
        handler = (connection, input) -> {};
        RawPeer peer = connect();
        ProbeConnection connection = accepted();
        peer.write(random(100));
        peer.close();
        until(() -> {
            connection.send(new byte[1000]);
            return connection.writeFailure != null || connection.closedCalls.get() == 1;
        });
        await(connection.closed);
        assertClean(connection);
    }

    @Test
    void aFailedWriteLeavesTheInputToBeRead() throws Exception {
        reading = false;
        RawPeer peer = connect();
        SocketTransport transport = (SocketTransport) accepted().transport;
        peer.write(random(100));
        peer.close(); // FIN behind the input; what is written now is answered by a reset or refused
        until(() -> {
            try {
                transport.write(ByteBuffer.allocate(1000));
                return false;
            } catch (IOException expected) {
                return true;
            }
        });
        assertThat(transport.read(ByteBuffer.allocate(1000))).isEqualTo(100);
        transport.abort();
    }

    @Test
    void abortCutsTheConnectionOfASilentPeer() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.transport.abort();
            connection.transport.abort();
            connection.transport.close();
            await(connection.closed);
            assertThat(connection.closeCause).isNull();
            assertThat(peer.endsWithReset()).isEqualTo(tcp());
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
            assertThat(peer.endsWithReset()).isEqualTo(tcp());
            assertClean(connection);
        }
    }

    @Test
    void closeIsOrderly() throws Exception {
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.transport.close();
            connection.transport.close();
            await(connection.closed);
            assertThat(peer.endsWithReset()).isFalse();
            assertThat(connection.closeCause).isNull();
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

    // Writes until the kernel takes no more, and returns how much it took.
    private static long fill(ProbeConnection connection) throws IOException {
        long taken = 0;
        ByteBuffer bytes = ByteBuffer.allocate(MIB);
        while (connection.transport.write(bytes.clear()) == MIB) {
            taken += MIB;
        }
        return taken + bytes.position();
    }

    private ProbeConnection closedWithUnreadInput(RawPeer peer) throws Exception {
        ProbeConnection connection = accepted();
        assertThat(connection.transport.write(ByteBuffer.wrap(random(200_000)))).isEqualTo(200_000);
        peer.write(new byte[10_000]);
        connection.transport.close();
        await(connection.closed); // not kept waiting by what follows
        return connection;
    }

    private void untilForgotten() {
        until(() -> {
            CountDownLatch looked = new CountDownLatch(1);
            AtomicBoolean empty = new AtomicBoolean();
            loop.execute(() -> {
                empty.set(loop.channels() == 1); // the acceptor's
                looked.countDown();
            });
            try {
                await(looked);
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
            return empty.get();
        });
    }

    @Test
    void closeWithUnreadInputDestroysNothing() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = closedWithUnreadInput(peer);
            peer.write(new byte[10_000]); // behind the end, too
            assertThat(peer.readExactly(200_000)).isEqualTo(random(200_000));
            assertThat(peer.endsWithReset()).isFalse();
            peer.shutdownOutput();
            untilForgotten();
            assertThat(scheduler.waiting()).isZero();
            assertClean(connection);
        }
    }

    @Test
    void theTimeToLingerIsLimited() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            closedWithUnreadInput(peer);
            until(() -> scheduler.waiting() == 1);
            assertThat(scheduler.delays()).contains(LingeringSocket.PATIENCE);
            scheduler.pass();
            untilForgotten(); // although the peer has not ended its side
            assertThat(peer.readExactly(200_000)).isEqualTo(random(200_000));
            assertThat(peer.endsWithReset()).isFalse();
        }
    }

    @Test
    void whatIsDroppedWhileLingeringIsLimited() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            closedWithUnreadInput(peer);
            Thread flood = new Thread(() -> {
                try {
                    peer.write(new byte[LingeringSocket.MOST_DROPPED + 16 * MIB]);
                } catch (IOException cut) {
                    // What is expected.
                }
            });
            flood.start();
            untilForgotten();
            flood.join();
            assertThat(scheduler.waiting()).isZero();
        }
    }

    @Test
    void aPeerThatTakesNothingIsResetAfterTheClose() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            fill(connection);
            connection.transport.close();
            await(connection.closed);
            until(() -> scheduler.waiting() == 1);
            scheduler.pass();
            untilForgotten();
            assertThat(peer.endsWithReset()).isEqualTo(tcp());
        }
    }

    @Test
    void aPeerThatReadsGetsWhatTheKernelTookBeforeTheClose() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            peer.write(new byte[1000]); // never read
            long taken = fill(connection);
            connection.transport.close();
            await(connection.closed);
            assertThat(peer.readToEnd()).isEqualTo(taken);
            peer.shutdownOutput();
            untilForgotten();
            assertClean(connection);
        }
    }

    @Test
    void abortCutsALingeringSocketShort() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            fill(connection);
            connection.transport.close();
            await(connection.closed);
            connection.transport.abort();
            untilForgotten();
            assertThat(peer.endsWithReset()).isEqualTo(tcp());
            assertThat(scheduler.waiting()).isZero();
            assertClean(connection);
        }
    }

    @Test
    void theEndOfTheLoopsEndsLingeringSockets() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            closedWithUnreadInput(peer);
            until(() -> scheduler.waiting() == 1);
            loops.close();
            assertThat(scheduler.waiting()).isZero();
            assertThat(peer.readExactly(200_000)).isEqualTo(random(200_000));
            assertThat(peer.endsWithReset()).isFalse();
        }
    }

    @Test
    void nothingIsReadOrWrittenAfterTheEnd() throws Exception {
        reading = false;
        try (RawPeer peer = connect()) {
            ProbeConnection connection = accepted();
            connection.transport.close();
            await(connection.closed);
            peer.write(new byte[10]);
            assertThatThrownBy(() -> connection.transport.read(ByteBuffer.allocate(10)))
                    .isInstanceOf(ClosedChannelException.class);
            assertThatThrownBy(() -> connection.transport.write(ByteBuffer.allocate(10)))
                    .isInstanceOf(ClosedChannelException.class);
        }
    }

    @Test
    void whatWasClosedBeforeTheStartIsToldAtTheStart() throws Exception {
        BlockingQueue<SocketTransport> taken = new LinkedBlockingQueue<>();
        try (SocketAcceptor other = SocketAcceptor.bind(
                        loops, scheduler, new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10, transport -> {
                            transport.abort();
                            taken.add(transport);
                        });
                RawPeer peer = RawPeer.connect(other.address())) {
            peer.endsWithReset();
            ProbeConnection late = new ProbeConnection(taken.take(), SocketTransportTest::echo);
            late.start(false);
            await(late.closed);
            assertClean(late);
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
        for (int c = 0; c < 3; c++) {
            peers.add(connect());
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
                assertThat(message.getInt()).as("thread %d", thread).isEqualTo(next[thread]++);
            }
            peer.close();
        }
        probes.forEach(SocketTransportTest::assertClean);
    }

    @Test
    void demandFromOtherThreadsIsAlwaysSeen() throws Exception {
        try (RawPeer peer = connect()) {
            BlockingQueue<Integer> toRead = new LinkedBlockingQueue<>();
            handler = (connection, input) -> {
                connection.paused = true; // the next demand comes from another thread
                echo(connection, input);
                toRead.add(1);
            };
            ProbeConnection connection = accepted();
            Thread reader = inBackground(() -> {
                for (int i = 0; i < 3000; i++) {
                    toRead.take();
                    connection.resume();
                }
            });
            for (int i = 0; i < 3000; i++) {
                peer.write(new byte[] {(byte) i});
                assertThat(peer.readExactly(1)).containsExactly(i);
            }
            reader.join();
            assertClean(connection);
        }
    }

    @Test
    void aReceiverThatThrowsEndsItsOwnConnectionOnly() throws Exception {
        handler = (connection, input) -> {
            if (input.get(0) == 66) {
                throw new AssertionError("meant to be thrown");
            }
            echo(connection, input);
        };
        try (RawPeer peer = connect();
                CollectedLog log = new CollectedLog("dev.ws.transport")) {
            ProbeConnection failing = accepted();
            try (RawPeer other = connect()) {
                ProbeConnection second = accepted();
                peer.write(new byte[] {66});
                await(failing.closed);
                assertThat(failing.closeCause).hasMessage("meant to be thrown");
                assertThat(log.records())
                        .singleElement()
                        .satisfies(
                                record -> assertThat(record.getMessage()).isEqualTo("probe failed inside the engine"));

                other.write(new byte[1]);
                assertThat(other.readExactly(1)).hasSize(1);
                assertClean(second);
            }
        }
    }

    @Test
    void stopEndsBusyConnectionsOnce() throws Exception {
        try (RawPeer idle = connect();
                RawPeer stalled = connect();
                RawPeer flooding = connect()) {
            List<ProbeConnection> all = List.of(accepted(), accepted(), accepted());
            all.get(1).send(new byte[20 * MIB]);
            Thread writer = inBackground(() -> {
                try {
                    flooding.write(new byte[200 * MIB]);
                } catch (IOException stopped) {
                    assertThat(stopped).isNotNull(); // as it has to be, sooner or later
                }
            });
            until(() -> all.get(2).received.get() > MIB);
            loops.close();

            for (ProbeConnection connection : all) {
                await(connection.closed);
                connection.transport.abort();
                connection.send(new byte[10]);
                assertClean(connection);
                assertThat(connection.closeCause).hasMessage("the selector loop was stopped");
            }
            idle.readToEnd();
            stalled.endsWithReset();
            writer.join();
        }
    }

    @Test
    void connectionsEndOnceHoweverTheyEnd() throws Exception {
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
                            peer.endsWithReset();
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
            until(() -> connection.closedCalls.get() == 1 || connection.inputEnded.getCount() == 0);
            connection.transport.close();
            await(connection.closed);
            assertClean(connection);
        }
    }
}
