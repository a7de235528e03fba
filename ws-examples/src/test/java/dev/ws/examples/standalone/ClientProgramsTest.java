package dev.ws.examples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** The clients, each with a server of this process or with the server program that belongs to it. */
class ClientProgramsTest {
    private final BlockingQueue<String> seen = new LinkedBlockingQueue<>();

    private static String address(HttpListener listener) {
        return "ws://localhost:" + ((InetSocketAddress) listener.address().orElseThrow()).getPort();
    }

    private static HttpListener serve(WebSocketServer.Builder... servers) throws IOException {
        HttpListener listener = HttpListener.start(ListenOptions.DEFAULT);
        for (WebSocketServer.Builder server : servers) {
            server.attach(listener);
        }
        return listener;
    }

    private String next() throws InterruptedException {
        String line = seen.poll(30, TimeUnit.SECONDS);
        assertThat(line).as("something at the server").isNotNull();
        return line;
    }

    // H-03
    @Test
    void binaryClientSendsFiveFloats() throws Exception {
        WebSocketServer.Builder server = WebSocketServer.builder().onConnection((ws, request) -> {
            ws.onMessage((socket, message) ->
                    seen.add(message.isBinary() + " " + HexFormat.of().formatHex(message.bytes())));
            ws.onClose((socket, status) -> seen.add("closed: " + status));
        });
        try (HttpListener listener = serve(server);
                Program client = Program.start(BinaryClient.class, address(listener))) {
            assertThat(next()).isEqualTo("true 00000000" + "0000003f" + "0000803f" + "0000c03f" + "00000040");
            assertThat(next()).isEqualTo("closed: 1000");
            assertThat(client.line()).isEqualTo("closed: 1000");
            assertThat(client.exitCode()).isZero();
        }
    }

    // H-10
    @Test
    void rttClientMeasuresAgainAndAgain() throws Exception {
        try (Program server = Program.start(AutobahnServer.class, "0");
                Program client = Program.start(RttClient.class, "ws://localhost:" + server.port())) {
            assertThat(client.line()).isEqualTo("connected");
            assertThat(client.line()).matches("Round-trip time: \\d+ ms");
            assertThat(client.line()).matches("Round-trip time: \\d+ ms");

            server.stop();

            assertThat(client.line()).isEqualTo("disconnected");
            assertThat(client.exitCode()).isZero();
        }
    }

    // H-11
    @Test
    void streamClientJoinsStandardInputAndOutput() throws Exception {
        try (Program server = Program.start(AutobahnServer.class, "0");
                Program client = Program.start(StreamClient.class, "ws://localhost:" + server.port())) {
            client.type("hello");
            assertThat(client.line()).isEqualTo("hello");
            client.type("grüße 😀");
            assertThat(client.line()).isEqualTo("grüße 😀");
            client.endInput();
            assertThat(client.exitCode()).isZero();
        }
    }

    // H-12
    @Test
    void sendErrorsClientMeetsThemInFourWays() throws Exception {
        try (Program server = Program.start(SimpleServer.class, "0");
                Program client = Program.start(SendErrorsClient.class, "ws://localhost:" + server.port())) {
            assertThat(client.line()).isEqualTo("connecting: WebSocket is not open: readyState 0 (CONNECTING)");
            assertThat(List.of(client.line(), client.line(), client.line()))
                    .containsExactlyInAnyOrder("open, callback: sent", "open, future: sent", "open, exception: none");
            String closed = "WebSocket is not open: readyState 3 (CLOSED)";
            assertThat(client.line()).isEqualTo("closed, callback: " + closed);
            assertThat(client.line()).isEqualTo("closed, future: " + closed);
            assertThat(client.line()).isEqualTo("closed, exception: " + closed);
            assertThat(client.exitCode()).isZero();
            for (int i = 0; i < 4; i++) {
                assertThat(server.line()).isEqualTo("received: something");
            }
        }
    }

