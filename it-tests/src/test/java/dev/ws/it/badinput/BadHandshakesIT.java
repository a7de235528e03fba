package dev.ws.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.EOFException;
import java.io.IOException;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening handshakes that are none (B-030 to B-039, B-052, B-054), and too much of a good thing. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "STANDALONE"})
class BadHandshakesIT {
    private static final String KEY = "Sec-WebSocket-Key: " + RawWebSocket.KEY;
    private static final String UPGRADE = "Upgrade: websocket";
    private static final String CONNECTION = "Connection: Upgrade";
    private static final String VERSION = "Sec-WebSocket-Version: 13";

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

    /**
     * A request that is refused.
     *
     * @param name row and mistake
     * @param method the method
     * @param target the target
     * @param lines its header lines, without Host
     * @param status the status of the answer
     * @param body the body of the answer
     */
    record Refusal(String name, String method, String target, List<String> lines, int status, String body) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Refusal> refusals() {
        List<Refusal> all = new ArrayList<>();
        for (String method : List.of("POST", "PUT", "DELETE", "OPTIONS", "get")) {
            all.add(new Refusal("B-030 " + method, method, "/peers/echo", replace("", ""), 405, "Invalid HTTP method"));
        }
        for (String value : List.of("foo", "websocket, h2c", "h2c, websocket", "websocket/13", "websockets", "")) {
            all.add(bad("B-031 Upgrade '" + value + "'", UPGRADE, "Upgrade: " + value, "Invalid Upgrade header"));
        }
        String noKey = "Missing or invalid Sec-WebSocket-Key header";
        all.add(bad("B-032 no key", KEY, null, noKey));
        for (String value : List.of(
                "",
                "x",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25jZ===",
                "dGhlIHNhbXBsZSBub25j_Q==",
                "P5l8PvKxYRGwg1AWjUvOzw==, P5l8PvKxYRGwg1AWjUvOzw==",
                "A".repeat(3000))) {
            String shown = value.length() > 60 ? "of 3000 characters" : "'" + value + "'";
            all.add(bad("B-032 key " + shown, KEY, "Sec-WebSocket-Key: " + value, noKey));
        }
        all.add(bad("B-054 two keys", KEY, KEY + "\r\n" + KEY, noKey));
        String noVersion = "Missing or invalid Sec-WebSocket-Version header";
        all.add(bad("B-033 no version", VERSION, null, noVersion));
        for (String value : List.of("", "0", "7", "9", "12", "14", "113", "13.0", "13, 8", "+13", "thirteen")) {
            all.add(bad("B-033 version '" + value + "'", VERSION, "Sec-WebSocket-Version: " + value, noVersion));
        }
        all.add(bad("B-054 two versions", VERSION, VERSION + "\r\n" + VERSION, noVersion));
        for (String value : List.of("a,,b", "a, a", ",a", "a,", "a b", "\"a\"", "a;b", "a,b\u00FC", "{}")) {
            all.add(bad(
                    "B-035 subprotocol '" + value + "'",
                    VERSION,
                    VERSION + "\r\nSec-WebSocket-Protocol: " + value,
                    "Invalid Sec-WebSocket-Protocol header"));
        }
        for (int status : new int[] {401, 403, 404, 429, 500, 503}) {
            all.add(new Refusal(
                    "B-037 refused with " + status,
                    "GET",
                    "/peers/refuse?status=" + status,
                    replace("", ""),
                    status,
                    "refused with " + status));
        }
        return all.stream();
    }

    /** A correct handshake with one line replaced, or left out. */
    private static Refusal bad(String name, String line, @org.jspecify.annotations.Nullable String other, String body) {
        return new Refusal(name, "GET", "/peers/echo", replace(line, other == null ? "" : other), 400, body);
    }

    private static List<String> replace(String line, String other) {
        List<String> lines = new ArrayList<>(List.of(UPGRADE, CONNECTION, VERSION, KEY));
        int at = lines.indexOf(line);
        if (at >= 0) {
            lines.set(at, other);
        }
        lines.removeIf(String::isEmpty);
        return lines;
    }

