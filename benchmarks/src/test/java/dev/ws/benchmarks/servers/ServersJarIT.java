package dev.ws.benchmarks.servers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.benchmarks.http2.Load;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Starts the packaged jar as a process, from another working directory, with every container and API. */
class ServersJarIT {
    private static final long SECONDS = 60;
    private static final String JAVA =
            Path.of(System.getProperty("java.home"), "bin", "java").toString();

    @TempDir
    private static File folder;

    static Stream<Arguments> servers() {
        return ServerOptions.CONTAINERS.stream()
                .flatMap(
                        container -> ServerOptions.apisOf(container).stream().map(api -> Arguments.of(container, api)));
    }

    @ParameterizedTest(name = "{0} {1}")
    @MethodSource("servers")
    void eachPathAnswersAndSigtermEndsTheServer(String container, String api) throws Exception {
        Process server = start("--container", container, "--api", api, "--port", "0", "--deflate", "on");
        try {
            BufferedReader out = server.inputReader(StandardCharsets.UTF_8);
            String line = out.readLine();
            assertThat(line).startsWith("listening on ");
            int port = Integer.parseInt(line.substring("listening on ".length()));
            assertThat(helloOf(port)).as("with deflate on").isEqualTo("permessage-deflate Hello");
            HttpClient client = HttpClient.newHttpClient(); // offers no extension

            for (String path : List.of("/echo", "/echobig", "/broadcast")) {
                Received received = new Received();
                WebSocket ws = client.newWebSocketBuilder()
                        .buildAsync(URI.create("ws://127.0.0.1:" + port + path), received)
                        .get(SECONDS, TimeUnit.SECONDS);
                ws.sendText("Gr\u00fc\u00dfe", true).get(SECONDS, TimeUnit.SECONDS);
                assertThat(received.next()).as(path).isEqualTo("text Gr\u00fc\u00dfe");
                ws.sendBinary(ByteBuffer.wrap(new byte[] {1, 2, 3}), true).get(SECONDS, TimeUnit.SECONDS);
                assertThat(received.next()).as(path).isEqualTo("binary 3");
                ws.sendClose(WebSocket.NORMAL_CLOSURE, "").get(SECONDS, TimeUnit.SECONDS);
                assertThat(received.next()).as(path).isEqualTo("close 1000");
            }

            server.toHandle().destroy(); // unlike destroy(), leaves the streams open
            assertThat(server.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(out.readLine()).isNull();
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("apis")
    void withoutTheOptionNothingIsAgreed(String api) throws Exception {
        Process server = start("--container", "tomcat", "--api", api, "--port", "0");
        try {
            String line = server.inputReader(StandardCharsets.UTF_8).readLine();
            int port = Integer.parseInt(line.substring("listening on ".length()));
            try (Socket socket = upgrade(port)) {
                assertThat(extensions(new DataInputStream(socket.getInputStream())))
                        .isEmpty();
            }
        } finally {
            server.destroyForcibly();
        }
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource({"jetty, ws", "jetty, jakarta", "jetty, native", "jetty-ee10, ws", "jetty-ee10, native"})
    void jettyEchoesOverHttp2(String container, String api) throws Exception {
        Process server = start("--container", container, "--api", api, "--port", "0");
        try {
            String line = server.inputReader(StandardCharsets.UTF_8).readLine();
            int port = Integer.parseInt(line.substring("listening on ".length()));

            // 150 WebSockets on a connection, which are more than Jetty permits by default
            assertThat(Load.echo(port, 300, 2, 1, 200)).isGreaterThanOrEqualTo(300);
        } finally {
            server.destroyForcibly();
        }
    }

    // Far more WebSockets than Jetty has threads, each with a handler that waits for its writes.
    @Test
    void handlersThatWaitForTheirWritesGoOnOverHttp2() throws Exception {
        Process server = start("--container", "jetty", "--api", "jakarta", "--port", "0");
        try {
            String line = server.inputReader(StandardCharsets.UTF_8).readLine();
            int port = Integer.parseInt(line.substring("listening on ".length()));

            assertThat(Load.echo(port, 1024, 8, 8, 3000)).isGreaterThanOrEqualTo(8192);
        } finally {
            server.destroyForcibly();
        }
    }

    static List<String> apis() {
        return ServerOptions.APIS;
    }

    // The extension agreed on, and the echo of the compressed "Hello" of RFC 7692 section 7.2.3.1.
    private static String helloOf(int port) throws Exception {
        try (Socket socket = upgrade(port)) {
            DataInputStream in = new DataInputStream(socket.getInputStream());
            String agreed = extensions(in);
            socket.getOutputStream().write(HexFormat.of().parseHex("c18700000000f248cdc9c90700"));
            assertThat(in.readUnsignedByte()).as("FIN, RSV1, text").isEqualTo(0xC1);
            int length = in.readUnsignedByte();
            byte[] payload = Arrays.copyOf(in.readNBytes(length), length + 4);
            payload[length + 2] = -1;
            payload[length + 3] = -1;
            Inflater inflater = new Inflater(true);
            inflater.setInput(payload);
            byte[] text = new byte[64];
            int size = inflater.inflate(text);
            inflater.end();
            return agreed.split(";", 2)[0] + " " + new String(text, 0, size, StandardCharsets.UTF_8);
        }
    }

    private static Socket upgrade(int port) throws IOException {
        Socket socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setSoTimeout((int) TimeUnit.SECONDS.toMillis(SECONDS));
        String request = """
                GET /echo HTTP/1.1
                Host: 127.0.0.1
                Upgrade: websocket
                Connection: Upgrade
                Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==
                Sec-WebSocket-Version: 13
                Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits

                """;
        socket.getOutputStream().write(request.replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        return socket;
    }

    private static String extensions(DataInputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.readUnsignedByte());
        }
        assertThat(head).startsWith("HTTP/1.1 101");
        Matcher field =
                Pattern.compile("(?im)^Sec-WebSocket-Extensions: *(.*)$").matcher(head);
        return field.find() ? field.group(1) : "";
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({"ws, ws-java", "jakarta, ws-java-jakarta"})
    void theConformanceClientEchoesInEveryCaseAndAsksForTheReports(String api, String agent) throws Exception {
        List<String> seen = new CopyOnWriteArrayList<>();
        WebSocketServer testing = WebSocketServer.builder()
                .perMessageDeflate(true)
                .onConnection((ws, request) -> {
                    seen.add(request.target() + " " + ws.extensionsHeader());
                    if (request.path().equals("/runCase")) {
                        ws.onMessage((client, echo) -> {
                            seen.add((echo.isBinary() ? "binary " : "text ") + echo.text());
                            client.close(1000, "");
                        });
                        ws.send("case " + request.query());
                    } else {
                        ws.send("3");
                        ws.close(1000, "");
                    }
                })
                .listen(ListenOptions.builder().host("127.0.0.1").daemon(true).build());
        int port = ((InetSocketAddress) testing.address().orElseThrow()).getPort();
        try {
            Process client = start("conformance-client", "--api", api, "--url", "ws://127.0.0.1:" + port);

            assertThat(client.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
            assertThat(client.inputReader(StandardCharsets.UTF_8).readLine()).isEqualTo("3 cases");
            assertThat(client.exitValue()).isZero();
            assertThat(seen)
                    .containsExactly(
                            "/getCaseCount permessage-deflate",
                            "/runCase?case=1&agent=" + agent + " permessage-deflate",
                            "text case case=1&agent=" + agent,
                            "/runCase?case=2&agent=" + agent + " permessage-deflate",
                            "text case case=2&agent=" + agent,
                            "/runCase?case=3&agent=" + agent + " permessage-deflate",
                            "text case case=3&agent=" + agent,
                            "/updateReports?agent=" + agent + " permessage-deflate");
        } finally {
            testing.shutdown(Duration.ZERO).join();
        }
    }

    @Test
    void wrongArgumentsEndWithStatus2() throws Exception {
        Process server = start("--container", "none", "--api", "ws", "--port", "0");

        assertThat(server.waitFor(SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(server.exitValue()).isEqualTo(2);
        assertThat(server.inputReader(StandardCharsets.UTF_8).readLine()).isNull();
        try (BufferedReader errors =
                new BufferedReader(new InputStreamReader(server.getErrorStream(), StandardCharsets.UTF_8))) {
            assertThat(errors.lines()).first().asString().startsWith("--container is none");
        }
    }

    private static Process start(String... args) throws IOException {
        List<String> command = new ArrayList<>(List.of(
                JAVA,
                "-jar",
                Path.of(System.getProperty("servers.jar")).toAbsolutePath().toString()));
        command.addAll(List.of(args));
        return new ProcessBuilder(command).directory(folder).start();
    }

    /** Writes down what arrives; called by the client's threads. */
    private static final class Received implements WebSocket.Listener {
        private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
        private final StringBuilder text = new StringBuilder(); // client thread, one at a time

        String next() throws InterruptedException {
            return events.poll(SECONDS, TimeUnit.SECONDS);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
            text.append(data);
            if (last) {
                events.add("text " + text);
                text.setLength(0);
            }
            ws.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onBinary(WebSocket ws, ByteBuffer data, boolean last) {
            events.add("binary " + data.remaining());
            ws.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket ws, int code, String reason) {
            events.add("close " + code);
            return null;
        }
    }
}
