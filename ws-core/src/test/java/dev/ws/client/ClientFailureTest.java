package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Named.named;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.HandshakeAnswer;
import dev.ws.HandshakeException;
import dev.ws.WebSocket;
import dev.ws.client.ScriptedServer.Script;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.http.HttpLimits;
import java.io.EOFException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Handshakes that fail: what is told, in which order, and that the socket goes. D-050 to D-071. */
@Timeout(60)
class ClientFailureTest {
    private static final String UPGRADE = "HTTP/1.1 101 Switching Protocols\r\n";
    private static final String FIELDS = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
    private static final String ACCEPT = "Sec-WebSocket-Accept: ACCEPT\r\n";

    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();
    private final ClientOptions.Builder options = ClientOptions.builder().perMessageDeflate(DeflateOptions.OFF);

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    private CompletableFuture<WebSocket> connect(String url) {
        return client.connect(url, options.build(), ws -> ws.addListener(events));
    }

    private void start(String url) {
        assertThat(connect(url)).isNotNull();
    }

    private static Throwable failure(CompletableFuture<WebSocket> future) throws Exception {
        try {
            throw new AssertionError("connected: " + future.get(30, TimeUnit.SECONDS));
        } catch (ExecutionException failed) {
            return Objects.requireNonNull(failed.getCause());
        }
    }

    static Stream<Arguments> brokenUpgrades() {
        return Stream.of(
                broken("D-053 no Upgrade", "", "Connection: Upgrade\r\n" + ACCEPT, "Invalid Upgrade header"),
                broken(
                        "D-053 another Upgrade",
                        "",
                        "Upgrade: foo\r\nConnection: Upgrade\r\n" + ACCEPT,
                        "Invalid Upgrade header"),
                broken("D-069 no Connection", "", "Upgrade: websocket\r\n" + ACCEPT, "Invalid Connection header"),
                broken(
                        "D-054 wrong digest",
                        "",
                        FIELDS + "Sec-WebSocket-Accept: CxYS6+NgJSBG74mdgLvGscRvpns=\r\n",
                        "Invalid Sec-WebSocket-Accept header"),
                broken("D-054 no digest", "", FIELDS, "Invalid Sec-WebSocket-Accept header"),
                broken(
                        "D-060",
                        "",
                        FIELDS + ACCEPT + "Sec-WebSocket-Protocol: foo\r\n",
                        "Server sent a subprotocol but none was requested"),
                broken(
                        "D-061 not in the list",
                        "foo",
                        FIELDS + ACCEPT + "Sec-WebSocket-Protocol: bar\r\n",
                        "Server sent an invalid subprotocol"),
                broken(
                        "D-061 empty",
                        "foo",
                        FIELDS + ACCEPT + "Sec-WebSocket-Protocol: \r\n",
                        "Server sent an invalid subprotocol"),
                broken("D-062", "foo", FIELDS + ACCEPT, "Server sent no subprotocol"),
                broken(
                        "D-064",
                        "",
                        FIELDS + ACCEPT + "Sec-WebSocket-Extensions: permessage-deflate\r\n",
                        "Server sent a Sec-WebSocket-Extensions header but no extension was requested"),
                broken(
                        "D-065 grammar",
                        "deflate",
                        FIELDS + ACCEPT + "Sec-WebSocket-Extensions: permessage-deflate;=\r\n",
                        "Invalid Sec-WebSocket-Extensions header"),
                broken(
                        "D-065 parameter",
                        "deflate",
                        FIELDS + ACCEPT + "Sec-WebSocket-Extensions: permessage-deflate; server_max_window_bits=99\r\n",
                        "Invalid Sec-WebSocket-Extensions header"),
                broken(
                        "D-066 another",
                        "deflate",
                        FIELDS + ACCEPT + "Sec-WebSocket-Extensions: foo\r\n",
                        "Server indicated an extension that was not requested"),
                broken(
                        "D-066 one more",
                        "deflate",
                        FIELDS + ACCEPT + "Sec-WebSocket-Extensions: permessage-deflate, foo\r\n",
                        "Server indicated an extension that was not requested"));
    }

