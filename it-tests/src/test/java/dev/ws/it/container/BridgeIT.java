package dev.ws.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What failed on one container or another while the bridge was designed, on every container and transport. */
class BridgeIT {
    private static final int BIG = 40 << 20;
    private static final Duration NEARLY_NOTHING = Duration.ofMillis(400);

    private static void assertEcho(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.text("still here"));
        assertThat(peer.read().payloadText()).isEqualTo("still here");
    }

    private static void assertClosingHandshake(RawWebSocket peer, int code) throws IOException {
        WireFrame close = peer.read();
        assertThat(close.opcode()).isEqualTo(WireFrame.CLOSE);
        assertThat(close.closeCode()).isEqualTo(code);
        peer.send(WireFrame.close(code, ""));
        peer.awaitEnd();
    }

    /** Fails when the containers work although nothing happens; gives them time to come to rest first. */
    private static void assertNobodySpins() throws Exception {
        Await.until(() -> "the containers are busy", Duration.ofSeconds(20), () -> {
            CpuClock clock = CpuClock.start();
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            return clock.used().compareTo(NEARLY_NOTHING) < 0;
        });
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("1: the first frame comes after the 101")
    void aFrameAfterTheHandshakeIsEchoed(Lab lab) throws IOException {
        try (RawWebSocket peer = lab.open("echo")) {
            assertEcho(peer);
            assertEcho(peer);
            peer.send(WireFrame.close(1000, "bye"));
            WireFrame close = peer.read();
            assertThat(close.closeCode()).isEqualTo(1000);
            assertThat(peer.awaitEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#seeingEarlyInput")
    @DisplayName("2: the first frame comes in the same segment as the handshake")
    void aFrameBehindTheHandshakeIsEchoed(Lab lab) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(lab.port())) {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(RawWebSocket.request(lab.port(), lab.target("echo")));
            bytes.writeBytes(peer.encode(WireFrame.text("early")));
            peer.write(bytes.toByteArray());
            assertThat(peer.readAnswer().status()).isEqualTo(101);
            assertThat(peer.read().payloadText()).isEqualTo("early");
            assertEcho(peer);
        }
    }

    @Test
    @DisplayName("3: connections live longer than 35 seconds, busy and idle")
    void connectionsOutliveTheTimeoutsOfTheContainers() throws Exception {
        Map<Lab, RawWebSocket> busy = new HashMap<>();
        Map<Lab, RawWebSocket> idle = new HashMap<>();
        for (Lab lab : Lab.all().toList()) {
            busy.put(lab, lab.open("echo"));
            idle.put(lab, lab.open("echo"));
        }
        for (int second = 1; second <= 36; second++) {
            LockSupport.parkNanos(TimeUnit.SECONDS.toNanos(1));
            for (RawWebSocket peer : busy.values()) {
                assertEcho(peer);
            }
            for (Map.Entry<Lab, RawWebSocket> entry : idle.entrySet()) {
                // Jetty's connector cuts what is idle for 30 s, and the Servlet API cannot change that.
                if (second % 10 == 0
                        && entry.getKey().isPortable()
                        && entry.getKey().kind().isJetty()) {
                    entry.getValue().send(WireFrame.ping(new byte[0]));
                    assertThat(entry.getValue().read().opcode()).isEqualTo(WireFrame.PONG);
                }
            }
        }
        for (RawWebSocket peer : idle.values()) {
            assertEcho(peer);
            peer.close();
        }
        for (RawWebSocket peer : busy.values()) {
            peer.close();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("4: after FIN and RST, idle or with 40 MiB pending, nobody spins and others live")
    void aLostPeerCostsNothing(Lab lab) throws Exception {
        try (RawWebSocket other = lab.open("echo")) {
            for (int i = 0; i < 3; i++) {
                lab.open("echo").close();
                lab.open("echo").reset();
                RawWebSocket reader = lab.open("big");
                reader.send(WireFrame.text(Integer.toString(BIG)));
                reader.skip(100_000);
                reader.reset();
            }
            assertEcho(other);
            assertNobodySpins();
            assertEcho(other);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("what was sent before terminate arrives, and then the end")
    void terminateDestroysNothing(Lab lab) throws Exception {
        for (int i = 0; i < 5; i++) {
            try (RawWebSocket peer = lab.open("last")) {
                peer.send(WireFrame.text("200000"));
                for (int n = 0; n < 20 && !lab.isPortable(); n++) {
                    peer.send(WireFrame.text("never read")); // the standard streams are closed with it
                }
                assertThat(peer.read().payload()).hasSize(200_000);
                assertThat(peer.awaitEnd()).isTrue();
            }
        }
    }

    @Test
    @DisplayName("5: a close or terminate by the application ends a connection whose peer is silent")
    void theApplicationEndsASilentConnection() throws Exception {
        Map<String, RawWebSocket> peers = new HashMap<>();
        for (Lab lab : Lab.all().toList()) {
            for (String how : List.of("close", "terminate")) {
                RawWebSocket peer = lab.open("kill");
                peer.send(WireFrame.text(how));
                peers.put(lab + " " + how, peer);
            }
        }
        List<String> open = new ArrayList<>();
        for (Map.Entry<String, RawWebSocket> entry : peers.entrySet()) {
            try (RawWebSocket peer = entry.getValue()) {
                peer.awaitEnd();
            } catch (IOException e) {
                open.add(entry.getKey());
            }
        }
        assertThat(open).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("6: a close behind 8 MiB of pending output truncates nothing")
    void aCloseWithPendingOutputTruncatesNothing(Lab lab) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(lab.port(), 8192)) {
            peer.shakeHands(lab.port(), lab.target("big"));
            peer.send(WireFrame.text(Integer.toString(8 << 20)));
            assertThat(peer.readMessage().payload()).hasSize(8 << 20);
            assertClosingHandshake(peer, 1000);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("8: four threads send to a reader that stalls; each thread's order is kept")
    void orderIsKeptWhileTheReaderStalls(Lab lab) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(lab.port(), 8192)) {
            peer.shakeHands(lab.port(), lab.target("threads"));
            peer.send(WireFrame.text("go"));
            Map<String, Integer> next = new HashMap<>();
            for (int i = 0; i < 4 * 3000; i++) {
                if (i % 3000 == 1) {
                    LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                }
                String[] words = peer.read().payloadText().split(" ", 3);
                int number = Integer.parseInt(words[1]);
                assertThat(number).isEqualTo(next.getOrDefault(words[0], 0));
                next.put(words[0], number + 1);
            }
            assertThat(next).hasSize(4);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#blocking")
    @DisplayName("9: a blocking send from inside onMessage completes when the peer reads")
    void aBlockingSendInsideACallbackCompletes(Lab lab) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(lab.port(), 8192)) {
            peer.shakeHands(lab.port(), lab.target("blocking"));
            for (int i = 0; i < 2; i++) {
                peer.send(WireFrame.text(Integer.toString(8 << 20)));
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
                assertThat(peer.readMessage().payload()).hasSize(8 << 20);
                assertThat(peer.read().payloadText()).isEqualTo("sent");
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("11: messages of all sizes come back unchanged")
    void messagesOfAllSizesComeBackUnchanged(Lab lab) throws IOException {
        try (RawWebSocket peer = lab.open("echo")) {
            for (int size : new int[] {0, 1, 125, 126, 4095, 16384, 16385, 65535, 65536, 1 << 20}) {
                byte[] payload = RawWebSocket.pattern(size);
                peer.send(WireFrame.binary(payload));
                assertThat(peer.readMessage().payload()).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("many small messages in few segments come back in order")
    void aFloodOfSmallMessagesComesBackInOrder(Lab lab) throws Exception {
        int count = 20_000;
        try (RawWebSocket peer = lab.open("echo")) {
            Thread writer = new Thread(() -> {
                try {
                    for (int batch = 0; batch < count; batch += 100) {
                        List<WireFrame> frames = new ArrayList<>();
                        for (int i = batch; i < batch + 100; i++) {
                            frames.add(WireFrame.text("message " + i));
                        }
                        peer.sendTogether(frames);
                    }
                } catch (IOException e) {
                    throw new java.io.UncheckedIOException(e);
                }
            });
            writer.start();
            for (int i = 0; i < count; i++) {
                assertThat(peer.read().payloadText()).isEqualTo("message " + i);
            }
            writer.join();
        }
    }
}
