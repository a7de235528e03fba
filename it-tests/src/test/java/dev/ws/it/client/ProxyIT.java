package dev.ws.it.client;

import static dev.ws.it.wire.RawWebSocket.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.client.ClientOptions;
import dev.ws.client.ClientTls;
import dev.ws.client.ProxyOptions;
import dev.ws.client.WebSocketClient;
import dev.ws.it.standalone.Standalone;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.KeyStores;
import dev.ws.it.wire.RawWebSocket;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ServerSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** D-022: our client behind proxies: tinyproxy, one for SOCKS, and some that lie. */
class ProxyIT {
    private final WebSocketClient client = WebSocketClient.create();
    private final int port = Standalone.shared().port();

    @AfterEach
    void stop() throws Exception {
        Await.until("no connection is left", () -> client.connections().isEmpty());
        client.close();
    }

    private static ClientOptions behind(ProxyOptions proxy, Duration timeout) throws IOException {
        return ClientOptions.builder()
                .proxy(proxy)
                .tls(ClientTls.of(KeyStores.context()))
                .handshakeTimeout(timeout)
                .build();
    }

    private void talks(String address, ProxyOptions proxy) throws Exception {
        try (ClientPeer peer = ClientPeer.open(client, address, behind(proxy, RawWebSocket.PATIENCE))) {
            byte[] bytes = pattern(1 << 20);
            peer.ws().send("hello");
            peer.ws().send(ByteBuffer.wrap(bytes));
            Message hello = peer.next();
            assertThat(hello.text()).isEqualTo("hello");
            assertThat(peer.next().bytes()).isEqualTo(bytes);
            peer.ws().close(1000, "");
            assertThat(peer.closed()).isEqualTo(new CloseStatus(1000, "", true));
        }
    }

    private String echo() {
        return "ws://127.0.0.1:" + port + "/peers/echo";
    }

    private void isRefused(ProxyOptions proxy, String message) throws Exception {
        // Where any error will do, the timeout is one.
        Duration timeout = message.isEmpty() ? Duration.ofSeconds(3) : RawWebSocket.PATIENCE;
        ClientPeer peer = new ClientPeer(client, echo(), behind(proxy, timeout));
        assertThatThrownBy(peer::ws)
                .cause()
                .hasMessageContaining(message)
                .isSameAs(peer.errors().get(0));
        assertThat(peer.closed()).isEqualTo(CloseStatus.ABNORMAL);
        assertThat(peer.errors()).hasSize(1);
        assertThat(peer.ends()).hasSize(1);
    }

    // --- tinyproxy ---------------------------------------------------------------------------------------------------

    @Test
    void tinyproxyOpensTunnels() throws Exception {
        try (Tinyproxy tinyproxy = Tinyproxy.start()) {
            ProxyOptions proxy = ProxyOptions.of(tinyproxy.proxy());
            talks(echo(), proxy);
            tinyproxy.hasBeenAskedFor("127.0.0.1:" + port);
            talks(ForeignServer.TOMCAT_TLS.url("echo"), proxy);
            tinyproxy.hasBeenAskedFor("localhost:" + ForeignServer.TOMCAT_TLS.port());
        }
    }

    @Test
    void tinyproxyAsksForBasicCredentials() throws Exception {
        try (Tinyproxy tinyproxy = Tinyproxy.start("BasicAuth alice secret")) {
            ProxyOptions proxy = ProxyOptions.of(tinyproxy.proxy());
            talks(echo(), proxy.withCredentials("alice", "secret"));
            talks(echo(), proxy.withCredentials("alice", "secret").withPreemptive(true));
            tinyproxy.hasBeenAskedFor("127.0.0.1:" + port);
            isRefused(proxy, "407");
            isRefused(proxy.withCredentials("alice", "wrong"), "");
        }
    }

    // --- SOCKS -------------------------------------------------------------------------------------------------------

    @Test
    void socksOpensTunnels() throws Exception {
        try (SocksProxy socks = new SocksProxy("")) {
            ProxyOptions proxy = ProxyOptions.of(socks.proxy());
            talks(echo(), proxy);
            talks(ForeignServer.TOMCAT_TLS.url("echo"), proxy);
            // the name is for the proxy to look up
            assertThat(socks.asked())
                    .containsExactly("127.0.0.1:" + port, "localhost:" + ForeignServer.TOMCAT_TLS.port());
        }
    }

