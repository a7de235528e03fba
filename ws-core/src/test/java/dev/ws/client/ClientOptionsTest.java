package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.Dispatch;
import dev.ws.Headers;
import dev.ws.WebSocketOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.http.HttpLimits;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** D-001 to D-024: what can be set. */
class ClientOptionsTest {
    @Test
    void theDefaults() {
        ClientOptions options = ClientOptions.DEFAULT;
        assertThat(options.perMessageDeflate()).isEqualTo(DeflateOptions.DEFAULT); // D-024
        assertThat(options.handshakeTimeout()).isEqualTo(Duration.ofSeconds(10)); // D-013
        assertThat(options.handshake().followRedirects()).isFalse(); // D-014
        assertThat(options.handshake().maxRedirects()).isEqualTo(10); // D-015
        assertThat(options.webSocket()).isEqualTo(WebSocketOptions.DEFAULT); // D-031
        assertThat(options.tls()).isEqualTo(ClientTls.DEFAULT);
        assertThat(options.tls().verifyHost()).isTrue(); // D-023
        assertThat(options.proxy()).isEqualTo(ProxyOptions.DEFAULT); // D-022
    }

    @Test
    void areCopiedWholeAndShowNoSecrets() {
        ClientOptions all = ClientOptions.builder()
                .protocols("a", "b")
                .origin("o")
                .headers(Headers.of("Cookie", "secret"))
                .auth("u:secret")
                .followRedirects(true)
                .maxRedirects(3)
                .protocolVersion(8)
                .handshake(change -> change.allowNoSubprotocol(true))
                .webSocket(
                        WebSocketOptions.builder().dispatch(Dispatch.EXECUTOR).build())
                .perMessageDeflate(false)
                .handshakeTimeout(Duration.ofSeconds(3))
                .limits(new HttpLimits(1, 2, 3))
                .tls(ClientTls.DEFAULT.withSniHost("a"))
                .proxy(ProxyOptions.NONE)
                .localAddress(new InetSocketAddress(0))
                .resolver(host -> new CompletableFuture<>())
                .connector(target -> new CompletableFuture<>())
                .maskGenerator(() -> 1)
                .onUpgrade((ws, answer) -> {})
                .onRedirect((ws, redirect) -> {})
                .onUnexpectedResponse((ws, answer) -> {})
                .requestCustomizer((ws, url, headers) -> null)
                .build();

        assertThat(all.toBuilder().build()).isEqualTo(all);
        assertThat(all.handshake().protocols()).containsExactly("a", "b");
        assertThat(all.handshake().allowNoSubprotocol()).isTrue();
        assertThat(all.toString()).contains("protocols=[a, b]").doesNotContain("secret");
        assertThat(ClientOptions.builder().handshake(all.handshake()).build().handshake())
                .isEqualTo(all.handshake());
    }

    @Test
    void negativeTimeoutsAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClientOptions.builder()
                        .handshakeTimeout(Duration.ofSeconds(-1))
                        .build())
                .withMessage("handshakeTimeout is PT-1S, must not be negative");
    }
}
