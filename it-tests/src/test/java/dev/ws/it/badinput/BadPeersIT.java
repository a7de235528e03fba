package dev.ws.it.badinput;

import static dev.ws.it.wire.RawWebSocket.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.Arrays;
import java.util.Collections;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Peers that fall silent, vanish, or take and never give. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "STANDALONE"})
class BadPeersIT {
    private static final int MIB = 1 << 20;

    @Parameter
    Host host; // JUnit thread

    private Server server; // JUnit thread

    @BeforeEach
    void meet() throws Exception {
        server = new Server(host);
        server.bystander().isUndisturbed();
    }

    @AfterEach
    void part() throws Exception {
        server.leave();
    }

    @Test
    void halfAFrameWaitsForItsOtherHalf() throws Exception {
        WireFrame message = WireFrame.binary(pattern(100_000));
        try (RawWebSocket peer = server.open("/peers/echo")) {
            byte[] bytes = peer.encode(message);
            for (int cut : new int[] {1, 2, 5, 10, 14, 50_000}) {
                peer.write(Arrays.copyOf(bytes, cut));
                server.bystander().isUndisturbed();
                peer.write(Arrays.copyOfRange(bytes, cut, bytes.length));
                assertThat(peer.readMessage()).isEqualTo(message);
            }
        }
    }

    @Test
    void halfAFrameAndSilenceEndsWithTheIdleTimeout() throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/limits/echo", id)) {
            byte[] bytes = peer.encode(WireFrame.text("never finished"));
            peer.write(Arrays.copyOf(bytes, 8));
            WireFrame close = peer.read();
            assertThat(close.closeCode()).isEqualTo(1001);
            // it says nothing to that either, and is cut off
            peer.awaitEnd();
        }
        assertThat(server.eventsOf(id)).contains("close 1006");
    }

    @Test
    void aPeerThatNeverAnswersACloseIsCutOff() throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/limits/close", id)) {
            peer.send(WireFrame.text("close"));
            assertThat(peer.read()).isEqualTo(WireFrame.close(4000, "bye"));
            peer.awaitEnd();
        }
        assertThat(server.eventsOf(id)).isEqualTo("close 1006");
    }

    @Test
    void aPeerThatEndsWithoutACloseFrameIsGone() throws Exception {
        for (boolean reset : new boolean[] {false, true}) {
            for (boolean insideAFrame : new boolean[] {false, true}) {
                String id = Server.newId();
                RawWebSocket peer = server.open("/peers/echo", id);
                peer.send(WireFrame.text("hello"));
                assertThat(peer.read()).isEqualTo(WireFrame.text("hello"));
                if (insideAFrame) {
                    peer.write(Arrays.copyOf(peer.encode(WireFrame.text("unfinished")), 9));
                }
                if (reset) {
                    peer.reset();
                } else {
                    peer.close();
                }
                assertThat(server.eventsOf(id)).isEqualTo("close 1006");
            }
        }
    }

    @Test
    void aResetInTheMiddleOf40MiBInIsTheEndOfThatConnectionOnly() throws Exception {
        String id = Server.newId();
        RawWebSocket peer = server.open("/peers/echo", id);
        peer.write(WireFrame.binary(new byte[0]).header(64, 40L * MIB, 0));
        peer.write(new byte[20 * MIB]);
        peer.reset();
        assertThat(server.eventsOf(id)).isEqualTo("close 1006");
    }

    @Test
    void aResetInTheMiddleOf40MiBOutIsTheEndOfThatConnectionOnly() throws Exception {
        String id = Server.newId();
        RawWebSocket peer = RawWebSocket.connect(server.port(), 64 * 1024);
        peer.shakeHands(server.port(), "/peers/push?id=" + id);
        peer.send(WireFrame.text("40 " + MIB));
        peer.skip(5L * MIB);
        peer.reset();
        assertThat(server.eventsOf(id)).isEqualTo("close 1006");
    }

    @Test
    void aReaderThatNeverReadsIsCutOffByTheWriteTimeout() throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = RawWebSocket.connect(server.port(), 64 * 1024)) {
            peer.shakeHands(server.port(), "/limits/push?id=" + id);
            peer.send(WireFrame.text("40"));
            assertThat(server.eventsOf(id)).contains("close 1006");
        }
    }

    @Test
    void aPeerThatDoesNotReadIsNotReadFromUntilItDoes() throws Exception {
        WireFrame message = WireFrame.binary(pattern(64 * 1024));
        try (RawWebSocket peer = RawWebSocket.connect(server.port(), 64 * 1024)) {
            peer.shakeHands(server.port(), "/peers/echo");
            AtomicLong written = new AtomicLong();
            AtomicBoolean enough = new AtomicBoolean();
            Thread writer = new Thread(() -> {
                byte[] bytes = peer.encode(message);
                try {
                    while (!enough.get()) {
                        peer.write(bytes);
                        written.incrementAndGet();
                    }
                } catch (IOException e) {
                    // the reading side finds out
                }
            });
            writer.start();
            long[] last = {-1, System.nanoTime()};
            Await.until("the server stops reading", () -> {
                long now = written.get();
                if (now != last[0]) {
                    last[0] = now;
                    last[1] = System.nanoTime();
                }
                assertThat(now)
                        .as("messages the server took from a peer that reads nothing")
                        .isLessThan(4096);
                return System.nanoTime() - last[1] > 500_000_000L;
            });
            server.bystander().isUndisturbed();
            enough.set(true);
            for (long read = 0; writer.isAlive() || read < written.get(); read++) {
                assertThat(peer.readMessage()).isEqualTo(message);
                if (read + 1 >= written.get()) {
                    writer.join(100);
                }
            }
            peer.send(WireFrame.close(1000));
            assertThat(peer.read()).isEqualTo(WireFrame.close(1000));
        }
    }

    @Test
    void aPeerThatPingsAndNeverReadsIsCutOff() throws Exception {
        //
        String id = Server.newId();
        try (RawWebSocket peer = RawWebSocket.connect(server.port(), 4 * 1024)) {
            peer.shakeHands(server.port(), "/peers/echo?id=" + id);
            byte[] pings = peer.encode(Collections.nCopies(1000, WireFrame.ping(pattern(125))));
            boolean refused = false;
            try {
                for (int i = 0; i < 2000; i++) {
                    peer.write(pings);
                }
            } catch (IOException e) {
                refused = true;
            }
            assertThat(refused).as("the server ended the flood").isTrue();
        }
        assertThat(server.eventsOf(id)).contains("close 1006");
    }

    @Test
    void aSlowReaderGetsEverything() throws Exception {
        try (RawWebSocket peer = RawWebSocket.connect(server.port(), 16 * 1024)) {
            peer.shakeHands(server.port(), "/peers/push");
            peer.send(WireFrame.text("8 " + MIB));
            for (int i = 0; i < 8; i++) {
                server.bystander().isUndisturbed();
                byte[] expected = new byte[MIB];
                Arrays.fill(expected, (byte) i);
                assertThat(Arrays.equals(peer.readMessage().payload(), expected))
                        .isTrue();
            }
        }
    }

    @Test
    void manyConnectionsThatVanishLeaveNothingBehind() throws Exception {
        for (int i = 0; i < 200; i++) {
            RawWebSocket peer = server.open("/peers/echo");
            peer.send(WireFrame.text("hello"));
            if (i % 3 == 0) {
                peer.reset();
            } else {
                peer.close();
            }
        }
        // that nobody is left is checked after every test
    }
}
