package dev.ws.it.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Servers that answer something else than they should (D-050 to D-069): an error, one close event, nothing left behind. */
class LyingServersIT {
    private static final String TIMED_OUT = "Opening handshake has timed out";
    private static final ClientOptions PATIENT = ClientOptions.builder()
            .handshakeTimeout(RawWebSocket.PATIENCE)
            .followRedirects(true)
            .build();
    private static final ClientOptions IMPATIENT =
            PATIENT.toBuilder().handshakeTimeout(Duration.ofSeconds(2)).build();

    private final WebSocketClient client = WebSocketClient.create();
    private ServerSocket server; // JUnit thread

    @BeforeEach
    void listen() throws IOException {
        server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        server.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
    }

    /** The end of each test: nothing is left. */
    @AfterEach
    void stop() throws Exception {
        server.close();
        Await.until("no connection is left", () -> client.connections().isEmpty());
        client.close();
        client.closed().get();
    }

    private ClientPeer connect() {
        return connect(PATIENT);
    }

    private ClientPeer connect(ClientOptions options) {
        return new ClientPeer(client, "ws://127.0.0.1:" + server.getLocalPort() + "/", options);
    }

    /** What a server does with a connection after it read the request. */
    interface Script {
        void run(RawWebSocket peer, List<String> request) throws IOException;
    }

    /**
     * A server.
     *
     * @param name what it does
     * @param message a piece of the error's text, empty for any
     * @param script how it does it
     */
    record Lie(String name, String message, Script script) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private static Lie answer(String name, String message, String answer) {
        return new Lie(name, message, (peer, request) -> {
            peer.write(ascii(answer));
            peer.finish();
        });
    }

