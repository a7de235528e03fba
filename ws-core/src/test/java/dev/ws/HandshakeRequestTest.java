package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HandshakeRequestTest {
    @ParameterizedTest(name = "B-030 {0} -> {1} {2}")
    @CsvSource({"/, /, ", "/chat, /chat, ", "/chat?a=b&c=%20, /chat, a=b&c=%20", "/a%2Fb?x?y, /a%2Fb, x?y"})
    void splitsTheTargetWithoutDecoding(String target, String path, String query) {
        HandshakeRequest request = HandshakeRequest.builder("GET", target).build();

        assertThat(request.method()).isEqualTo("GET");
        assertThat(request.target()).isEqualTo(target);
        assertThat(request.path()).isEqualTo(path);
        assertThat(request.query()).isEqualTo(query);
        assertThat(request).hasToString("GET " + path);
    }

    @Test
    void knowsNothingThatWasNotSaid() {
        HandshakeRequest request = HandshakeRequest.builder("GET", "/").build();

        assertThat(request.headers().size()).isZero();
        assertThat(request.header("Origin")).isNull();
        assertThat(request.origin()).isNull();
        assertThat(request.cookies()).isEmpty();
        assertThat(request.secure()).isFalse();
        assertThat(request.remoteAddress()).isNull();
        assertThat(request.localAddress()).isNull();
        assertThat(request.principal()).isNull();
        assertThat(request.isUserInRole("admin")).isFalse();
        assertThat(request.roles()).isEmpty();
        assertThat(request.httpVersion()).isEqualTo("HTTP/1.1");
        assertThat(request.sessionId()).isNull();
        assertThat(request.attributes()).isEmpty();
        assertThat(request.tls()).isNull();
    }

    @Test
    void aCopyKeepsEverything() { // E-014
        InetSocketAddress remote = InetSocketAddress.createUnresolved("client", 1);
        InetSocketAddress local = InetSocketAddress.createUnresolved("server", 2);
        HandshakeRequest request = HandshakeRequest.builder("GET", "/app/chat?q")
                .path("/chat")
                .httpVersion("HTTP/1.0")
                .headers(Headers.of("Origin", "http://a", "Sec-WebSocket-Origin", "http://b"))
                .secure(true)
                .remoteAddress(remote)
                .localAddress(local)
                .principal(() -> "user")
                .role("admin")
                .sessionId("s1")
                .attribute("tenant", "t")
                .build();
        for (HandshakeRequest one :
                new HandshakeRequest[] {request, request.toBuilder().build()}) {
            assertThat(one.path()).isEqualTo("/chat");
            assertThat(one.query()).isEqualTo("q");
            assertThat(one.httpVersion()).isEqualTo("HTTP/1.0");
            assertThat(one.origin()).isEqualTo("http://a");
            assertThat(one.secure()).isTrue();
            assertThat(one.remoteAddress()).isEqualTo(remote);
            assertThat(one.localAddress()).isEqualTo(local);
            assertThat(one.principal()).isNotNull();
            assertThat(one.isUserInRole("admin")).isTrue();
            assertThat(one.roles()).isEqualTo(Set.of("admin"));
            assertThat(one.sessionId()).isEqualTo("s1");
            assertThat(one.attributes()).isEqualTo(Map.of("tenant", "t"));
        }
    }

    @Test
    void version8HasItsOwnOriginHeader() {
        Headers headers =
                Headers.of("Origin", "http://a", "Sec-WebSocket-Origin", "http://b", "Sec-WebSocket-Version", "8");

        assertThat(HandshakeRequest.builder("GET", "/").headers(headers).build().origin())
                .isEqualTo("http://b");
    }

    @Test
    void readsCookies() { // B-031 RFC 6265 5.4
        Headers headers = Headers.of(
                "Cookie", "a=1; b=\"two\"; a=second; =nothing; bare; c=x=y; d=", "cookie", "e=5;  f = 6 ", "Host", "h");

        assertThat(HandshakeRequest.builder("GET", "/").headers(headers).build().cookies())
                .containsExactly(
                        Map.entry("a", "1"),
                        Map.entry("b", "two"),
                        Map.entry("c", "x=y"),
                        Map.entry("d", ""),
                        Map.entry("e", "5"),
                        Map.entry("f", "6"));
    }
}