    @Test
    void socksAsksForCredentials() throws Exception {
        try (SocksProxy socks = new SocksProxy("alice:secret")) {
            ProxyOptions proxy = ProxyOptions.of(socks.proxy());
            talks(echo(), proxy.withCredentials("alice", "secret"));
            isRefused(proxy, "");
            isRefused(proxy.withCredentials("alice", "wrong"), "");
            assertThat(socks.asked()).containsExactly("127.0.0.1:" + port);
        }
    }

    // --- proxies that lie --------------------------------------------------------------------------------------------

    /** What a proxy does with each connection. */
    interface Script {
        void run(RawWebSocket peer) throws IOException;
    }

    /** A proxy that lies. */
    record Lie(String name, Proxy.Type type, Script script) {
        @Override
        public String toString() {
            return type + " " + name;
        }
    }

    private static Lie http(String name, String answer) {
        return new Lie(name, Proxy.Type.HTTP, peer -> {
            peer.readRequest();
            peer.write(answer.getBytes(StandardCharsets.ISO_8859_1));
            peer.finish();
        });
    }

    private static Lie socks(String name, int... answer) {
        return new Lie(name, Proxy.Type.SOCKS, peer -> {
            byte[] bytes = new byte[answer.length];
            for (int i = 0; i < bytes.length; i++) {
                bytes[i] = (byte) answer[i];
            }
            peer.input().read();
            peer.write(bytes);
            peer.finish();
        });
    }

    static Stream<Lie> lies() {
        String ok = "HTTP/1.1 200 Connection established\r\n\r\n";
        return Stream.of(
                http("the end at once", ""),
                http("noise", "\u0005\u0000\u0081\u0005hello"),
                http("half a head", "HTTP/1.1 200 Conn"),
                http("a refusal", "HTTP/1.1 403 Forbidden\r\nContent-Length: 2\r\n\r\nno"),
                http("a redirect", "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1/\r\nContent-Length: 0\r\n\r\n"),
                http("an upgrade", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n"),
                http("a challenge for a scheme nobody knows", "HTTP/1.1 407 No\r\nProxy-Authenticate: X y\r\n\r\n"),
                http("an answer without a tunnel behind it", ok),
                http("a page in the tunnel", ok + "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi"),
                http("noise in the tunnel", ok + "\u0016\u0003\u0001 noise \u0000\r\n\r\n"),
                new Lie("silence", Proxy.Type.HTTP, RawWebSocket::awaitEnd),
                new Lie("a tunnel to nobody", Proxy.Type.HTTP, peer -> {
                    peer.readRequest();
                    peer.write(ok.getBytes(StandardCharsets.ISO_8859_1));
                    peer.awaitEnd();
                }),
                new Lie("an endless head", Proxy.Type.HTTP, peer -> {
                    for (int i = 0; i < 1 << 20; i++) {
                        peer.write("X-Header: some value\r\n".getBytes(StandardCharsets.ISO_8859_1));
                    }
                }),
                socks("the end at once"),
                socks("another version", 4, 0),
                socks("a method nobody offered", 5, 77),
                socks("no method", 5, 255),
                socks("a failure", 5, 0, 5, 1, 0, 1, 0, 0, 0, 0, 0, 0),
                socks("an address of a kind nobody knows", 5, 0, 5, 0, 0, 9, 0, 0, 0, 0, 0, 0),
                socks("half an answer", 5, 0, 5, 0, 0, 1, 127),
                socks("noise in the tunnel", 5, 0, 5, 0, 0, 1, 0, 0, 0, 0, 0, 0, 1, 2, 3, 10, 13, 10),
                new Lie("silence", Proxy.Type.SOCKS, RawWebSocket::awaitEnd));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lies")
    void aProxyThatLiesIsOneErrorAndOneCloseEvent(Lie lie) throws Exception {
        try (ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Thread liar = new Thread(() -> lieToEverybody(listening, lie)); // ends with the socket
            liar.start();
            Proxy proxy = new Proxy(
                    lie.type(), new InetSocketAddress(InetAddress.getLoopbackAddress(), listening.getLocalPort()));
            isRefused(ProxyOptions.of(proxy).withCredentials("alice", "secret"), "");
        }
    }

    private static void lieToEverybody(ServerSocket listening, Lie lie) {
        while (!listening.isClosed()) {
            try (RawWebSocket peer = RawWebSocket.adoptSilently(listening.accept())) {
                lie.script().run(peer);
                peer.awaitEnd();
            } catch (IOException e) {
                // the client had enough, or the test is over
            }
        }
    }
}