    private static byte[] noise(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static Stream<Lie> lies() {
        String ok = "HTTP/1.1 101 Switching Protocols\r\n";
        String upgrade = "Upgrade: websocket\r\nConnection: Upgrade\r\n";
        List<Lie> lies = new ArrayList<>(List.of(
                answer("the end at once", "", ""),
                answer("a banner of another protocol", "", "220 mail.example.com ESMTP\r\n"),
                answer("an answer without a head", "", "<html>hello</html>\r\n\r\n"),
                answer("a version of the future", "", "HTTP/3.0 101 Switching\r\n" + upgrade + "\r\n"),
                answer("a status that is no number", "", "HTTP/1.1 1O1 Switching\r\n" + upgrade + "\r\n"),
                answer("half a head", "", ok + "Upgrade: webso"),
                answer("a header without a name", "", ok + ": websocket\r\n\r\n"),
                answer("D-053 101 and nothing else", "Invalid Upgrade header", ok + "\r\n"),
                answer(
                        "D-053 101 to another protocol",
                        "Invalid Upgrade header",
                        ok + "Upgrade: h2c\r\nConnection: Upgrade\r\n\r\n"),
                answer("D-054 no accept digest", "Invalid Sec-WebSocket-Accept header", ok + upgrade + "\r\n"),
                answer(
                        "D-054 the digest of another key",
                        "Invalid Sec-WebSocket-Accept header",
                        ok + upgrade + "Sec-WebSocket-Accept: " + RawWebSocket.accept("other") + "\r\n\r\n"),
                new Lie("D-060 a subprotocol nobody asked for", "Server sent a subprotocol", (peer, request) -> {
                    peer.welcome(request, "Sec-WebSocket-Protocol: chat");
                }),
                new Lie("D-066 an extension nobody asked for", "not requested", (peer, request) -> {
                    peer.welcome(request, "Sec-WebSocket-Extensions: x-lie");
                }),
                new Lie(
                        "D-065 extensions that do not parse",
                        "Invalid Sec-WebSocket-Extensions header",
                        (peer, request) -> {
                            peer.welcome(request, "Sec-WebSocket-Extensions: permessage-deflate; =");
                        }),
                answer(
                        "D-051 404",
                        "Unexpected server response: 404",
                        "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\nno"),
                answer(
                        "404 with a body that is longer than told",
                        "Unexpected server response: 404",
                        "HTTP/1.1 404 Not Found\r\nContent-Length: 2\r\n\r\n" + "no".repeat(100_000)),
                answer(
                        "404 with a body that is shorter than told",
                        "",
                        "HTTP/1.1 404 Not Found\r\nContent-Length: 200\r\n\r\nno"),
                answer(
                        "404 with chunks that are none",
                        "",
                        "HTTP/1.1 404 Not Found\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n"),
                answer("a redirect to nowhere", "", "HTTP/1.1 302 Found\r\nLocation: http://\r\n\r\n"),
                answer("D-004 a redirect to another protocol", "", "HTTP/1.1 302 Found\r\nLocation: ftp://x/\r\n\r\n"),
                new Lie(
                        "an endless status line",
                        "",
                        (peer, request) -> flood(peer, "HTTP/1.1 101 ", "x".repeat(8192))),
                new Lie(
                        "endless header fields",
                        "",
                        (peer, request) -> flood(peer, ok, "X-Header: some value\r\n".repeat(400))),
                new Lie("an endless header field", "", (peer, request) -> flood(peer, ok + "X: ", "x".repeat(8192))),
                new Lie(
                        "endless interim answers",
                        "",
                        (peer, request) -> flood(peer, "", "HTTP/1.1 100 Continue\r\n\r\n".repeat(300))),
                new Lie(
                        "an endless body",
                        "Unexpected server response: 200",
                        (peer, request) -> flood(peer, "HTTP/1.1 200 OK\r\n\r\n", "x".repeat(8192))),
                new Lie("D-013 silence", TIMED_OUT, (peer, request) -> peer.awaitEnd()),
                new Lie("D-013 a byte now and then", TIMED_OUT, (peer, request) -> {
                    byte[] head = ascii(ok + "X: " + "x".repeat(10_000));
                    for (byte one : head) {
                        peer.write(new byte[] {one});
                        sleep(20);
                    }
                })));
        for (int i = 0; i < 10; i++) {
            int seed = i;
            lies.add(new Lie("noise " + i, "", (peer, request) -> {
                peer.write(noise(seed, 1 + seed * seed * 50));
                peer.finish();
            }));
        }
        return lies.stream();
    }

    private static void sleep(int millis) {
        try {
            Thread.sleep(millis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends for as long as the other side takes it, at most 64 MiB. */
    private static void flood(RawWebSocket peer, String beginning, String rest) throws IOException {
        peer.write(ascii(beginning));
        byte[] bytes = ascii(rest);
        for (long sent = 0; sent < 64 << 20; sent += bytes.length) {
            peer.write(bytes);
        }
        throw new AssertionError("the client took it all");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void isOneErrorAndOneCloseEvent(Lie lie) throws Exception {
        ClientPeer peer = connect(lie.message().equals(TIMED_OUT) ? IMPATIENT : PATIENT);
        try (RawWebSocket raw = RawWebSocket.adoptSilently(server.accept())) {
            List<String> request = raw.readRequest();
            try {
                lie.script().run(raw, request);
            } catch (IOException e) {
                // the client had enough
            }
            assertThat(peer.closed()).isEqualTo(CloseStatus.ABNORMAL);
        }
        assertThatThrownBy(peer::ws).cause().isSameAs(peer.errors().get(0)).hasMessageContaining(lie.message());
        assertThat(peer.errors()).hasSize(1);
        assertThat(peer.ends()).hasSize(1);
    }

    @Test
    void garbageAfterAGood101IsAnErrorOfTheOpenConnection() throws Exception {
        for (int i = 0; i < 50; i++) {
            ClientPeer peer = connect();
            try (RawWebSocket raw = RawWebSocket.adoptSilently(server.accept())) {
                raw.welcome(raw.readRequest());
                raw.write(noise(i, 1 + i * 20));
                raw.finish();
                peer.ws();
                raw.awaitEnd();
                peer.closed();
                assertThat(peer.ends()).hasSize(1);
                assertThat(peer.errors()).hasSizeLessThanOrEqualTo(1);
            }
        }
    }

    @Test
    void framesInTheSegmentOfThe101AreReadFirst() throws Exception {
        ClientPeer peer = connect();
        try (RawWebSocket raw = RawWebSocket.adoptSilently(server.accept())) {
            List<String> request = raw.readRequest();
            String key = request.stream()
                    .filter(line -> line.startsWith("Sec-WebSocket-Key: "))
                    .findFirst()
                    .orElseThrow()
                    .substring(19);
            byte[] head = ascii("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                    + "Sec-WebSocket-Accept: " + RawWebSocket.accept(key) + "\r\n\r\n");
            byte[] frames =
                    raw.encode(List.of(WireFrame.text("first"), WireFrame.ping("x"), WireFrame.close(4000, "bye")));
            byte[] both = Arrays.copyOf(head, head.length + frames.length);
            System.arraycopy(frames, 0, both, head.length, frames.length);
            raw.write(both);
            assertThat(peer.next().text()).isEqualTo("first");
            assertThat(raw.read()).isEqualTo(WireFrame.pong("x"));
            assertThat(raw.read()).isEqualTo(WireFrame.close(4000, "bye"));
            raw.finish();
            assertThat(peer.closed()).isEqualTo(new CloseStatus(4000, "bye", true));
        }
    }

    @Test
    void theEndRightAfterThe101IsNoError() throws Exception {
        // D-067
        ClientPeer peer = connect();
        try (RawWebSocket raw = RawWebSocket.adopt(server.accept())) {
            raw.finish();
            assertThat(peer.closed().code()).isEqualTo(CloseCode.ABNORMAL);
            peer.ws();
            assertThat(peer.errors()).isEmpty();
        }
    }

    @Test
    void aRedirectLoopEnds() throws Exception {
        // D-015
        ClientPeer peer = connect();
        AtomicInteger requests = new AtomicInteger();
        while (!peer.opened().isDone() && requests.get() <= 11) {
            try (RawWebSocket raw = RawWebSocket.adoptSilently(server.accept())) {
                raw.readRequest();
                requests.incrementAndGet();
                raw.write(ascii("HTTP/1.1 302 Found\r\nLocation: /again\r\nContent-Length: 0\r\n\r\n"));
                raw.awaitEnd();
                if (requests.get() == 11) {
                    break;
                }
            }
        }
        assertThatThrownBy(peer::ws).cause().hasMessage("Maximum redirects exceeded");
        assertThat(requests).hasValue(11);
        assertThat(peer.closed()).isEqualTo(CloseStatus.ABNORMAL);
    }
}