    // H-15, G-002
    @Test
    void heartbeatClientLeavesAServerThatDoesNotPing() throws Exception {
        WebSocketServer.Builder silent = WebSocketServer.builder().onConnection((ws, request) -> ws.ping());
        try (HttpListener listener = serve(silent);
                Program client = Program.start(HeartbeatClient.class, address(listener), "2000")) {
            assertThat(client.line()).isEqualTo("ping");
            assertThat(client.line()).isEqualTo("dev.ws.ConnectionCutException: no ping within 2 s");
            assertThat(client.line()).isEqualTo("closed: 1006");
            assertThat(client.exitCode()).isZero();
        }
    }

    // H-16
    @Test
    void proxyClientTellsTheProxyWhoItIs() throws Exception {
        try (HttpProxy proxy = new HttpProxy("ann:secret");
                Program server = Program.start(SimpleServer.class, "0")) {
            int port = server.port();
            String through = "http://ann:secret@localhost:" + proxy.port();
            try (Program client = Program.start(ProxyClient.class, "ws://127.0.0.1:" + port, through)) {
                assertThat(client.line()).isEqualTo("received: something");
                assertThat(server.line()).isEqualTo("received: something");
                assertThat(proxy.requests())
                        .isNotEmpty()
                        .allMatch(request -> request.equals("CONNECT 127.0.0.1:" + port + " HTTP/1.1"));
            }
        }
    }

    // H-22, H-28
    @Test
    void sslExampleScreamsOverTls() throws Exception {
        try (Program example = Program.start(SslExample.class, "0")) {
            assertThat(example.line()).isEqualTo("server: All glory to WebSockets!");
            assertThat(example.line()).isEqualTo("client: ALL GLORY TO WEBSOCKETS!!!!");
            assertThat(example.exitCode()).isZero();
        }
    }

    // H-23
    @Test
    void autobahnClientEchoesInEveryCaseAndAsksForTheReports() throws Exception {
        WebSocketServer.Builder count = WebSocketServer.builder()
                .path("/getCaseCount")
                .onConnection((ws, request) -> {
                    ws.send("2");
                    ws.close(1000, "");
                });
        WebSocketServer.Builder cases = WebSocketServer.builder()
                .path("/runCase")
                .onConnection((ws, request) -> {
                    ws.onMessage((socket, message) -> {
                        seen.add(request.query() + " " + message.text());
                        socket.close(1000, "");
                    });
                    ws.send("hello");
                });
        WebSocketServer.Builder reports = WebSocketServer.builder()
                .path("/updateReports")
                .onConnection((ws, request) -> {
                    seen.add(request.target());
                    ws.close(1000, "");
                });
        try (HttpListener listener = serve(count, cases, reports);
                Program client = Program.start(AutobahnClient.class, address(listener))) {
            assertThat(client.line()).isEqualTo("Running test case 1/2");
            assertThat(client.line()).isEqualTo("Running test case 2/2");
            assertThat(client.exitCode()).isZero();
            assertThat(seen)
                    .containsExactly(
                            "case=1&agent=ws-java hello", "case=2&agent=ws-java hello", "/updateReports?agent=ws-java");
        }
    }

    // D-070
    @Test
    void reconnectingClientComesBackUntilItIsToldNotTo() throws Exception {
        AtomicInteger visits = new AtomicInteger();
        WebSocketServer.Builder server = WebSocketServer.builder().onConnection((ws, request) -> {
            int visit = visits.incrementAndGet();
            ws.send("visit " + visit);
            ws.close(visit < 3 ? 1012 : 1000, "");
        });
        try (HttpListener listener = serve(server);
                Program client = Program.start(ReconnectingClient.class, address(listener))) {
            for (int visit = 1; visit <= 3; visit++) {
                assertThat(client.line()).isEqualTo("received: visit " + visit);
                assertThat(client.line()).isEqualTo("closed: " + (visit < 3 ? 1012 : 1000));
            }
            assertThat(client.exitCode()).isZero();
        }
    }

    @Test
    void clientsWithoutAServerSayWhatIsWrong() throws Exception {
        String nobody;
        try (HttpListener listener = serve()) {
            nobody = address(listener);
        }
        try (Program client = Program.start(TextClient.class, nobody)) {
            assertThat(client.line()).contains("ConnectException");
        }
    }
}
