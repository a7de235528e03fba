package dev.ws.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The end of a web application, and of a server, with open connections; nothing of either may stay behind. */
class StopIT {
    private static List<RawWebSocket> open(Container container, ContainerKind kind) throws IOException {
        List<RawWebSocket> peers = new ArrayList<>();
        for (String lab : kind.labs()) {
            peers.add(RawWebSocket.open(container.port(), "/" + lab + "/echo"));
        }
        peers.add(RawWebSocket.open(container.port(), "/auto/echo"));
        peers.add(RawWebSocket.open(container.port(), "/filtered/echo"));
        peers.add(RawWebSocket.open(container.port(), "/controller/once"));
        for (RawWebSocket peer : peers) {
            peer.send(WireFrame.text("hello"));
            assertThat(peer.read().payloadText()).isEqualTo("hello");
        }
        return peers;
    }

    /** Answers the close frame of a stop like a good peer. */
    private static Thread wellBehaved(RawWebSocket peer, List<String> ends) {
        Thread thread = new Thread(() -> {
            String end;
            try {
                WireFrame close = peer.read();
                end = close.opcode() == WireFrame.CLOSE ? "close " + close.closeCode() : close.toString();
                peer.send(WireFrame.close(1001, ""));
                peer.awaitEnd();
            } catch (IOException e) {
                end = e.toString();
            }
            synchronized (ends) {
                ends.add(end);
            }
        });
        thread.start();
        return thread;
    }

    private static void assertAllEndWith1001(List<RawWebSocket> peers, Runnable stop) throws Exception {
        List<String> ends = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        for (RawWebSocket peer : peers) {
            threads.add(wellBehaved(peer, ends));
        }
        stop.run();
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ends).hasSameSizeAs(peers).containsOnly("close 1001");
        for (RawWebSocket peer : peers) {
            peer.close();
        }
    }

    private static void assertCollected(WeakReference<ClassLoader> loader) throws Exception {
        Await.until(
                () -> "the application's class loader is collected: " + loader.get(), Duration.ofSeconds(30), () -> {
                    System.gc();
                    return loader.get() == null;
                });
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("10 E-004 G-040 G-042: a web application that stops sends 1001 and leaves nothing behind")
    void aStoppedApplicationLeavesNothingBehind(ContainerKind kind) throws Exception {
        Container container = Container.start(kind);
        try {
            WeakReference<ClassLoader> loader = container.applicationLoader();
            assertAllEndWith1001(open(container, kind), container::stopApplication);
            assertCollected(loader);
        } finally {
            container.stop();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("10 E-004 G-040: a server that stops sends 1001")
    void aStoppedServerSends1001(ContainerKind kind) throws Exception {
        Container container = Container.start(kind);
        assertAllEndWith1001(open(container, kind), container::stop);
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("G-040: peers that do not answer are cut at the deadline")
    void silentPeersAreCutWhenTheApplicationStops(ContainerKind kind) throws Exception {
        Container container = Container.start(kind);
        try {
            List<RawWebSocket> peers = open(container, kind);
            WeakReference<ClassLoader> loader = container.applicationLoader();
            container.stopApplication();
            for (RawWebSocket peer : peers) {
                assertThat(peer.read().closeCode()).isEqualTo(1001);
                peer.awaitEnd();
                peer.close();
            }
            assertCollected(loader);
        } finally {
            container.stop();
        }
    }
}
