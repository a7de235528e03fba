package dev.ws.it.bridge;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An upgraded connection is never one of HTTP again: a request behind its end, however it ended, is not answered, and
 * nothing but the close frame comes before TCP ends.
 */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.bridge.Bridge#plain")
class SmuggledRequestsIT {
    private static final WireFrame BAD = WireFrame.text("").withRsv(1);
    private static final WireFrame FAILED = WireFrame.close(1002, "reserved bit 2 or 3 is set");
    private static final WireFrame BYE = WireFrame.close(4000, "bye");
    private static final byte[] REQUEST =
            "GET /nothing-here HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII);

    @Parameter
    Bridge bridge; // JUnit thread

    private final int count = Bridge.times(60, 1500);

    @AfterEach
    void nothingIsLeft() throws Exception {
        bridge.isLeftAlone();
        bridge.hasLoggedNothing();
    }

    /** Sends what may meet a connection that the server has closed by now. */
    private static void sendLate(RawWebSocket peer, byte[]... bytes) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] each : bytes) {
            all.writeBytes(each);
        }
        try {
            peer.write(all.toByteArray());
        } catch (IOException e) {
            // it has, and whatever it sent before can still be read
        }
    }

    /** All bytes up to the end, by FIN or RST. */
    private static String rest(RawWebSocket peer) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            for (int next = peer.input().read(); next >= 0; next = peer.input().read()) {
                bytes.write(next);
            }
        } catch (SocketException e) {
            // an end as good as another
        }
        return bytes.toString(StandardCharsets.ISO_8859_1);
    }

    private static String unmasked(WireFrame frame) {
        return new String(frame.encode(null), StandardCharsets.ISO_8859_1);
    }

    @Test
    void behindAFailure() throws Exception {
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < 2 * count; i++) {
                try (RawWebSocket peer = lane.open("plain/echo", "")) {
                    peer.send(BAD);
                    assertThat(peer.read()).isEqualTo(FAILED);
                    if (i % 4 == 3) {
                        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(2));
                    }
                    sendLate(peer, REQUEST);
                    assertThat(rest(peer)).isEmpty();
                }
            }
        });
    }

    @Test
    void behindAFailureWithTheAnswerToItsCloseFrame() throws Exception {
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                try (RawWebSocket peer = lane.open("plain/echo", "")) {
                    peer.send(BAD);
                    assertThat(peer.read()).isEqualTo(FAILED);
                    sendLate(peer, peer.encode(FAILED), REQUEST);
                    assertThat(rest(peer)).isEmpty();
                }
            }
        });
    }

    @Test
    void togetherWithWhatFails() throws Exception {
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                try (RawWebSocket peer = lane.open("plain/echo", "")) {
                    sendLate(peer, peer.encode(BAD), REQUEST);
                    assertThat(rest(peer)).isIn("", unmasked(FAILED));
                }
            }
        });
    }

    @Test
    void behindAClosingHandshake() throws Exception {
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                try (RawWebSocket peer = lane.open("plain/echo", "")) {
                    boolean together = i % 2 == 0;
                    sendLate(peer, peer.encode(BYE), together ? REQUEST : new byte[0]);
                    if (together) {
                        assertThat(rest(peer)).isIn("", unmasked(BYE));
                    } else {
                        assertThat(peer.read()).isEqualTo(BYE);
                        sendLate(peer, REQUEST);
                        assertThat(rest(peer)).isEmpty();
                    }
                }
            }
        });
    }

    @Test
    void behindACloseByTheServer() throws Exception {
        bridge.inAllLanes(lane -> {
            List<RawWebSocket> silent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                RawWebSocket peer = lane.open("plain/end", "");
                peer.send(WireFrame.text("close"));
                assertThat(peer.read()).isEqualTo(BYE);
                if (i % 2 == 0) {
                    sendLate(peer, peer.encode(BYE), REQUEST);
                    assertThat(rest(peer)).isEmpty();
                    peer.close();
                } else {
                    silent.add(peer); // it has some time to answer
                }
            }
            for (RawWebSocket peer : silent) {
                peer.awaitEnd();
                sendLate(peer, REQUEST);
                assertThat(rest(peer)).isEmpty();
                peer.close();
            }
        });
    }

    @Test
    void behindACutByTheServer() throws Exception {
        bridge.inAllLanes(lane -> {
            for (int i = 0; i < count; i++) {
                try (RawWebSocket peer = lane.open("plain/end", "")) {
                    boolean together = i % 2 == 0;
                    sendLate(peer, peer.encode(WireFrame.text("terminate")), together ? REQUEST : new byte[0]);
                    if (!together) {
                        sendLate(peer, REQUEST);
                    }
                    assertThat(rest(peer)).isEmpty();
                }
            }
        });
    }
}