    private static Arguments broken(String name, String asked, String fields, String text) {
        return arguments(named(name, asked), fields, text);
    }

    @ParameterizedTest(name = "{0}: {2}")
    @MethodSource("brokenUpgrades")
    void brokenUpgradesFail(String asked, String fields, String text) throws Exception {
        if (asked.equals("deflate")) {
            options.perMessageDeflate(DeflateOptions.DEFAULT);
        } else if (!asked.isEmpty()) {
            options.protocols(asked);
        }
        options.onUpgrade((ws, answer) -> events.note(ws, "upgrade " + answer.status()));
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAndHold(UPGRADE + fields + "\r\n"))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expect("upgrade 101");
            events.expectFailure(text);
            assertThat(thrown).isInstanceOf(HandshakeException.class).isSameAs(events.error());
            assertThat(((HandshakeException) thrown).status()).isEqualTo(101);
            server.awaitGone();
        }
    }

    @Test
    void noSubprotocolMayBeAllowed() throws Exception { // D-062
        options.protocols("foo").handshake(change -> change.allowNoSubprotocol(true));
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            start(server.url("/"));
            events.expect("open");
            assertThat(server.request()).contains("Sec-WebSocket-Protocol: foo");
        }
        events.expect("close 1006 CLOSED");
    }

    static Stream<Arguments> noHttp() {
        return Stream.of(
                arguments(
                        "D-050 a constant that is none", "foo\r\n\r\n", "Invalid HTTP response: invalid HTTP version"),
                arguments("D-050 LF alone", "HTTP/1.1 101 a\n\n", "Invalid HTTP response: LF without CR"),
                arguments("D-050 TLS", "\u0015\u0003\u0001\u0000\u0002", "Invalid HTTP response: control character 21"),
                arguments("D-050 HTTP/2", "HTTP/2 200\r\n\r\n", "Invalid HTTP response: invalid HTTP version"),
                arguments("D-068 the first line only", "HTTP/1.1\r\n\r\n", "Invalid HTTP response: invalid status"),
                arguments(
                        "a line too long",
                        "HTTP/1.1 200 OK\r\nA: " + "a".repeat(400) + "\r\n\r\n",
                        "Invalid HTTP response: line is longer than 300 bytes"),
                arguments(
                        "too many fields",
                        "HTTP/1.1 200 OK\r\n" + "A: a\r\n".repeat(11) + "\r\n",
                        "Invalid HTTP response: head has more than 10 fields"),
                arguments(
                        "too many interim answers",
                        "HTTP/1.1 100 Continue\r\n\r\n".repeat(17),
                        "Invalid HTTP response: more than 16 interim answers"),
                arguments(
                        "a length that is none",
                        "HTTP/1.1 400 Bad\r\nContent-Length: x\r\n\r\n",
                        "Invalid HTTP response: invalid Content-Length"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("noHttp")
    void whatIsNoHttpFails(String name, String answer, String text) throws Exception {
        options.limits(new HttpLimits(300, 10, 1000));
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answerAndHold(answer))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expectFailure(text);
            assertThat(thrown).isInstanceOfSatisfying(HandshakeException.class, failed -> {
                assertThat(failed.status()).isZero();
                assertThat(failed.answer()).isNull();
            });
            server.awaitGone();
        }
    }

    @ParameterizedTest(name = "D-068 after \"{0}\"")
    @ValueSource(strings = {"", "HTTP/1.1 101", "HTTP/1.1 100 Continue\r\n\r\n"})
    void aServerThatHangsUpFails(String answer) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answer(answer))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expectFailure("socket hang up: the server closed the connection before it answered");
            assertThat(thrown).isInstanceOf(EOFException.class);
        }
    }

    @Test
    void refusedConnections() throws Exception { // D-050
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        assertThat(failure(connect("ws://127.0.0.1:" + port))).isInstanceOf(ConnectException.class);
        events.expectFailure("Connection refused");
    }

    @Test
    void unknownHosts() throws Exception { // D-050
        options.resolver(host -> CompletableFuture.failedFuture(new UnknownHostException(host + " is unknown")));
        assertThat(failure(connect("ws://nowhere.example/"))).isInstanceOf(UnknownHostException.class);
        events.expectFailure("nowhere.example is unknown");
    }

    @Test
    void refusedHandshakes() throws Exception { // D-051
        try (ScriptedServer server = new ScriptedServer(
                ScriptedServer.answerAndHold("HTTP/1.1 401 Unauthorized\r\nContent-Length: 3\r\nA: b\r\n\r\nfoo"))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expectFailure("Unexpected server response: 401");
            HandshakeException refused = (HandshakeException) thrown;
            assertThat(refused.status()).isEqualTo(401);
            HandshakeAnswer answer = Objects.requireNonNull(refused.answer());
            assertThat(answer).hasToString("401 Unauthorized");
            assertThat(answer.headers().first("A")).isEqualTo("b");
            assertThat(answer.text()).isEqualTo("foo");
            assertThat(answer.complete()).isTrue();
            server.awaitGone();
        }
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                arguments(
                        "chunks",
                        "Transfer-Encoding: chunked\r\n\r\n3\r\nfoo\r\n3\r\nbar\r\n0\r\n\r\n",
                        "foobar",
                        true),
                arguments("no body", "Content-Length: 0\r\n\r\n", "", true),
                arguments("cut off", "Content-Length: 9\r\n\r\nfoo", "foo", false),
                arguments("up to the end", "\r\nfoo", "foo", true),
                arguments("broken chunks", "Transfer-Encoding: chunked\r\n\r\n3\r\nfoo\r\nx\r\n", "foo", false),
                arguments("long", "\r\n" + "a".repeat(70_000), "a".repeat(65_536), false));
    }

    @ParameterizedTest(name = "D-051 {0}")
    @MethodSource("bodies")
    void bodiesOfRefusals(String name, String rest, String text, boolean complete) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answer("HTTP/1.1 500 \r\n" + rest))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expectFailure("Unexpected server response: 500");
            HandshakeAnswer answer = Objects.requireNonNull(((HandshakeException) thrown).answer());
            assertThat(answer.text()).isEqualTo(text);
            assertThat(answer.body().isReadOnly()).isTrue();
            assertThat(answer.complete()).isEqualTo(complete);
        }
    }

    @ParameterizedTest(name = "D-051 a body that never ends, timeout {0} ms")
    @ValueSource(ints = {0, 1500})
    void bodiesAreNotWaitedForWithoutEnd(int timeout) throws Exception {
        options.handshakeTimeout(Duration.ofMillis(timeout));
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.answerAndHold("HTTP/1.1 503 \r\n\r\nbeginning"))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expectFailure("Unexpected server response: 503");
            HandshakeAnswer answer = Objects.requireNonNull(((HandshakeException) thrown).answer());
            assertThat(answer.text()).isEqualTo("beginning");
            assertThat(answer.complete()).isFalse();
            server.awaitGone();
        }
    }

    @Test
    void unexpectedResponsesAreNoErrorsForTheirHook() throws Exception { // D-051
        options.onUnexpectedResponse(
                (ws, answer) -> events.note(ws, "unexpected " + answer + " " + answer.text() + " " + ws.readyState()));
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.answer("HTTP/1.1 401 No\r\nContent-Length: 3\r\n\r\nfoo"))) {
            Throwable thrown = failure(connect(server.url("/")));
            events.expect("unexpected 401 No foo CONNECTING", "close 1006 CLOSED");
            assertThat(thrown).hasMessage("Unexpected server response: 401");
            assertThat(events.error()).isNull();
        }
    }

    @Test
    void redirectsAreUnexpectedByDefault() throws Exception { // D-014
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.redirect("ws://127.0.0.1:1/"))) {
            start(server.url("/"));
            events.expectFailure("Unexpected server response: 302");
        }
    }

    static Stream<Arguments> slowServers() {
        Script halfAnHead = line -> {
            line.write("HTTP/1.1 101 Switching");
            line.awaitEnd();
        };
        return Stream.of(arguments("no answer", ScriptedServer.silence()), arguments("half an answer", halfAnHead));
    }

    @ParameterizedTest(name = "D-013 {0}")
    @MethodSource("slowServers")
    void theHandshakeHasADeadline(String name, Script script) throws Exception {
        options.handshakeTimeout(Duration.ofMillis(200));
        try (ScriptedServer server = new ScriptedServer(script)) {
            assertThat(failure(connect(server.url("/")))).isInstanceOf(SocketTimeoutException.class);
            events.expectFailure("Opening handshake has timed out");
            server.awaitGone();
        }
    }

    @Test
    void theDeadlineCountsForNamesToo() throws Exception { // D-013
        options.handshakeTimeout(Duration.ofMillis(50)).resolver(host -> new CompletableFuture<>());
        start("ws://slow.example/");
        events.expectFailure("Opening handshake has timed out");
    }

    @Test
    void interimAnswersAreSkipped() throws Exception {
        try (ScriptedServer server = new ScriptedServer(line -> {
            line.write("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early Hints\r\nLink: a\r\n\r\n");
            line.upgrade();
        })) {
            start(server.url("/"));
            events.expect("open", "close 1006 CLOSED"); // D-067
        }
    }

    @Test
    void theAnswerMayComeInAnyPieces() throws Exception {
        try (ScriptedServer server = new ScriptedServer(line -> {
            for (char c : line.upgradeHead().toCharArray()) {
                line.write(String.valueOf(c));
            }
            line.echo();
        })) {
            connect(server.url("/")).get(30, TimeUnit.SECONDS).send("a");
            events.expect("open", "text a");
            client.closeNow();
            events.expect("close 1006 CLOSED");
        }
    }

    @Test
    void theConnectionFailsWhatFollowsTheAnswer() throws Exception {
        try (ScriptedServer server = new ScriptedServer(line -> {
            line.write(line.upgradeHead() + "HTTP/1.1 200 OK\r\n\r\n");
            line.awaitEnd();
        })) {
            start(server.url("/"));
            events.expect("open");
            assertThat(events.next()).startsWith("error ");
            assertThat(events.next()).startsWith("close 1006");
        }
    }

    @Test
    void hooksThatThrowFailTheHandshake() throws Exception {
        IllegalStateException thrown = new IllegalStateException("hook");
        options.onUpgrade((ws, answer) -> {
            throw thrown;
        });
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            assertThat(failure(connect(server.url("/")))).isSameAs(thrown);
            events.expectFailure("hook");
            server.awaitGone();
        }
    }

    @Test
    void aCancelledFutureGivesUp() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.silence())) {
            CompletableFuture<WebSocket> future = connect(server.url("/"));
            server.request();
            assertThat(future.cancel(true)).isTrue();
            events.expectFailure("WebSocket was closed before the connection was established");
            server.awaitGone();
        }
        assertThat(client.connections()).isEmpty();
    }

    @Test
    void aCancelledFutureGivesUpNamesToo() throws Exception {
        CompletableFuture<List<InetAddress>> resolving = new CompletableFuture<>();
        options.resolver(host -> resolving);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.silence())) {
            assertThat(connect("ws://name.example:" + server.port()).cancel(false))
                    .isTrue();
            events.expectFailure("WebSocket was closed before the connection was established");
            resolving.complete(List.of(InetAddress.getLoopbackAddress()));
            assertThat(server.connections()).isZero();
        }
    }
}
