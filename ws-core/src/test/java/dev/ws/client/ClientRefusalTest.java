package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.client.ScriptedServer.Script;
import dev.ws.transport.TestCertificate;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A server whose answer the client does not like sees an ordinary end: a reset has killed servers. */
@Timeout(60)
class ClientRefusalTest {
    private static final TestCertificate LOCALHOST = TestCertificate.localhost();

    private final WebSocketClient client = WebSocketClient.create();
    private final BlockingQueue<String> ends = new LinkedBlockingQueue<>();

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
    }

    static Stream<Arguments> answers() {
        String upgrade = "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n";
        return Stream.of(
                        "HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n",
                        "HTTP/1.1 401 Unauthorized\r\nContent-Length: 2\r\n\r\nno",
                        "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
                        upgrade + "Sec-WebSocket-Accept: wrong\r\n\r\n",
                        upgrade + "Sec-WebSocket-Accept: ACCEPT\r\nSec-WebSocket-Protocol: unwanted\r\n\r\n",
                        "HTTP/1.1 101 Switching Protocols\r\n\r\n",
                        "SSH-2.0-OpenSSH_9.6\r\n\r\n")
                .flatMap(answer -> Stream.of(arguments("ws", answer), arguments("wss", answer)));
    }

    // With more behind the answer, which the client has no reason to read.
    private Script answer(String text) {
        return line -> {
            line.write(text.contains("ACCEPT") ? text.replace("ACCEPT", line.accept()) : text);
            line.write(new byte[50_000]);
            InputStream in = line.socket().getInputStream();
            try {
                while (in.read() >= 0) {
                    // nobody wants to know
                }
                ends.add("orderly");
            } catch (IOException e) {
                ends.add(e.toString());
            }
        };
    }

    private static ServerSocket listen(String scheme) throws IOException {
        InetAddress here = InetAddress.getLoopbackAddress();
        return scheme.equals("ws")
                ? new ServerSocket(0, 50, here)
                : TestCertificate.context(LOCALHOST).getServerSocketFactory().createServerSocket(0, 50, here);
    }

    private void expectOrderlyEnds(int count) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            assertThat(ends.poll(30, TimeUnit.SECONDS)).isEqualTo("orderly");
        }
    }

    @ParameterizedTest
    @MethodSource("answers")
    void anAnswerIsRefusedWithAnOrdinaryEnd(String scheme, String answer) throws Exception {
        ClientOptions options = ClientOptions.builder()
                .tls(ClientTls.of(TestCertificate.context(null, LOCALHOST)))
                .build();
        try (ScriptedServer server = new ScriptedServer(listen(scheme), answer(answer))) {
            assertThat(client.connect(scheme + "://localhost:" + server.port() + "/", options, ws -> {}))
                    .failsWithin(30, TimeUnit.SECONDS);
            expectOrderlyEnds(1);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"ws", "wss"})
    void eachHopIsLeftWithAnOrdinaryEnd(String scheme) throws Exception {
        ClientOptions options = ClientOptions.builder()
                .followRedirects(true)
                .tls(ClientTls.of(TestCertificate.context(null, LOCALHOST)))
                .build();
        Script redirect = answer("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n");
        try (ScriptedServer server = new ScriptedServer(
                listen(scheme), redirect, redirect, answer("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n"))) {
            assertThat(client.connect(scheme + "://localhost:" + server.port() + "/", options, ws -> {}))
                    .failsWithin(30, TimeUnit.SECONDS);
            expectOrderlyEnds(3);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 407 Proxy Authentication Required\r\nProxy-Authenticate: Basic realm=x\r\n\r\n",
                "HTTP/1.1 502 Bad Gateway\r\n\r\n",
                "hello\r\n\r\n"
            })
    void aProxyIsLeftWithAnOrdinaryEnd(String answer) throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(listen("ws"), answer(answer))) {
            ClientOptions options = ClientOptions.builder()
                    .proxy(ProxyOptions.of(new Proxy(
                            Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()))))
                    .build();
            assertThat(client.connect("ws://far.example/", options, ws -> {})).failsWithin(30, TimeUnit.SECONDS);
            expectOrderlyEnds(1);
        }
    }
}
