package dev.ws.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Bystander;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The security history of {@code ws} on the wire of the stand-alone server (G-090); a bystander is there all the time. */
class AdvisoryStandaloneIT {
    private final int port = Standalone.shared().port();
    private Bystander bystander; // JUnit thread

    @BeforeEach
    void meet() throws IOException {
        bystander = new Bystander(port);
    }

    @AfterEach
    void part() throws Exception {
        bystander.leave();
    }

    /** The answer to a handshake with more header lines; null for the end. */
    private @Nullable HttpAnswer ask(String target, String... lines) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            try {
                peer.write(RawWebSocket.request(port, target, lines));
            } catch (SocketException e) {
                // refused before all was written
            }
            return peer.readAnswer();
        } catch (EOFException | SocketException e) {
            return null;
        }
    }

    // 2017: a name that the language gives to every object crashed the server.
    @ParameterizedTest(name = "G-090 extension named {0}")
    @ValueSource(strings = {"constructor", "hasOwnProperty", "toString", "__proto__", "hashCode", "getClass"})
    void advisory2017ExtensionNameOfEveryObjectIsOrdinary(String name) throws Exception {
        HttpAnswer answer = ask(
                "/deflate/echo?settings=threshold:0",
                "Sec-WebSocket-Extensions: " + name + "; " + name + "=1, permessage-deflate");
        assertThat(answer).isNotNull();
        assertThat(answer.status()).isEqualTo(101);
        assertThat(answer.header("sec-websocket-extensions")).isEqualTo("permessage-deflate");
    }

    // 2021: a long run of blanks took quadratic time.
    @Test
    void advisory2021BlanksInTheSubprotocolsAreAnsweredAtOnce() throws Exception {
        for (String value : List.of(
                "b" + " ".repeat(7000) + "x", "b" + "\t ".repeat(3500), " ".repeat(7000), "a" + " ,b".repeat(2000))) {
            HttpAnswer answer = ask("/peers/echo", "Sec-WebSocket-Protocol: " + value);
            assertThat(answer).isNotNull();
            assertThat(answer.status()).as("%s", answer).isIn(101, 400, 431);
            bystander.isUndisturbed();
        }
    }

    // 2024: with more header fields than the HTTP parser keeps, Upgrade was lost and reading it crashed the server.
    @Test
    void advisory2024ManyHeadersAreRefusedOrTakenWhole() throws Exception {
        for (int count : new int[] {50, 500, 2000, 20_000}) {
            String[] lines = new String[count];
            Arrays.setAll(lines, i -> "X" + i + ": y");
            HttpAnswer answer = ask("/peers/echo", lines);
            assertThat(answer == null || answer.status() == 431 || (count < 100 && answer.status() == 101))
                    .as("%s to %s fields", answer, count)
                    .isTrue();
            bystander.isUndisturbed();
        }
    }

    // 2024 the other way round: the fields of the handshake come behind the many.
    @Test
    void advisory2024ManyHeadersBeforeTheHandshakesOwnAreRefused() throws Exception {
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            StringBuilder head = new StringBuilder("GET /peers/echo HTTP/1.1\r\nHost: 127.0.0.1\r\n");
            for (int i = 0; i < 5000; i++) {
                head.append('X').append(i).append(": y\r\n");
            }
            String good = new String(RawWebSocket.request(port, "/peers/echo"), StandardCharsets.ISO_8859_1);
            head.append(good.substring(good.indexOf("Upgrade:")));
            try {
                peer.write(head.toString().getBytes(StandardCharsets.ISO_8859_1));
                assertThat(peer.readAnswer().status()).isEqualTo(431);
            } catch (EOFException | SocketException e) {
                // or cut
            }
        }
    }

    // May 2026: a close reason of another type than text sent memory that was never written.
    @Test
    void advisory2026CloseReasonIsSentAsItIsAndNoMore() throws Exception {
        for (String reason : List.of("", "x", "κόσμε", "*".repeat(123), "\uD83D\uDE80".repeat(30) + "abc")) {
            try (RawWebSocket peer = RawWebSocket.open(port, "/peers/close")) {
                peer.send(WireFrame.text("4001 " + reason));
                assertThat(peer.read()).isEqualTo(WireFrame.close(4001, reason));
            }
        }
    }

    // May and June 2026: a message of endless tiny fragments, or of empty ones, took all memory.
    @ParameterizedTest(name = "G-090 fragments of {0} bytes")
    @ValueSource(ints = {0, 1})
    void advisory2026EndlessFragmentsEndAtTheLimit(int bytes) throws Exception {
        try (RawWebSocket peer = RawWebSocket.open(port, "/peers/echo")) {
            byte[] many = peer.encode(Collections.nCopies(
                    1000, WireFrame.continuation(new byte[bytes]).unfinished()));
            peer.send(WireFrame.binary(new byte[0]).unfinished());
            try {
                for (int i = 0; i < 1200; i++) {
                    peer.write(many);
                }
            } catch (IOException e) {
                // it had enough
            }
            assertThat(peer.read()).isEqualTo(WireFrame.close(1008, "message has too many fragments"));
        }
    }

    // Nor do control frames cost memory.
    @Test
    void pongsThatNobodyAskedForCostNothing() throws Exception {
        try (RawWebSocket peer = RawWebSocket.open(port, "/peers/echo")) {
            for (int i = 0; i < 20_000; i++) {
                peer.send(WireFrame.pong("nobody asked"));
            }
            peer.send(WireFrame.close(1000));
            assertThat(peer.read()).isEqualTo(WireFrame.close(1000));
        }
    }
}
