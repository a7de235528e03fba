package dev.ws.it.standalone;

import static dev.ws.it.wire.RawWebSocket.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.gson.JsonObject;
import com.google.gson.JsonParser;
import dev.ws.Dispatch;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.Prerequisite;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.server.ListenOptions;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.extensions.permessage_deflate.PerMessageDeflateExtension;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Clients that other people wrote with the stand-alone server; Node's and the browser have classes of their own. */
class ForeignClientsIT {
    private static final int[] LENGTHS = {0, 1, 125, 126, 65535, 65536, 1 << 20};

    private final int port = Standalone.shared().port();
    private final EventQueue events = new EventQueue();

    private String address(String target) {
        return "ws://127.0.0.1:" + port + target;
    }

    // --- the JDK -----------------------------------------------------------------------------------------------------

    private static WebSocket.Builder jdk() throws IOException {
        return HttpClient.newBuilder().sslContext(KeyStores.context()).build().newWebSocketBuilder();
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    private void echoes(WebSocket ws) throws Exception {
        for (int length : LENGTHS) {
            String text = "x".repeat(length);
            await(ws.sendText(text, true));
            assertThat(events.next()).isEqualTo(text);
            byte[] bytes = pattern(length);
            await(ws.sendBinary(ByteBuffer.wrap(bytes), true));
            assertThat(events.next()).isEqualTo(bytes);
        }
        await(ws.sendText("one ", false));
        await(ws.sendText("two ", false));
        await(ws.sendText("three", true));
        assertThat(events.next()).isEqualTo("one two three");
        await(ws.sendPing(ByteBuffer.wrap(new byte[] {'x'})));
        assertThat(events.next()).isEqualTo("pong x");
        await(ws.sendClose(4999, "own"));
        assertThat(events.next()).isEqualTo("close 4999 own");
    }

    @Test
    void theClientOfTheJdkTalks() throws Exception {
        WebSocket.Builder builder = jdk().subprotocols("chat", "superchat");
        WebSocket ws = await(builder.buildAsync(URI.create(address("/peers/echo")), new JdkListener(events)));
        assertThat(ws.getSubprotocol()).isEqualTo("chat");
        echoes(ws);
        ws = await(jdk().buildAsync(URI.create(address("/peers/close")), new JdkListener(events)));
        await(ws.sendText("4001 bye", true));
        assertThat(events.next()).isEqualTo("close 4001 bye");
    }

    @Test
    void theClientOfTheJdkTalksThroughTls() throws Exception {
        ListenOptions.Builder options = ListenOptions.builder().tls(KeyStores.context());
        try (Standalone server = Standalone.start(options, Dispatch.INLINE)) {
            URI address = URI.create("wss://localhost:" + server.port() + "/peers/echo");
            echoes(await(jdk().buildAsync(address, new JdkListener(events))));
        }
    }

    // --- Java-WebSocket ----------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "compression {0}")
    @ValueSource(booleans = {false, true})
    void javaWebSocketTalks(boolean compression) throws Exception {
        List<IExtension> extensions = compression ? List.of(new PerMessageDeflateExtension()) : List.of();
        String target = compression ? "/deflate/echo?settings=threshold:0" : "/peers/echo";
        JavaWebSocketPeer peer = new JavaWebSocketPeer(URI.create(address(target)), events, extensions);
        assertThat(peer.connectBlocking(20, TimeUnit.SECONDS)).isTrue();
        for (int length : LENGTHS) {
            String text = "x".repeat(length);
            peer.send(text);
            assertThat(events.next()).isEqualTo(text);
            byte[] bytes = pattern(length);
            peer.send(bytes);
            assertThat(events.next()).isEqualTo(bytes);
        }
        if (compression) {
            peer.send("?compression");
            assertThat((String) events.next()).startsWith("permessage-deflate CompressionStatus[");
        }
        peer.sendPing();
        assertThat(events.next()).isEqualTo("pong");
        peer.close(4999, "own");
        assertThat(events.next()).isEqualTo("close 4999 own");
    }

    // --- curl --------------------------------------------------------------------------------------------------------

    /** Runs curl, which knows no WebSocket, and gives what it printed: the heads and what came after them. */
    private static String curl(String... arguments) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Prerequisite.requireProgram("curl").toString(),
                "--silent",
                "--include",
                "--no-buffer",
                "--http1.1",
                "--noproxy",
                "*",
                "--max-time",
                "3"));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        return new String(process.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
    }

    @Test
    void curlGetsThe101AndItsFrames() throws Exception {
        String said = curl(
                "--header",
                "Connection: Upgrade",
                "--header",
                "Upgrade: websocket",
                "--header",
                "Sec-WebSocket-Version: 13",
                "--header",
                "Sec-WebSocket-Key: " + RawWebSocket.KEY,
                "http://127.0.0.1:" + port + "/limits/echo");
        assertThat(said)
                .startsWith("HTTP/1.1 101 Switching Protocols\r\n")
                .containsIgnoringCase("\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n");
    }

    @Test
    void curlGetsARefusalToEverythingElse() throws Exception {
        assertThat(curl("http://127.0.0.1:" + port + "/")).startsWith("HTTP/1.1 426 ");
        assertThat(curl("--data", "body", "http://127.0.0.1:" + port + "/")).startsWith("HTTP/1.1 426 ");
        assertThat(curl("--head", "http://127.0.0.1:" + port + "/")).startsWith("HTTP/1.1 426 ");
        assertThat(curl(
                        "--header",
                        "Connection: Upgrade",
                        "--header",
                        "Upgrade: websocket",
                        "--header",
                        "Sec-WebSocket-Version: 12",
                        "--header",
                        "Sec-WebSocket-Key: " + RawWebSocket.KEY,
                        "http://127.0.0.1:" + port + "/peers/echo"))
                .startsWith("HTTP/1.1 400 ")
                .containsIgnoringCase("\r\nSec-WebSocket-Version: 13, 8\r\n");
    }

    // --- Python ------------------------------------------------------------------------------------------------------

    /** A Python that has the package websockets, as Debian's python3-websockets gives to Debian's own. */
    private static Path python() throws Exception {
        for (String name : new String[] {"/usr/bin/python3", "python3"}) {
            Path program = name.startsWith("/") ? Path.of(name) : Prerequisite.program(name);
            if (program != null && program.toFile().canExecute()) {
                Process process = new ProcessBuilder(program.toString(), "-c", "import websockets")
                        .redirectErrorStream(true)
                        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                        .start();
                if (process.waitFor() == 0) {
                    return program;
                }
            }
        }
        throw Prerequisite.missing("no Python with the package websockets");
    }

    @TestFactory
    Stream<DynamicTest> pythonWebsockets() throws Exception {
        Path script = Prerequisite.module().resolve("src/test/python/client.py");
        Process process = new ProcessBuilder(python().toString(), script.toString(), address(""))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        List<DynamicTest> tests = new ArrayList<>();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        for (String line : output.lines().toList()) {
            JsonObject result = JsonParser.parseString(line).getAsJsonObject();
            tests.add(DynamicTest.dynamicTest(result.get("name").getAsString(), () -> {
                if (!result.get("ok").getAsBoolean()) {
                    throw new AssertionError(result.get("detail").getAsString());
                }
            }));
        }
        assertThat(process.waitFor()).isZero();
        assertThat(tests).hasSize(7);
        return tests.stream();
    }
}
