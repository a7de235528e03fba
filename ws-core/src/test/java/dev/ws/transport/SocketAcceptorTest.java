package dev.ws.transport;

import static dev.ws.transport.Waiting.await;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(60)
class SocketAcceptorTest {
    private final SelectorLoops loops = SelectorLoops.create(2);
    private final ManualScheduler scheduler = new ManualScheduler();
    private final BlockingQueue<SocketTransport> accepted = new LinkedBlockingQueue<>();

    @AfterEach
    void stop() {
        loops.close();
    }

    private static InetSocketAddress anyPort() {
        return new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    }

    private SocketTransport taken() throws InterruptedException {
        SocketTransport transport = accepted.poll(30, TimeUnit.SECONDS);
        assertThat(transport).isNotNull();
        return transport;
    }

    private static SocketChannel connect(SocketAcceptor acceptor) throws IOException {
        return SocketChannel.open(acceptor.address());
    }

    @Test
    void portZeroIsAFreeOne() throws Exception {
        try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, accepted::add);
                SocketChannel peer = connect(acceptor)) {
            InetSocketAddress address = (InetSocketAddress) acceptor.address();
            assertThat(address.getPort()).isPositive();
            assertThat(address.getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(taken().remoteAddress()).isEqualTo(peer.getLocalAddress());
        }
    }

    @Test
    void anAddressInUseCannotBeBound() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 10, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() ->
                            SocketAcceptor.bind(loops, scheduler, other.getLocalSocketAddress(), 0, accepted::add))
                    .isInstanceOf(BindException.class)
                    .hasMessageContaining(other.getLocalSocketAddress().toString())
                    .hasCauseInstanceOf(BindException.class);
        }
    }

    @Test
    void socketsAreSpreadOverTheLoops() throws Exception {
        Set<String> threads = ConcurrentHashMap.newKeySet();
        CountDownLatch six = new CountDownLatch(6);
        try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, transport -> {
            threads.add(Thread.currentThread().getName());
            six.countDown();
        })) {
            for (int i = 0; i < 6; i++) {
                connect(acceptor);
            }
            await(six);
            assertThat(threads).containsExactlyInAnyOrder("ws-io-1", "ws-io-2");
        }
    }

    @Test
    void acceptingGoesOnAfterAFailure() throws Exception {
        AtomicInteger calls = new AtomicInteger();
        AtomicInteger failures = new AtomicInteger(3);
        SocketAcceptor.Accept failing = server -> {
            calls.incrementAndGet();
            if (failures.getAndDecrement() > 0) {
                throw new IOException("Too many open files");
            }
            return server.accept();
        };
        try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, failing, accepted::add)) {
            SocketChannel peer = connect(acceptor);
            for (int failure = 1; failure <= 3; failure++) {
                until(() -> scheduler.waiting() == 1);
                assertThat(calls).hasValue(failure);
                // The other loop and this one work meanwhile, and this one is not told again of what waits.
                for (int i = 0; i < 100; i++) {
                    CountDownLatch ran = new CountDownLatch(2);
                    loops.next().execute(ran::countDown);
                    loops.next().execute(ran::countDown);
                    await(ran);
                }
                assertThat(calls).hasValue(failure);
                assertThat(accepted).isEmpty();
                scheduler.pass();
            }
            assertThat(taken().remoteAddress()).isEqualTo(peer.getLocalAddress());
            assertThat(scheduler.delays()).containsOnly(Duration.ofMillis(100)).hasSize(3);
        }
    }

    @Test
    void aLogThatFailsTooStopsNothing() throws Exception {
        Logger log = Logger.getLogger("dev.ws.transport");
        AtomicInteger lines = new AtomicInteger();
        Handler unable = new Handler() {
            @Override
            public void publish(LogRecord line) {
                lines.incrementAndGet();
                throw new NoClassDefFoundError("meant to be thrown: no file can be opened");
            }

            @Override
            public void flush() {}

            @Override
            public void close() {}
        };
        AtomicInteger failures = new AtomicInteger(1);
        SocketAcceptor.Accept failing = server -> {
            if (failures.getAndDecrement() > 0) {
                throw new IOException("Too many open files");
            }
            return server.accept();
        };
        log.addHandler(unable);
        try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, failing, accepted::add)) {
            SocketChannel peer = connect(acceptor);
            until(() -> scheduler.waiting() == 1);
            scheduler.pass();
            assertThat(taken().remoteAddress()).isEqualTo(peer.getLocalAddress());
            CountDownLatch ran = new CountDownLatch(2);
            for (int i = 0; i < 2; i++) {
                SelectorLoop loop = loops.next();
                loop.execute(() -> {
                    throw new IllegalStateException("meant to be thrown");
                });
                loop.execute(ran::countDown);
            }
            await(ran);
            assertThat(lines).hasValue(3);
        } finally {
            log.removeHandler(unable);
        }
    }

    @Test
    void withoutRetriesAFailureClosesTheSocket() throws Exception {
        Scheduler stopped = (task, delay) -> {
            throw new RejectedExecutionException("stopped");
        };
        SocketAcceptor acceptor = SocketAcceptor.bind(
                loops,
                stopped,
                anyPort(),
                0,
                server -> {
                    throw new IOException("Too many open files");
                },
                accepted::add);
        connect(acceptor);
        until(() -> {
            try (SocketChannel late = connect(acceptor)) {
                return !late.isConnected();
            } catch (IOException refused) {
                return true;
            }
        });
    }

    @Test
    void aConsumerThatThrowsLosesThatSocketOnly() throws Exception {
        AtomicInteger count = new AtomicInteger();
        try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, transport -> {
            if (count.getAndIncrement() == 0) {
                throw new IllegalStateException("meant to be thrown");
            }
            accepted.add(transport);
        })) {
            try (RawPeer first = RawPeer.connect(acceptor.address())) {
                assertThat(first.endsWithReset()).isTrue();
            }
            SocketChannel second = connect(acceptor);
            assertThat(taken().remoteAddress()).isEqualTo(second.getLocalAddress());
        }
    }

    @Test
    void whilePausedSocketsWait() throws Exception {
        try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 10, accepted::add)) {
            connect(acceptor);
            taken();
            acceptor.pause();
            acceptor.pause();
            CountDownLatch paused = new CountDownLatch(2);
            loops.next().execute(paused::countDown);
            loops.next().execute(paused::countDown);
            await(paused);

            SocketChannel waiting = connect(acceptor);
            CountDownLatch turns = new CountDownLatch(2);
            loops.next().execute(turns::countDown);
            loops.next().execute(turns::countDown);
            await(turns);
            assertThat(accepted).isEmpty();

            acceptor.resume();
            assertThat(taken().remoteAddress()).isEqualTo(waiting.getLocalAddress());
        }
    }

    @Test
    void theAddressIsFreeAfterTheCloseAndAcceptedSocketsGoOn() throws Exception {
        SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, accepted::add);
        for (int i = 0; i < 20; i++) {
            try (RawPeer peer = RawPeer.connect(acceptor.address())) {
                ProbeConnection connection =
                        new ProbeConnection(taken(), (probe, input) -> probe.send(new byte[input.remaining()]));
                connection.start(true);
                acceptor.close();
                acceptor.close();
                peer.write(new byte[10]);
                assertThat(peer.readExactly(10)).hasSize(10);

                acceptor = SocketAcceptor.bind(loops, scheduler, acceptor.address(), 0, accepted::add);
            }
        }
        acceptor.close();
    }

    @Test
    void aLoopMayCloseIt() throws Exception {
        SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, accepted::add);
        CountDownLatch done = new CountDownLatch(1);
        loops.next().execute(() -> {
            acceptor.close();
            done.countDown();
        });
        await(done);
        acceptor.close();
        assertThatThrownBy(() -> connect(acceptor)).isInstanceOf(IOException.class);
    }

    @Test
    void closedLoopsAcceptNothing() throws Exception {
        SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, anyPort(), 0, accepted::add);
        loops.close();
        assertThatThrownBy(() -> connect(acceptor)).isInstanceOf(IOException.class);
        acceptor.close();
        acceptor.pause();
        assertThatThrownBy(() -> SocketAcceptor.bind(loops, scheduler, anyPort(), 0, accepted::add))
                .isInstanceOf(IOException.class)
                .hasMessage("the selector loops are closed");
    }

    @Test
    void theFileOfAUnixSocketIsDeletedByTheClose(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        for (int i = 0; i < 2; i++) {
            try (SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, address, 0, accepted::add)) {
                assertThat(acceptor.address()).isEqualTo(address);
                assertThat(file).exists();
                connect(acceptor).close();
                taken();
            }
            assertThat(file).doesNotExist();
        }
    }

    @Test
    void theFileOfAUnixSocketIsDeletedWhenTheLoopsClose(@TempDir Path folder) throws Exception {
        Path file = folder.resolve("socket");
        SocketAcceptor acceptor =
                SocketAcceptor.bind(loops, scheduler, UnixDomainSocketAddress.of(file), 0, accepted::add);
        connect(acceptor);
        taken();
        loops.close();
        assertThat(file).doesNotExist();
    }

    @Test
    void aFileOfSomebodyElseIsLeftAlone(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("socket"), "not a socket");
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(file);
        assertThatThrownBy(() -> SocketAcceptor.bind(loops, scheduler, address, 0, accepted::add))
                .isInstanceOf(IOException.class);
        assertThat(file).hasContent("not a socket");

        Files.delete(file);
        SocketAcceptor acceptor = SocketAcceptor.bind(loops, scheduler, address, 0, accepted::add);
        Path other = Files.writeString(folder.resolve("other"), "in its place");
        Files.move(other, file, StandardCopyOption.REPLACE_EXISTING);
        acceptor.close();
        assertThat(file).hasContent("in its place");
    }
}
