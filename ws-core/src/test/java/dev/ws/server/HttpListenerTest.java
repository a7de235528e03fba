package dev.ws.server;

import static dev.ws.server.RawClient.ACCEPTED;
import static dev.ws.server.RawClient.frames;
import static dev.ws.server.RawClient.request;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.CloseStatus;
import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.TestExtension;
import dev.ws.frame.WireFrame;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.http.HttpLimits;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class HttpListenerTest {
    private static final ListenOptions LOOPBACK = loopback().build();

    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final List<HandshakeRequest> requests = new CopyOnWriteArrayList<>();
    private final List<String> threads = new CopyOnWriteArrayList<>();
    private final BlockingQueue<CloseStatus> ended = new LinkedBlockingQueue<>();
    private final WebSocketServer.Builder builder = WebSocketServer.builder().onConnection((ws, request) -> {
        requests.add(request);
        threads.add(Thread.currentThread().getName());
        ws.onText((socket, text) -> socket.send(text));
        ws.onClose((socket, status) -> ended.add(status));
    });
    private final List<HttpListener> listeners = new ArrayList<>();

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (HttpListener listener : listeners) {
            listener.close();
            listener.closed().get(30, TimeUnit.SECONDS);
        }
        runtime.close();
    }

    private static ListenOptions.Builder loopback() {
        return ListenOptions.builder().address(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    private HttpListener start(ListenOptions options) throws IOException {
        HttpListener listener = HttpListener.start(options, runtime);
        listeners.add(listener);
        return listener;
    }

    private HandshakeRequest seen(int index) {
        until(() -> requests.size() > index);
        return requests.get(index);
    }

    private static ListenOptions within(int millis) {
        return loopback().handshakeTimeout(Duration.ofMillis(millis)).build();
    }

    private static WebSocketServer named(String path, HttpListener listener) {
        return WebSocketServer.builder()
                .path(path)
                .onConnection((ws, request) -> ws.send(path))
                .attach(listener);
    }

    private static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\n\r\n";
    }

    private static String refusal(String status, String body) {
        String length = "Content-Length: " + body.length();
        return head("HTTP/1.1 " + status, "Connection: close", "Content-Type: text/html", length) + body;
    }

    private static String answerTo(HttpListener listener, String request) throws IOException {
        try (RawClient client = RawClient.connect(listener)) {
            return client.send(request).rest();
        }
    }

    // All places are free again, or will be as soon as the loops come to it.
    private static void assertFreed(WebSocketServer server) throws Exception {
        assertThat(server.shutdown().get(30, TimeUnit.SECONDS).timedOut()).isZero();
        server.closed().get(30, TimeUnit.SECONDS);
    }

    // --- answers -----------------------------------------------------------------------------------------------------

    private static final String REQUIRED_HEAD = head(
            "HTTP/1.1 426 Upgrade Required",
            "Connection: close, Upgrade",
            "Content-Length: 16",
            "Content-Type: text/plain",
            "Upgrade: websocket");
    private static final String REQUIRED = REQUIRED_HEAD + "Upgrade Required";

    static Stream<Arguments> answers() {
        String good = request("/");
        return Stream.of(
                arguments("B-051 a page", "GET / HTTP/1.1\r\nHost: x\r\n\r\n", REQUIRED),
                arguments("B-051 HEAD", "HEAD / HTTP/1.1\r\nHost: x\r\n\r\n", REQUIRED_HEAD),
                arguments("B-051 a form", "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\nhello", REQUIRED),
                arguments("B-051 all", "OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n", REQUIRED),
                arguments("B-051 a proxy", "CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n", REQUIRED),
                arguments("B-052 Connection", good.replace("Connection: Upgrade", "Connection: close"), REQUIRED),
                arguments("B-052 Upgrade", good.replace("Upgrade: websocket\r\n", ""), REQUIRED),
                arguments("B-053 HTTP/1.0", good.replace("HTTP/1.1", "HTTP/1.0"), REQUIRED),
                arguments(
                        "B-053 HTTP/2.0",
                        good.replace("HTTP/1.1", "HTTP/2.0"),
                        refusal("505 HTTP Version Not Supported", "HTTP version is not 1.0 or 1.1")),
                arguments(
                        "B-053 no Host",
                        good.replace("Host: server.example.com\r\n", ""),
                        refusal("400 Bad Request", "request has 0 Host fields, 1 needed")),
                arguments(
                        "B-030 POST",
                        good.replace("GET", "POST"),
                        refusal("405 Method Not Allowed", "Invalid HTTP method")),
                arguments(
                        "B-031 Upgrade",
                        good.replace("websocket", "h2c"),
                        refusal("400 Bad Request", "Invalid Upgrade header")),
                arguments(
                        "B-032 key",
                        good.replace("-Key: ", "-Key: x"),
                        refusal("400 Bad Request", "Missing or invalid Sec-WebSocket-Key header")),
                arguments(
                        "B-054 key twice",
                        good.replace("\r\n\r\n", "\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"),
                        refusal("400 Bad Request", "Missing or invalid Sec-WebSocket-Key header")),
                arguments(
                        "B-033 version",
                        good.replace("Version: 13", "Version: 7"),
                        head(
                                        "HTTP/1.1 400 Bad Request",
                                        "Connection: close",
                                        "Content-Type: text/html",
                                        "Content-Length: 47",
                                        "Sec-WebSocket-Version: 13, 8")
                                + "Missing or invalid Sec-WebSocket-Version header"),
                arguments("B-034 path", request("/other"), refusal("400 Bad Request", "Bad Request")),
                arguments(
                        "B-035 subprotocol",
                        request("/", "Sec-WebSocket-Protocol", "a,,b"),
                        refusal("400 Bad Request", "Invalid Sec-WebSocket-Protocol header")),
                arguments(
                        "B-036 extensions",
                        request("/", "Sec-WebSocket-Extensions", "a=;"),
                        refusal("400 Bad Request", "Invalid or unacceptable Sec-WebSocket-Extensions header")),
                arguments("a bare LF", "GET / HTTP/1.1\nHost: x\n\n", refusal("400 Bad Request", "LF without CR")),
                arguments(
                        "a TLS greeting",
                        "\u0016\u0003\u0001\u0002\u0000\u0001\u0000",
                        refusal("400 Bad Request", "control character 22")),
                arguments(
                        "a target that is no address",
                        request("chat"),
                        refusal("400 Bad Request", "the request target is neither a path nor an address")),
                arguments(
                        "a target of another scheme",
                        request("ftp://x/"),
                        refusal("400 Bad Request", "the request target is neither a path nor an address")),
                arguments(
                        "a target without host",
                        request("http:///chat"),
                        refusal("400 Bad Request", "the request target names no host")),
                arguments(
                        "a target with a name",
                        request("http://me@x/chat"),
                        refusal("400 Bad Request", "the request target names no host")),
                arguments(
                        "G-090 a long line",
                        request("/" + "x".repeat(2000)),
                        refusal("414 URI Too Long", "line is longer than 1024 bytes")),
                arguments(
                        "G-090 a long field",
                        request("/", "Sec-WebSocket-Extensions", "a;".repeat(1000)),
                        refusal("431 Request Header Fields Too Large", "line is longer than 1024 bytes")),
                arguments(
                        "G-090 many headers",
                        good.replace("\r\n\r\n", "\r\nA: b".repeat(2001) + "\r\n\r\n"),
                        refusal("431 Request Header Fields Too Large", "head has more than 100 fields")),
                arguments(
                        "pipelined requests behind a refused one",
                        "GET / HTTP/1.1\r\nHost: x\r\n\r\n" + good + good,
                        REQUIRED));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("answers")
    void requestsAreAnswered(String row, String request, String answer) throws Exception {
        HttpListener listener =
                start(loopback().limits(new HttpLimits(1024, 100, 16384)).build());
        builder.path("/").extension(new TestExtension("a", 4)).attach(listener);

        assertThat(answerTo(listener, request)).isEqualTo(answer);
        assertThat(requests).isEmpty();
    }

    @Test
    void a025FramesThatComeWithTheHeadAreNotLostWhereverItIsSplit() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.attach(listener);
        byte[] head = request("/").getBytes(StandardCharsets.US_ASCII);
        byte[] frames = frames(WireFrame.text("one"), WireFrame.text("two"));
        byte[] all = new byte[head.length + frames.length];
        System.arraycopy(head, 0, all, 0, head.length);
        System.arraycopy(frames, 0, all, head.length, frames.length);

        for (int split = 1; split <= all.length; split++) {
            try (RawClient client = RawClient.connect(listener)) {
                client.send(Arrays.copyOf(all, split));
                client.send(Arrays.copyOfRange(all, split, all.length));

                assertThat(client.head()).as("split at %d", split).isEqualTo(ACCEPTED);
                assertThat(client.frame()).isEqualTo("text 'one'");
                assertThat(client.frame()).isEqualTo("text 'two'");
            }
        }
    }

    @Test
    void aHeadMayComeByteByByte() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.attach(listener);

        try (RawClient client = RawClient.connect(listener)) {
            for (char c : ("\r\n" + request("/")).toCharArray()) {
                client.send(String.valueOf(c));
            }
            assertThat(client.head()).isEqualTo(ACCEPTED);
        }
    }

    @Test
    void b048TheAnswerHasItsFieldsInOrder() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.perMessageDeflate(true)
                .onHeaders((headers, request) -> headers.add("X-More", "yes"))
                .attach(listener);

        try (RawClient client = RawClient.connect(listener)) {
            client.send(request(
                    "/", "Sec-WebSocket-Extensions", "permessage-deflate", "Sec-WebSocket-Protocol", "chat, other"));

            assertThat(client.head())
                    .isEqualTo(head(
                            ACCEPTED.strip(),
                            "Sec-WebSocket-Protocol: chat",
                            "Sec-WebSocket-Extensions: permessage-deflate",
                            "X-More: yes"));
        }
    }

    @Test
    void b045HeadersOfARefusalAreMerged() throws Exception {
        HttpListener listener = start(LOOPBACK);
        Headers headers = Headers.of(
                "Content-Type", "text/plain", "Retry-After", "5", "Content-Length", "1", "Connection", "keep-alive");
        builder.verifyClient(request -> Decision.reject(429, "slow \u00e4", headers))
                .attach(listener);

        assertThat(answerTo(listener, request("/")))
                .isEqualTo(head(
                                "HTTP/1.1 429 Too Many Requests",
                                "Connection: close",
                                "Content-Length: 7",
                                "Content-Type: text/plain",
                                "Retry-After: 5")
                        + "slow \u00c3\u00a4");
    }

    @Test
    void anAnswerThatCannotBeWrittenIsA500() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.maxConnections(1)
                .onHeaders((headers, request) -> headers.add("X-Bad", request.query() == null ? "\u20ac" : "good"))
                .verifyClient(request -> "/no".equals(request.path())
                        ? Decision.reject(403, "", Headers.of("X-Bad", "\u0001"))
                        : Decision.accept())
                .attach(listener);

        assertThat(answerTo(listener, request("/")))
                .isEqualTo(refusal("500 Internal Server Error", "Internal Server Error"));
        assertThat(answerTo(listener, request("/no")))
                .isEqualTo(refusal("500 Internal Server Error", "Internal Server Error"));
        try (RawClient client = RawClient.connect(listener)) {
            assertThat(client.send(request("/?")).head()).startsWith("HTTP/1.1 101 "); // the place is free again
        }
    }

    // --- what the server sees ----------------------------------------------------------------------------------------

    @Test
    void theSnapshotTellsWhereItCameFrom() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.attach(listener);

        try (RawClient client = RawClient.connect(listener).open("/chat?token=1")) {
            HandshakeRequest request = seen(0);
            assertThat(request.method()).isEqualTo("GET");
            assertThat(request.target()).isEqualTo("/chat?token=1");
            assertThat(request.path()).isEqualTo("/chat");
            assertThat(request.remoteAddress()).isEqualTo(client.localAddress());
            assertThat(request.localAddress()).isEqualTo(listener.address().orElseThrow());
            assertThat(request.secure()).isFalse();
            assertThat(request.tls()).isNull();
            assertThat(request.header("host")).isEqualTo("server.example.com");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"http://Other:80/chat?a=b", "WSS://Other:80/chat?a=b", "https://Other:80?a=b", "ws://Other:80"})
    void anAddressAsTargetCountsAsItsPathAndHost(String target) throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.attach(listener);

        try (RawClient client = RawClient.connect(listener).open(target)) {
            assertThat(client.localAddress()).isNotNull();
            HandshakeRequest request = seen(0);
            assertThat(request.target()).isEqualTo(target.replaceAll("^[a-zA-Z]*://[^/?]*/?", "/"));
            assertThat(request.headers().all("Host")).containsExactly("Other:80");
        }
    }

    @Test
    void whatClientsSendAlikeIsKeptOnce() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.attach(listener);

        try (RawClient first = RawClient.connect(listener).open("/chat");
                RawClient second = RawClient.connect(listener).open("/chat")) {
            assertThat(first.localAddress()).isNotEqualTo(second.localAddress());
            assertThat(seen(1).header("Host")).isSameAs(seen(0).header("Host"));
            assertThat(seen(1).target()).isSameAs(seen(0).target());
            assertThat(seen(1).header("Sec-WebSocket-Key")).isNotSameAs(seen(0).header("Sec-WebSocket-Key"));
        }
    }

    @Test
    void hooksRunOnTheLoopInline() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.options(WebSocketOptions.builder().dispatch(Dispatch.INLINE).build())
                .verifyClient(request -> note(threads, Decision.accept()))
                .attach(listener);

        try (RawClient client = RawClient.connect(listener).open("/")) {
            assertThat(client.localAddress()).isNotNull();
            until(() -> threads.size() == 2);
            assertThat(threads).allMatch(name -> name.startsWith("ws-io-"));
        }
    }

    @Test
    void hooksRunOnTheExecutorIfWanted() throws Exception {
        HttpListener listener = start(LOOPBACK);
        listener.onUnhandled(request -> note(threads, null));
        builder.path("/")
                .options(WebSocketOptions.builder().dispatch(Dispatch.EXECUTOR).build())
                .verifyClient(request -> note(threads, Decision.accept()))
                .attach(listener);

        try (RawClient client = RawClient.connect(listener).open("/")) {
            until(() -> threads.size() == 2);
            assertThat(answerTo(listener, request("/none"))).isEmpty();
            assertThat(threads).hasSize(3).noneMatch(name -> name.startsWith("ws-io-"));
            assertThat(client.send(frames(WireFrame.text("a"))).frame()).isEqualTo("text 'a'");
        }
    }

    private static <T extends @Nullable Object> T note(List<String> threads, T result) {
        threads.add(Thread.currentThread().getName());
        return result;
    }

    @Test
    void anExecutorThatTakesNothingIsA503() throws Exception {
        ConnectionRuntime refusing = ConnectionRuntime.create(task -> {
            throw new RejectedExecutionException("no");
        });
        try (HttpListener listener = HttpListener.start(LOOPBACK, refusing)) {
            builder.options(WebSocketOptions.builder()
                            .dispatch(Dispatch.EXECUTOR)
                            .build())
                    .attach(listener);

            assertThat(answerTo(listener, request("/"))).startsWith("HTTP/1.1 503 ");
        } finally {
            refusing.close();
        }
    }

    // --- time --------------------------------------------------------------------------------------------------------

    @Test
    void g032AHeadThatDoesNotComeToItsEndIsA408() throws Exception {
        HttpListener listener = start(within(50));

        assertThat(answerTo(listener, "GET / HTTP/1.1\r\nHost:"))
                .isEqualTo(refusal("408 Request Timeout", "Request Timeout"));
    }

    @Test
    void g032ByteAfterByteGainsNoTime() throws Exception {
        HttpListener listener = start(within(50));

        try (RawClient client = RawClient.connect(listener).send("GET /")) {
            until(() -> {
                try {
                    return client.send("x").hasInput();
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
            });
        }
    }

    @Test
    void g032WhoSendsNothingIsCutWithoutAWord() throws Exception {
        HttpListener listener = start(within(50));

        assertThat(answerTo(listener, "")).isEmpty();
    }

    @Test
    void g032ADecisionIsNotHurriedByTheTimeOfTheHead() throws Exception {
        HttpListener listener = start(within(50));
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        builder.verifyClientAsync(request -> decision).attach(listener);

        try (RawClient client = RawClient.connect(listener).send(request("/"));
                RawClient slow = RawClient.connect(listener)) {
            assertThat(slow.rest()).isEmpty(); // so much time has gone by
            decision.complete(Decision.accept());
            assertThat(client.head()).isEqualTo(ACCEPTED);
        }
    }

    @Test
    void withoutATimeoutAHeadIsWaitedFor() throws Exception {
        HttpListener listener = start(within(0));
        builder.attach(listener);

        try (RawClient client = RawClient.connect(listener).send("GET")) {
            assertThat(client.hasInput()).isFalse();
            assertThat(client.send(request("/").substring(3)).head()).isEqualTo(ACCEPTED);
        }
    }

    @Test
    void aHeadThatIsCutOffIsA400() throws Exception {
        HttpListener listener = start(LOOPBACK);

        try (RawClient client = RawClient.connect(listener).send("GET / HT")) {
            client.shutdownOutput();
            assertThat(client.rest()).isEqualTo(refusal("400 Bad Request", "Bad Request"));
        }
    }

    @Test
    void whoGoesWithoutAWordGetsNone() throws Exception {
        HttpListener listener = start(LOOPBACK);

        try (RawClient client = RawClient.connect(listener)) {
            client.shutdownOutput();
            assertThat(client.rest()).isEmpty();
        }
    }

    // --- after a refusal ---------------------------------------------------------------------------------------------

    @Test
    void aRefusalSurvivesWhatTheClientStillSends() throws Exception {
        HttpListener listener = start(LOOPBACK);
        String head = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 200000\r\n\r\n";

        assertThat(answerTo(listener, head + "x".repeat(200_000))).isEqualTo(REQUIRED);
    }

    @Test
    void whoSendsWithoutEndAfterARefusalIsCut() throws Exception {
        HttpListener listener = start(LOOPBACK);

        try (RawClient client = RawClient.connect(listener).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
            byte[] flood = new byte[64 * 1024];
            until(() -> {
                try {
                    client.send(flood);
                    return false;
                } catch (IOException cut) {
                    return true;
                }
            });
        }
    }

    @Test
    void whoStaysAfterARefusalIsNotWaitedForLong() throws Exception {
        HttpListener listener = start(LOOPBACK);

        try (RawClient client = RawClient.connect(listener).send("GET / HTTP/1.1\r\nHost: x\r\n\r\n")) {
            assertThat(client.rest()).isEqualTo(REQUIRED);
            listener.close();
            listener.closed().get(30, TimeUnit.SECONDS); // while the client keeps its side open
        }
    }

    // --- late decisions ----------------------------------------------------------------------------------------------

    @ParameterizedTest
    @ValueSource(strings = {"end", "reset"})
    void b038AClientThatGoesDuringTheDecisionIsNoConnection(String how) throws Exception {
        HttpListener listener = start(LOOPBACK);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        WebSocketServer server = builder.maxConnections(1)
                .verifyClientAsync(request -> request.path().equals("/") ? decision : accepted())
                .attach(listener);
        RawClient client = RawClient.connect(listener).send(request("/"));
        until(() -> decision.getNumberOfDependents() > 0);

        if (how.equals("end")) {
            client.shutdownOutput();
            assertThat(client.rest()).isEmpty();
        } else {
            client.reset();
            listener.close();
            listener.closed().get(30, TimeUnit.SECONDS);
        }
        decision.complete(Decision.accept());

        assertThat(requests).isEmpty();
        assertFreed(server);
        client.close();
    }

    private static CompletableFuture<Decision> accepted() {
        return CompletableFuture.completedFuture(Decision.accept());
    }

    @Test
    void framesThatComeBeforeALateDecisionAreNotLost() throws Exception {
        HttpListener listener = start(LOOPBACK);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        builder.verifyClientAsync(request -> decision).attach(listener);

        try (RawClient client = RawClient.connect(listener).send(request("/"))) {
            until(() -> decision.getNumberOfDependents() > 0);
            client.send(frames(WireFrame.text("early")));
            client.send(frames(WireFrame.text("too")));
            decision.complete(Decision.accept());

            assertThat(client.head()).isEqualTo(ACCEPTED);
            assertThat(client.frame()).isEqualTo("text 'early'");
            assertThat(client.frame()).isEqualTo("text 'too'");
        }
    }

    // --- several servers ---------------------------------------------------------------------------------------------

    @Test
    void b024ServersShareAListenerByPath() throws Exception {
        HttpListener listener = start(LOOPBACK);
        named("/one", listener);
        WebSocketServer two = named("/two", listener);

        try (RawClient first = RawClient.connect(listener).open("/one");
                RawClient second = RawClient.connect(listener).open("/two")) {
            assertThat(first.frame()).isEqualTo("text '/one'");
            assertThat(second.frame()).isEqualTo("text '/two'");
            assertThat(two.address()).isEqualTo(listener.address());
        }
        assertThat(answerTo(listener, request("/three"))).isEqualTo(refusal("404 Not Found", "Not Found"));
        listener.detach(two);
        assertThat(answerTo(listener, request("/two"))).isEqualTo(refusal("400 Bad Request", "Bad Request"));
        assertThatIllegalStateException().isThrownBy(two::address);
        listener.detach(two);
        listener.attach(two);
        try (RawClient again = RawClient.connect(listener).open("/two")) {
            assertThat(again.frame()).isEqualTo("text '/two'");
        }
    }

    @Test
    void withoutServersThereIsNothingToBeFound() throws Exception {
        assertThat(answerTo(start(LOOPBACK), request("/"))).isEqualTo(refusal("404 Not Found", "Not Found"));
    }

    static Stream<Arguments> unhandled() {
        return Stream.of(
                arguments("null cuts", null, ""),
                arguments("an answer", HandshakeResponse.refuse(403), refusal("403 Forbidden", "Forbidden")),
                arguments(
                        "101",
                        new HandshakeResponse(101, Headers.EMPTY, ""),
                        refusal("500 Internal Server Error", "Internal Server Error")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("unhandled")
    void b024WhatIsForNoServerIsAnsweredByTheApplication(
            String row, @Nullable HandshakeResponse response, String expected) throws Exception {
        HttpListener listener = start(LOOPBACK);
        named("/one", listener);
        listener.onUnhandled(request -> response);

        assertThat(answerTo(listener, request("/two"))).isEqualTo(expected);
        assertThat(answerTo(listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")).isEqualTo(REQUIRED);
        try (RawClient client = RawClient.connect(listener).open("/one")) {
            assertThat(client.frame()).isEqualTo("text '/one'");
        }
    }

    @Test
    void aPredicateThatFailsIsA500OfItsServer() throws Exception {
        HttpListener listener = start(LOOPBACK);
        named("/one", listener);
        List<Throwable> errors = new CopyOnWriteArrayList<>();
        WebSocketServer.builder()
                .shouldHandle(request -> {
                    throw new IllegalStateException("broken");
                })
                .onError((error, request) -> errors.add(error))
                .attach(listener);

        assertThat(answerTo(listener, request("/two"))).startsWith("HTTP/1.1 500 ");
        assertThat(errors).hasSize(1);
    }

    @Test
    void b015AnAttachedServerThatClosesAnswers503UntilAnotherTakesItsPlace() throws Exception {
        HttpListener listener = start(LOOPBACK);
        WebSocketServer old = named("/one", listener);
        try (RawClient client = RawClient.connect(listener).open("/one")) {
            old.stopAccepting();
            assertThat(old.address()).isEmpty();
            assertThat(answerTo(listener, request("/one"))).startsWith("HTTP/1.1 503 ");

            named("/one", listener);
            try (RawClient next = RawClient.connect(listener).open("/one")) {
                assertThat(next.frame()).isEqualTo("text '/one'");
            }
            assertThat(client.frame()).isEqualTo("text '/one'");
        }
        old.closed().get(30, TimeUnit.SECONDS);
        assertThat(listener.address()).isPresent();
    }

    @Test
    void aServerHasOneListener() throws Exception {
        HttpListener listener = start(LOOPBACK);
        HttpListener other = start(LOOPBACK);
        WebSocketServer server = builder.attach(listener);

        assertThatIllegalStateException().isThrownBy(() -> other.attach(server));
        other.detach(server);
        assertThat(server.address()).isEqualTo(listener.address());

        other.close();
        assertThat(other.address()).isEmpty();
        assertThatIllegalStateException().isThrownBy(() -> named("/", other));
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    @Test
    void b015ClosingAnswersHandshakesUnderWay() throws Exception {
        HttpListener listener = start(LOOPBACK);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        List<HandshakeRequest> asked = new CopyOnWriteArrayList<>();
        WebSocketServer server = builder.verifyClientAsync(request -> {
                    asked.add(request);
                    return request.path().equals("/late") ? decision : accepted();
                })
                .attach(listener);

        try (RawClient open = RawClient.connect(listener).open("/");
                RawClient silent = RawClient.connect(listener);
                RawClient halfway = RawClient.connect(listener).send("GET / HT");
                RawClient late = RawClient.connect(listener).send(request("/late"))) {
            until(() -> asked.size() == 2);
            listener.close();

            silent.awaitEnd();
            halfway.awaitEnd(); // its bytes may still have been on the way
            assertThat(late.rest()).isEqualTo(refusal("503 Service Unavailable", "Service Unavailable"));
            halfway.shutdownOutput();
            late.shutdownOutput();
            listener.closed().get(30, TimeUnit.SECONDS);
            assertThat(open.send(frames(WireFrame.text("still there"))).frame()).isEqualTo("text 'still there'");
        }
        assertThat(ended.poll(30, TimeUnit.SECONDS)).isNotNull();
        decision.complete(Decision.accept());
        assertThat(requests).hasSize(1);
        assertFreed(server);
    }

    @Test
    void b015ClosingAnswersWhatIsHalfRead() throws Exception {
        HttpListener listener = start(LOOPBACK);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        builder.verifyClientAsync(request -> decision).attach(listener);
        List<RawClient> halfway = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            halfway.add(RawClient.connect(listener).send("GET / HT"));
        }
        // On each loop one after another: when these are being decided, those before them were taken.
        for (int i = 0; i < 8; i++) {
            halfway.add(RawClient.connect(listener).send(request("/")));
        }
        until(() -> decision.getNumberOfDependents() == 8);
        listener.close();

        for (RawClient client : halfway) {
            assertThat(client.rest()).isEqualTo(refusal("503 Service Unavailable", "Service Unavailable"));
            client.close();
        }
    }

    @Test
    void anOwnRuntimeEndsWithTheListenerAndItsServers() throws Exception {
        HttpListener listener = HttpListener.start(LOOPBACK);
        WebSocketServer server = builder.attach(listener);
        try (RawClient client = RawClient.connect(listener).open("/")) {
            listener.close();
            listener.closed().get(30, TimeUnit.SECONDS);
            assertThat(client.send(frames(WireFrame.text("a"))).frame()).isEqualTo("text 'a'");

            server.stopAccepting();
            assertThat(client.send(frames(WireFrame.text("b"))).frame()).isEqualTo("text 'b'");
        }
        until(() -> isOver(listener.runtime()));
    }

    private static boolean isOver(ConnectionRuntime runtime) {
        try {
            runtime.schedule(() -> {}, Duration.ZERO).cancel(false);
            return false;
        } catch (RejectedExecutionException over) {
            return true;
        }
    }

    @Test
    void aRuntimeThatEndsTakesHandshakesWithIt() throws Exception {
        HttpListener listener = start(LOOPBACK);
        CompletableFuture<Decision> decision = new CompletableFuture<>();
        WebSocketServer server = builder.verifyClientAsync(request -> decision).attach(listener);

        try (RawClient late = RawClient.connect(listener).send(request("/"));
                RawClient silent = RawClient.connect(listener)) {
            until(() -> decision.getNumberOfDependents() > 0);
            runtime.close();
            late.awaitEnd();
            silent.awaitEnd();
            decision.complete(Decision.accept());
        }
        assertFreed(server);
        assertThat(requests).isEmpty();
    }

    @Test
    void b063ThousandsThatGoAtAnyPointLeaveNothingBehind() throws Exception {
        Random random = new Random(7);
        HttpListener listener = start(LOOPBACK);
        WebSocketServer server = builder.verifyClientAsync(request ->
                        request.path().equals("/later") ? CompletableFuture.supplyAsync(Decision::accept) : accepted())
                .attach(listener);
        RawClient.connect(listener).open("/").close(); // what is loaded once is there
        long files = openFiles();

        List<RawClient> clients = new ArrayList<>();
        for (int i = 0; i < 2_000; i++) {
            byte[] head = request(i % 2 == 0 ? "/" : "/later").getBytes(StandardCharsets.US_ASCII);
            int length = i % 3 == 0 ? head.length : random.nextInt(head.length);
            clients.add(RawClient.connect(listener).send(Arrays.copyOf(head, length)));
            if (clients.size() == 50) {
                for (RawClient client : clients) {
                    if (random.nextBoolean()) {
                        client.reset();
                    } else {
                        client.close();
                    }
                }
                clients.clear();
            }
        }

        until(() -> server.clients().isEmpty() && requests.size() == ended.size());
        listener.close();
        listener.closed().get(30, TimeUnit.SECONDS);
        assertFreed(server);
        until(() -> openFiles() <= files);
    }

    private static long openFiles() {
        Path descriptors = Path.of("/proc/self/fd");
        if (!Files.isDirectory(descriptors)) {
            return 0;
        }
        try (Stream<Path> open = Files.list(descriptors)) {
            return open.count();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    @Test
    void a026TheEndOfTheInputEndsTheConnection() throws Exception {
        HttpListener listener = start(LOOPBACK);
        builder.attach(listener);

        try (RawClient client = RawClient.connect(listener).open("/")) {
            client.shutdownOutput();
            assertThat(ended.poll(30, TimeUnit.SECONDS)).isEqualTo(CloseStatus.ABNORMAL);
        }
    }
}
