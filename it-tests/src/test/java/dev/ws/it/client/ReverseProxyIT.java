package dev.ws.it.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Headers;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.jakarta.EchoSite;
import dev.ws.it.standalone.Standalone;
import io.undertow.Undertow;
import io.undertow.server.handlers.proxy.LoadBalancingProxyClient;
import io.undertow.server.handlers.proxy.ProxyHandler;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Arrays;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whose address it is, on every server, behind Undertow as a reverse proxy and by header fields alone. */
class ReverseProxyIT {
    private static final String SPOOFED = "198.51.100.7, 127.0.0.1";
    private static final InetSocketAddress ELSEWHERE = new InetSocketAddress("127.0.0.2", 0);

    private final WebSocketClient client = WebSocketClient.create();

    @AfterEach
    void stop() {
        client.close();
    }

    /** A server with an endpoint that tells the client's address. */
    interface Backend {
        int port();

        String prefix();
    }

    record OnContainer(ContainerKind kind) implements Backend {
        @Override
        public int port() {
            return Container.shared(kind).port();
        }

        @Override
        public String prefix() {
            return "/peers";
        }
    }

    record OnAdapter(EchoSite site) implements Backend {
        @Override
        public int port() {
            return site.port();
        }

        @Override
        public String prefix() {
            return site.peers();
        }
    }

    record StandAlone() implements Backend {
        @Override
        public int port() {
            return Standalone.shared().port();
        }

        @Override
        public String prefix() {
            return "/peers";
        }
    }

    static Stream<Backend> all() {
        return Stream.of(
                        Arrays.stream(ContainerKind.values()).map(OnContainer::new),
                        Arrays.stream(EchoSite.values()).map(OnAdapter::new),
                        Stream.of(new StandAlone()))
                .flatMap(backends -> backends);
    }

    private String answer(int port, String target, ClientOptions options) throws Exception {
        try (ClientPeer peer = ClientPeer.open(client, "ws://127.0.0.1:" + port + target, options)) {
            return peer.next().text();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void whatTheClientWroteIsNotBelieved(Backend backend) throws Exception {
        URI address = URI.create("http://127.0.0.1:" + backend.port());
        Undertow proxy = Undertow.builder()
                .setIoThreads(1)
                .setWorkerThreads(1)
                .addHttpListener(0, "127.0.0.1")
                .setHandler(ProxyHandler.builder()
                        .setProxyClient(new LoadBalancingProxyClient().addHost(address))
                        .setReuseXForwarded(true)
                        .build())
                .build();
        proxy.start();
        try {
            int port = ((InetSocketAddress) proxy.getListenerInfo().get(0).getAddress()).getPort();
            ClientOptions spoofing = ClientOptions.builder()
                    .localAddress(ELSEWHERE)
                    .handshake(handshake -> handshake.headers(Headers.of("X-Forwarded-For", SPOOFED)))
                    .build();

            assertThat(answer(port, backend.prefix() + "/client", spoofing)).startsWith("127.0.0.2 ");
        } finally {
            proxy.stop();
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("all")
    void everyLineCountsInItsOrder(Backend backend) throws Exception {
        Headers headers = Headers.of(
                "X-Forwarded-For", "198.51.100.7, [2001:db8::7]:4711",
                "X-Forwarded-For", "127.0.0.1",
                "X-Forwarded-Proto", "https",
                "X-Forwarded-Host", "public.example",
                "Forwarded", "for=198.51.100.8, for=\"192.0.2.8:4711\";proto=https;host=\"other.example:444\"",
                "Forwarded", "for=127.0.0.1;proto=http;host=inside");
        ClientOptions proxied = ClientOptions.builder()
                .handshake(handshake -> handshake.headers(headers))
                .build();
        String target = backend.prefix() + "/client";

        assertThat(answer(backend.port(), target, proxied)).isEqualTo("2001:db8:0:0:0:0:0:7 https public.example");
        assertThat(answer(backend.port(), target + "?forwarded", proxied))
                .isEqualTo("192.0.2.8 https other.example:444");

        ClientOptions direct = proxied.toBuilder().localAddress(ELSEWHERE).build();
        assertThat(answer(backend.port(), target, direct)).isEqualTo("127.0.0.2 http 127.0.0.1:" + backend.port());
    }
}
