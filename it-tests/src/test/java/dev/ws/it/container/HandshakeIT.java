package dev.ws.it.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Opening handshakes through servlet, filter and controller on every container. */
class HandshakeIT {
    private static HttpAnswer ask(int port, byte[] request) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(port)) {
            peer.write(request);
            return peer.readAnswer();
        }
    }

    private static HttpAnswer get(int port, String target, String... headerLines) throws IOException {
        StringBuilder head = new StringBuilder("GET " + target + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\n");
        for (String line : headerLines) {
            head.append(line).append("\r\n");
        }
        return ask(port, head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void assertEcho(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.text("still here"));
        assertThat(peer.read().payloadText()).isEqualTo("still here");
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("B-047 E-017: a refusal has the given status and body, and the connection ends")
    void aRefusalIsAnsweredWithoutAnErrorPage(Lab lab) throws IOException {
        for (String behaviour : List.of("refuse", "refuse-later")) {
            try (RawWebSocket peer = RawWebSocket.connect(lab.port())) {
                peer.write(RawWebSocket.request(lab.port(), lab.target(behaviour)));
                HttpAnswer answer = peer.readAnswer();
                assertThat(answer.status()).isEqualTo(403);
                assertThat(answer.body()).isEqualTo("not today");
                assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
                assertThat(answer.header("content-type")).startsWith("text/html");
                assertThat(peer.awaitEnd()).isTrue();
            }
        }
    }

    static Stream<Arguments> refusalsWithBytesBehind() {
        String get = "GET /filtered/other HTTP/1.1\r\nHost: h\r\n\r\n";
        return Lab.all()
                .flatMap(lab -> Stream.of("G", get, "\u0081\u0080abcd")
                        .flatMap(behind -> Stream.of(
                                arguments(lab, lab.target("echo"), "Version: 99", 400, behind),
                                arguments(lab, lab.target("refuse"), "Version: 13", 403, behind),
                                arguments(lab, lab.target("refuse-later"), "Version: 13", 403, behind),
                                arguments(lab, "/filtered/echo", "Version: 99", 400, behind))));
    }

    @ParameterizedTest(name = "{0} {1} {3} {4}")
    @MethodSource("refusalsWithBytesBehind")
    @DisplayName("a refusal reaches a client that sent more than its handshake")
    void aRefusalIsAnsweredAlthoughMoreCame(Lab lab, String target, String version, int status, String behind)
            throws IOException {
        String request = new String(RawWebSocket.request(lab.port(), target), StandardCharsets.ISO_8859_1);
        try (RawWebSocket peer = RawWebSocket.connect(lab.port())) {
            peer.write((request.replace("Version: 13", version) + behind).getBytes(StandardCharsets.ISO_8859_1));
            HttpAnswer answer = peer.readAnswer();
            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).isNotEmpty();
            assertThat(answer.header("content-length"))
                    .isEqualTo(Integer.toString(answer.body().length()));
            assertThat(answer.header("connection")).isEqualToIgnoringCase("close");
            assertThat(peer.awaitEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("E-010: a decision that comes later leads to a connection")
    void aLateAcceptanceIsAnUpgrade(Lab lab) throws IOException {
        try (RawWebSocket peer = lab.open("accept-later")) {
            assertEcho(peer);
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("B-051: a plain GET is answered with 426")
    void aPlainGetIsAskedToUpgrade(Lab lab) throws IOException {
        assertThat(get(lab.port(), lab.target("echo"), "Connection: Upgrade", "Upgrade: h2c")
                        .status())
                .isEqualTo(426);
        try (RawWebSocket peer = RawWebSocket.connect(lab.port())) {
            peer.write(
                    ("GET " + lab.target("echo") + " HTTP/1.1\r\nHost: h\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
            HttpAnswer answer = peer.readAnswer();
            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.body()).isEqualTo("Upgrade Required");
            assertThat(answer.header("upgrade")).isEqualTo("websocket");
            assertThat(answer.header("content-type")).startsWith("text/plain");
            assertThat(answer.header("content-length")).isEqualTo("16");
            assertThat(answer.header("connection").toLowerCase(Locale.ROOT).split(", *"))
                    .containsExactlyInAnyOrder("close", "upgrade");
            assertThat(peer.awaitEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("B-030 to B-033: a bad handshake is refused with the tabled status")
    void aBadHandshakeIsRefused(Lab lab) throws IOException {
        String good = new String(RawWebSocket.request(lab.port(), lab.target("echo")), StandardCharsets.ISO_8859_1);
        assertThat(status(lab, good.replaceFirst("GET", "POST"))).isEqualTo(405);
        assertThat(status(lab, good.replaceFirst("websocket", "telnet"))).isEqualTo(400);
        assertThat(status(lab, good.replaceFirst("Sec-WebSocket-Key: [^\r]*", "Sec-WebSocket-Key: short")))
                .isEqualTo(400);
        assertThat(status(lab, good.replaceFirst("Version: 13", "Version: 12"))).isIn(400, 426);
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("RFC 9110 section 7.8: an HTTP/1.0 request is a plain GET, whatever it asks for")
    void anUpgradeByHttp10IsAPlainGet(Lab lab) throws IOException {
        try (RawWebSocket peer = RawWebSocket.connect(lab.port())) {
            peer.write(http10(RawWebSocket.request(lab.port(), lab.target("echo"))));
            HttpAnswer answer = peer.readAnswer();
            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.body()).isEqualTo("Upgrade Required");
            assertThat(answer.header("upgrade")).isEqualTo("websocket");
            assertThat(answer.header("content-length")).isEqualTo("16");
            assertThat(peer.awaitEnd()).isTrue();
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("RFC 9110 section 7.8: a filter lets an HTTP/1.0 request pass, and a controller's upgrade is refused")
    void anUpgradeByHttp10Passes(ContainerKind kind) throws IOException {
        int port = Container.shared(kind).port();
        assertThat(ask(port, http10(RawWebSocket.request(port, "/filtered/echo")))
                        .body())
                .isEqualTo("chain");
        assertThat(ask(port, http10(RawWebSocket.request(port, "/controller/once")))
                        .status())
                .isEqualTo(426);
    }

    private static byte[] http10(byte[] request) {
        return new String(request, StandardCharsets.ISO_8859_1)
                .replaceFirst("HTTP/1\\.1", "HTTP/1.0")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    private static int status(Lab lab, String request) throws IOException {
        return ask(lab.port(), request.getBytes(StandardCharsets.ISO_8859_1)).status();
    }

    @ParameterizedTest
    @MethodSource("dev.ws.it.container.Lab#all")
    @DisplayName("E-014 F-010 E-009: the snapshot outlives the request, and callbacks have the application's loader")
    void theSnapshotHoldsWhatTheRequestSaid(Lab lab) throws IOException {
        HttpAnswer login = get(lab.port(), "/filtered/login");
        String cookie = login.header("set-cookie").split(";", 2)[0];
        String target = lab.target("a%20b/facts") + "?x=%31";
        try (RawWebSocket peer = RawWebSocket.open(
                lab.port(), target, "Cookie: " + cookie + "; flavour=plain", "X-Lab: one", "X-Lab: two")) {
            List<String> facts = Arrays.asList(peer.read().payloadText().split("\n"));
            assertThat(facts)
                    .contains(
                            "method=GET",
                            "target=" + target,
                            "path=" + lab.target("a%20b/facts"),
                            "secure=false",
                            "remote=/127.0.0.1:" + peer.localAddress().getPort(),
                            "local=/127.0.0.1:" + lab.port(),
                            "session=" + login.body(),
                            "cart=3",
                            "cookie=plain",
                            "header=[one, two]",
                            "loader=true");
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("the automatic choice works on every container")
    void theAutomaticChoiceWorks(ContainerKind kind) throws IOException {
        try (RawWebSocket peer = RawWebSocket.open(Container.shared(kind).port(), "/auto/echo")) {
            assertEcho(peer);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("E-010 E-013: a filter takes its paths, also after a late decision, and lets the rest pass")
    void aFilterTakesOnlyItsPaths(ContainerKind kind) throws IOException {
        int port = Container.shared(kind).port();
        for (String path : List.of("/filtered/echo", "/filtered/echo-later")) {
            try (RawWebSocket peer = RawWebSocket.open(port, path)) {
                assertEcho(peer);
            }
        }
        assertThat(ask(port, RawWebSocket.request(port, "/filtered/other")).body())
                .isEqualTo("chain");
        assertThat(get(port, "/filtered/echo").body()).isEqualTo("chain");
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("E-010 E-016: a controller upgrades a wrapped request")
    void aControllerUpgradesAWrappedRequest(ContainerKind kind) throws IOException {
        try (RawWebSocket peer = RawWebSocket.open(Container.shared(kind).port(), "/controller/once")) {
            assertEcho(peer);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("B-039: the same request upgraded twice is an IllegalStateException; the connection lives")
    void aSecondUpgradeOfARequestIsRefused(ContainerKind kind) throws IOException {
        try (RawWebSocket peer = RawWebSocket.open(Container.shared(kind).port(), "/controller/twice")) {
            peer.send(WireFrame.text("second?"));
            assertThat(peer.read().payloadText())
                    .isEqualTo("server.handleUpgrade() was called more than once with the same socket, "
                            + "possibly due to a misconfiguration");
            assertEcho(peer);
        }
    }
}