    private byte[] request(String method, String target, List<String> lines) {
        String head = method + " " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n"
                + String.join("\r\n", lines) + "\r\n\r\n";
        return head.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void isAnsweredAsTabled(Refusal refusal) throws Exception {
        try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
            peer.write(request(refusal.method(), refusal.target(), refusal.lines()));
            HttpAnswer answer = peer.readAnswer();
            assertThat(answer.status()).as("status of %s", answer).isEqualTo(refusal.status());
            assertThat(answer.body()).isEqualTo(refusal.body());
            // B-047
            assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
            assertThat(answer.header("content-type")).startsWith("text/html");
            // B-033
            assertThat(answer.header("sec-websocket-version"))
                    .isEqualTo(refusal.body().contains("Version") ? "13, 8" : "");
            assertThat(answer.header("x-reason")).isEqualTo(refusal.target().contains("refuse") ? "because" : "");
            peer.awaitEnd();
        }
    }

    @Test
    void aRequestThatAsksForNoUpgradeIsAnOrdinaryOne() throws Exception {
        // B-052, B-051
        for (String line : List.of("Connection: keep-alive", "Connection: close", "X-No: connection")) {
            try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
                peer.write(request("GET", "/peers/echo", replace(CONNECTION, line)));
                HttpAnswer answer = peer.readAnswer();
                assertThat(answer.status()).as("%s to %s", answer, line).isIn(426, 400); // 400: Jetty's own
            }
        }
        try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
            peer.write(request("GET", "/peers/echo", replace(UPGRADE, "")));
            assertThat(peer.readAnswer().status()).isEqualTo(426);
        }
    }

    @Test
    void unusualButCorrectHandshakesAreAccepted() throws Exception {
        List<List<String>> unusual = List.of(
                List.of("upgrade: WebSocket", "connection: keep-alive, upgrade", VERSION, KEY),
                List.of(
                        "UPGRADE: WEBSOCKET",
                        "CONNECTION: UPGRADE",
                        "SEC-WEBSOCKET-VERSION: 8",
                        KEY.toUpperCase(java.util.Locale.ROOT)
                                .replace(RawWebSocket.KEY.toUpperCase(java.util.Locale.ROOT), RawWebSocket.KEY)),
                List.of(UPGRADE, "Connection: x,Upgrade,y", VERSION + "  ", KEY, "Sec-WebSocket-Protocol: a , b"),
                // B-036: without compression the field is not even parsed
                List.of(UPGRADE, CONNECTION, VERSION, KEY, "Sec-WebSocket-Extensions: foo;bar=1, ;;;"));
        for (List<String> lines : unusual) {
            try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
                peer.write(request("GET", "/peers/echo", lines));
                HttpAnswer answer = peer.readAnswer();
                assertThat(answer.status()).as("%s to %s", answer, lines).isEqualTo(101);
                assertThat(answer.header("sec-websocket-accept")).isEqualTo(RawWebSocket.accept(RawWebSocket.KEY));
                peer.send(WireFrame.text("hello"));
                assertThat(peer.read()).isEqualTo(WireFrame.text("hello"));
            }
        }
    }

    @Test
    void handshakesThatAreNoHttpAreEndedByTheContainer() throws Exception {
        String good = new String(request("GET", "/peers/echo", replace("", "")), StandardCharsets.ISO_8859_1);
        List<String> broken = List.of(
                good.replace("GET /peers/echo HTTP/1.1", "GET /peers/echo"),
                good.replace("HTTP/1.1", "HTTP/9.9"),
                good.replace("/peers/echo", "/peers/\u0001echo"),
                good.replace("Host: ", "Host"),
                good.replace("Upgrade: websocket", "Upgrade\r\n: websocket"),
                good.replace(KEY, "Sec-WebSocket-Key: \u0000\u0001\u0002"),
                "\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00FC\u0003\u0003" + good,
                "\r\n\r\n\u0081\u0085" + good);
        for (String request : broken) {
            try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
                peer.write(request.getBytes(StandardCharsets.ISO_8859_1));
                peer.finish();
                HttpAnswer answer = answerOrEnd(peer);
                assertThat(answer == null || answer.status() >= 400)
                        .as("%s to %s", answer, request)
                        .isTrue();
            }
            server.bystander().isUndisturbed();
        }
    }

    @Test
    void floodsOfHeadersAreEndedByTheContainer() throws Exception {
        String[] many = new String[20_000];
        Arrays.setAll(many, i -> "X-Header-" + i + ": some value");
        String[][] floods = {
            many,
            {"X-Long: " + "x".repeat(1 << 20)},
            {"Sec-WebSocket-Protocol: " + "a,".repeat(1 << 19)},
            {"Cookie: " + "a=b; ".repeat(100_000)}
        };
        for (String[] lines : floods) {
            try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
                try {
                    peer.write(RawWebSocket.request(server.port(), "/peers/echo", lines));
                } catch (SocketException e) {
                    // refused before all was written
                }
                HttpAnswer answer = answerOrEnd(peer);
                assertThat(answer == null || (answer.status() >= 400 && answer.status() != 503))
                        .as("%s", answer)
                        .isTrue();
            }
            server.bystander().isUndisturbed();
        }
    }

    @Test
    void longFieldsBelowTheContainersLimitAreParsedInNoTime() throws Exception {
        // the denial of service of 2021 (subprotocols) and of 2017 (extensions)
        for (String line : List.of(
                "Sec-WebSocket-Protocol: " + " ".repeat(3000) + "a" + " ".repeat(3000),
                "Sec-WebSocket-Protocol: " + "b, ".repeat(2000) + "b",
                "Sec-WebSocket-Protocol: b" + " \t".repeat(2500) + "\u0001",
                "Sec-WebSocket-Extensions: " + "a;b=\"" + "\\\"".repeat(2500),
                "Sec-WebSocket-Extensions: constructor, __proto__; toString=valueOf")) {
            try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
                peer.write(RawWebSocket.request(server.port(), "/peers/echo", line));
                HttpAnswer answer = answerOrEnd(peer);
                assertThat(answer == null || answer.status() == 101 || answer.status() == 400)
                        .as("%s", answer)
                        .isTrue();
            }
            server.bystander().isUndisturbed();
        }
    }

    @Test
    void unfinishedHandshakesDisturbNobody() throws Exception {
        byte[] request = RawWebSocket.request(server.port(), "/peers/echo");
        List<RawWebSocket> silent = new ArrayList<>();
        try {
            for (int i = 0; i < 50; i++) {
                RawWebSocket peer = RawWebSocket.connect(server.port());
                silent.add(peer);
                peer.write(Arrays.copyOf(request, i * request.length / 50));
            }
            server.bystander().isUndisturbed();
            // one of them goes on after all, a byte at a time
            RawWebSocket late = silent.get(25);
            late.writeChopped(Arrays.copyOfRange(request, 25 * request.length / 50, request.length), 1);
            assertThat(late.readAnswer().status()).isEqualTo(101);
        } finally {
            for (RawWebSocket peer : silent) {
                peer.reset();
            }
        }
    }

    @Test
    void framesInTheSegmentOfTheHandshakeAreReadFirst() throws Exception {
        //
        try (RawWebSocket peer = RawWebSocket.connect(server.port())) {
            byte[] request = RawWebSocket.request(server.port(), "/peers/echo");
            byte[] frames = peer.encode(List.of(WireFrame.text("one"), WireFrame.ping("two"), WireFrame.close(1000)));
            byte[] both = Arrays.copyOf(request, request.length + frames.length);
            System.arraycopy(frames, 0, both, request.length, frames.length);
            peer.write(both);
            assertThat(peer.readAnswer().status()).isEqualTo(101);
            assertThat(peer.read()).isEqualTo(WireFrame.text("one"));
            assertThat(peer.read()).isEqualTo(WireFrame.pong("two"));
            assertThat(peer.read()).isEqualTo(WireFrame.close(1000));
            Server.endsWithoutMore(peer);
        }
    }

    private static @org.jspecify.annotations.Nullable HttpAnswer answerOrEnd(RawWebSocket peer) throws IOException {
        try {
            return peer.readAnswer();
        } catch (EOFException | SocketException e) {
            return null;
        }
    }
}
