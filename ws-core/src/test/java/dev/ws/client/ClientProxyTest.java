package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.HandshakeException;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.extension.deflate.DeflateOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D-022: proxies. Names that only the proxy knows prove that it was used. */
@Timeout(60)
class ClientProxyTest {
    private static final String BASIC = "Basic dTpw"; // u:p

    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();
    private final ClientOptions.Builder options = ClientOptions.builder()
            .perMessageDeflate(DeflateOptions.OFF)
            .resolver(host -> {
                throw new AssertionError("asked for " + host);
            });

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    private CompletableFuture<WebSocket> connect(String url) {
        return client.connect(url, options.build(), ws -> ws.addListener(events));
    }

    private void echoThrough(TestProxy proxy) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            WebSocket ws =
                    connect("ws://inside.example:" + server.port() + "/a").get(30, TimeUnit.SECONDS);
            events.expect("open");
            ws.send("hello");
            events.expect("text hello");
            ws.close();
            events.expect("close 1005 CLOSED");
            assertThat(server.request()).startsWith("GET /a HTTP/1.1\r\nHost: inside.example:" + server.port());
            assertThat(proxy.requests()).isNotEmpty();
        }
    }

    @Test
    void tunnelsThroughAnHttpProxy() throws Exception { // D-022
        try (TestProxy proxy = new TestProxy(Proxy.Type.HTTP, null)) {
            options.proxy(ProxyOptions.of(proxy.proxy()).withHeaders(Headers.of("User-Agent", "test")));
            echoThrough(proxy);
            assertThat(proxy.requests()).singleElement().asString().matches("CONNECT inside.example:\\d+ HTTP/1.1");
        }
    }

    @ParameterizedTest(name = "D-022 before it asks: {0}")
    @CsvSource({"false", "true"})
    void givesAnHttpProxyItsCredentials(boolean preemptive) throws Exception {
        try (TestProxy proxy = new TestProxy(Proxy.Type.HTTP, "u:p")) {
            options.proxy(
                    ProxyOptions.of(proxy.proxy()).withCredentials("u", "p").withPreemptive(preemptive));
            echoThrough(proxy);
            assertThat(proxy.requests()).hasSize(preemptive ? 1 : 2);
            assertThat(proxy.requests().get(proxy.requests().size() - 1)).endsWith(BASIC);
        }
    }

    @Test
    void anHttpProxyMayRefuse() throws Exception { // D-022
        try (TestProxy proxy = new TestProxy(Proxy.Type.HTTP, "u:p")) {
            options.proxy(ProxyOptions.of(proxy.proxy()));
            assertThat(connect("ws://inside.example/")).failsWithin(30, TimeUnit.SECONDS);
            assertThat(events.next()).startsWith("error ").contains("407");
            events.expect("close 1006 CLOSED");
            assertThat(events.error())
                    .isInstanceOfSatisfying(
                            HandshakeException.class,
                            refused -> assertThat(refused.status()).isEqualTo(407));
        }
    }

    @Test
    void tunnelsThroughASocksProxy() throws Exception { // D-022
        try (TestProxy proxy = new TestProxy(Proxy.Type.SOCKS, null)) {
            options.proxy(ProxyOptions.of(proxy.proxy()));
            echoThrough(proxy);
            assertThat(proxy.requests()).singleElement().asString().matches("inside.example:\\d+");
        }
    }

    @Test
    void givesASocksProxyItsCredentials() throws Exception { // D-022
        try (TestProxy proxy = new TestProxy(Proxy.Type.SOCKS, "u:p")) {
            options.proxy(ProxyOptions.of(proxy.proxy()).withCredentials("u", "p"));
            echoThrough(proxy);
            assertThat(proxy.requests()).singleElement().asString().endsWith(" u:p");
        }
    }

    @Test
    void aSocksProxyMayRefuse() throws Exception { // D-022
        try (TestProxy proxy = new TestProxy(Proxy.Type.SOCKS, "u:p")) {
            options.proxy(ProxyOptions.of(proxy.proxy()).withCredentials("u", "wrong"));
            assertThat(connect("ws://inside.example/")).failsWithin(30, TimeUnit.SECONDS);
            assertThat(events.next()).startsWith("error ");
            events.expect("close 1006 CLOSED");
            assertThat(events.error()).isInstanceOf(IOException.class);
        }
    }

    @Test
    void triesTheNextProxyAndTellsTheSelector() throws Exception { // D-022
        int port;
        try (ServerSocket unused = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            port = unused.getLocalPort();
        }
        Proxy dead = new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
        CompletableFuture<URI> asked = new CompletableFuture<>();
        CompletableFuture<SocketAddress> failed = new CompletableFuture<>();
        try (TestProxy proxy = new TestProxy(Proxy.Type.HTTP, null)) {
            options.proxy(ProxyOptions.DEFAULT.withSelector(new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    asked.complete(uri);
                    return List.of(dead, proxy.proxy());
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException failure) {
                    failed.complete(address);
                }
            }));
            echoThrough(proxy);
            assertThat(asked.get(30, TimeUnit.SECONDS).toString()).startsWith("http://inside.example:");
            assertThat(failed.get(30, TimeUnit.SECONDS)).isEqualTo(dead.address());
        }
    }

    @Test
    void theProxysNameIsResolved() throws Exception {
        try (TestProxy proxy = new TestProxy(Proxy.Type.HTTP, null)) {
            int port = ((InetSocketAddress) proxy.proxy().address()).getPort();
            options.resolver(host -> {
                assertThat(host).isEqualTo("proxy.example");
                return CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()));
            });
            options.proxy(ProxyOptions.of(
                    new Proxy(Proxy.Type.HTTP, InetSocketAddress.createUnresolved("proxy.example", port))));
            echoThrough(proxy);
        }
    }

    @Test
    void aSilentProxyIsNotWaitedForForever() throws Exception { // D-013
        options.handshakeTimeout(Duration.ofMillis(200));
        try (ScriptedServer silent = new ScriptedServer(ScriptedServer.silence())) {
            options.proxy(ProxyOptions.of(new Proxy(
                    Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), silent.port()))));
            assertThat(connect("ws://inside.example/")).failsWithin(30, TimeUnit.SECONDS);
            events.expectFailure("Opening handshake has timed out");
            silent.awaitGone();
        }
    }

    @Test
    void aProxyThatHangsUp() throws Exception {
        try (ScriptedServer proxy = new ScriptedServer(line -> {})) {
            options.proxy(ProxyOptions.of(
                    new Proxy(Proxy.Type.HTTP, new InetSocketAddress(InetAddress.getLoopbackAddress(), proxy.port()))));
            assertThat(connect("ws://inside.example/")).failsWithin(30, TimeUnit.SECONDS);
            assertThat(events.next()).startsWith("error ");
            events.expect("close 1006 CLOSED");
        }
    }

    @Test
    void noProxyAtAll() throws Exception {
        options.proxy(ProxyOptions.NONE).resolver(null);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            connect(server.url("/")).get(30, TimeUnit.SECONDS);
            events.expect("open");
        }
        events.expect("close 1006 CLOSED");
    }

    @Test
    void theOptionsHideSecrets() {
        assertThat(ProxyOptions.DEFAULT.withCredentials("u", "secret").toString())
                .doesNotContain("secret");
        assertThat(ProxyOptions.of(Proxy.NO_PROXY))
                .hasToString("ProxyOptions[selector=[DIRECT], credentials=null, preemptive=false]");
    }
}
