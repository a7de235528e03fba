package dev.ws.client;

import static dev.ws.client.ScriptedServer.redirect;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.WebSocket;
import dev.ws.extension.deflate.DeflateOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Addresses that people type, end to end. */
@Timeout(60)
class TypedAddressTest {
    private static final String MUNICH = "xn--mnchen-3ya.example";

    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();
    private final BlockingQueue<String> hosts = new LinkedBlockingQueue<>();
    private final ClientOptions.Builder options = ClientOptions.builder()
            .perMessageDeflate(DeflateOptions.OFF)
            .followRedirects(true)
            .resolver(host -> {
                hosts.add(host);
                return CompletableFuture.completedFuture(List.of(InetAddress.getLoopbackAddress()));
            });

    @AfterEach
    void end() throws Exception {
        client.close();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    private WebSocket connect(String address) throws Exception {
        return client.connect(address, options.build(), ws -> ws.addListener(events))
                .get(30, TimeUnit.SECONDS);
    }

    private void bye(WebSocket ws) throws InterruptedException {
        ws.close(1000, "");
        events.expect("open", "close 1000 CLOSED");
    }

    @Test
    void theRequestIsThatOfBrowsers() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            WebSocket ws = connect(" ws:\\\\münchen.example:" + server.port() + "\\a b/../[x]|{y}?q=a|b c'ä% ");

            assertThat(hosts).containsExactly(MUNICH);
            assertThat(server.request())
                    .startsWith("GET /[x]|%7By%7D?q=a|b%20c%27%C3%A4% HTTP/1.1\r\nHost: " + MUNICH + ":" + server.port()
                            + "\r\n");
            assertThat(ws.handshake().target()).isEqualTo("/[x]|%7By%7D?q=a|b%20c%27%C3%A4%");
            assertThat(ws.url())
                    .contains(URI.create(
                            "ws://" + MUNICH + ":" + server.port() + "/%5Bx%5D%7C%7By%7D?q=a%7Cb%20c%27%C3%A4%25"));
            bye(ws);
        }
    }

    @Test
    void numbersAreAddressesAndNotLookedUp() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            WebSocket ws = connect("ws://0x7F.1:" + server.port());

            assertThat(server.request()).startsWith("GET / HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
            assertThat(hosts).isEmpty();
            bye(ws);
        }
    }

    @Test
    void redirectsAreReadInTheSameWay() throws Exception {
        try (ScriptedServer server =
                new ScriptedServer(redirect("b c|{d}?e f|{g}"), redirect("\\h i\\..\\[j]"), ScriptedServer.echo())) {
            WebSocket ws = connect("ws://127.0.0.1:" + server.port() + "/a");

            assertThat(server.request()).startsWith("GET /a HTTP/1.1\r\n");
            assertThat(server.request()).startsWith("GET /b%20c|%7Bd%7D?e%20f|{g} HTTP/1.1\r\n");
            assertThat(server.request()).startsWith("GET /[j] HTTP/1.1\r\n");
            bye(ws);
        }
    }

    @Test
    void proxiesAreAskedForTheSameHost() throws Exception {
        BlockingQueue<URI> asked = new LinkedBlockingQueue<>();
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo());
                TestProxy proxy = new TestProxy(Proxy.Type.HTTP, null)) {
            options.proxy(ProxyOptions.DEFAULT.withSelector(new ProxySelector() {
                @Override
                public List<Proxy> select(URI uri) {
                    asked.add(uri);
                    return List.of(proxy.proxy());
                }

                @Override
                public void connectFailed(URI uri, SocketAddress address, IOException failure) {}
            }));
            WebSocket ws = connect("ws://MÜNCHEN.example:" + server.port() + "/a|b?c|d");

            assertThat(asked).containsExactly(URI.create("http://" + MUNICH + ":" + server.port() + "/a%7Cb?c%7Cd"));
            assertThat(proxy.requests()).containsExactly("CONNECT " + MUNICH + ":" + server.port() + " HTTP/1.1");
            assertThat(server.request()).startsWith("GET /a|b?c|d HTTP/1.1\r\n");
            bye(ws);
        }
    }
}
