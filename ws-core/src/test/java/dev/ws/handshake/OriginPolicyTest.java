package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class OriginPolicyTest {
    private static HandshakeRequest request(boolean secure, String host, String origin) {
        return HandshakeRequest.builder("GET", "/")
                .headers(Headers.of("Host", host, "Origin", origin))
                .secure(secure)
                .build();
    }

    @ParameterizedTest(name = "F-020 secure={0} host={1} origin={2} -> {3}")
    @CsvSource({
        "false, example.com, http://example.com, true",
        "false, example.com:80, http://example.com, true",
        "false, example.com, http://example.com:80, true",
        "false, EXAMPLE.com, HTTP://Example.COM, true",
        "false, example.com:8080, http://example.com:8080, true",
        "false, example.com, https://example.com, true",
        "false, example.com:443, https://example.com, true",
        "false, [::1]:8080, http://[::1]:8080, true",
        "true, example.com, https://example.com, true",
        "true, example.com, https://example.com:443, true",
        "true, example.com:8443, https://example.com:8443, true",
        "true, example.com, http://example.com, false",
        "false, example.com, http://example.com:8080, false",
        "false, example.com:8080, http://example.com, false",
        "false, example.com:443, http://example.com, false",
        "false, example.com, http://sub.example.com, false",
        "false, example.com, http://example.com.evil.org, false",
        "false, example.com, http://evil-example.com, false",
        "false, example.com, http://user@example.com, false",
        "false, example.com, http://example.com/, false",
        "false, example.com, http://evil.org#example.com, false",
        "false, example.com, http://evil.org?example.com, false",
        "false, example.com, http://evil.org\\example.com, false",
        "false, example.com, ftp://example.com, false",
        "false, example.com, chrome-extension://example.com, false",
        "false, example.com, example.com, false",
        "false, example.com, null, false",
        "false, example.com, http://, false",
        "false, example.com, ://example.com, false",
        "false, example.com, http://exampl\u00e9.com, false",
        "false, example.com, http://example.com http://example.com, false"
    })
    void sameOriginComparesSchemeHostAndPort(boolean secure, String host, String origin, boolean allowed) {
        assertThat(OriginPolicy.sameOrigin().allows(request(secure, host, origin)))
                .isEqualTo(allowed);
    }

    @Test
    void f020SameOriginNeedsExactlyOneHost() {
        Headers.Builder headers = Headers.builder().add("Origin", "http://a.org");
        assertThat(OriginPolicy.sameOrigin().allows(Requests.with(headers))).isFalse();
        headers.add("Host", "a.org");
        assertThat(OriginPolicy.sameOrigin().allows(Requests.with(headers))).isTrue();
        headers.add("Host", "b.org");
        assertThat(OriginPolicy.sameOrigin().allows(Requests.with(headers))).isFalse();
    }

    @ParameterizedTest(name = "F-020 allow list and {0} -> {1}")
    @CsvSource({
        "https://a.org, true",
        "https://A.org:443, true",
        "http://b.org:8080, true",
        "https://b.org:8080, false",
        "http://a.org, false",
        "https://c.org, false",
        "null, false",
        "https://a.org.evil.com, false",
        "nonsense, false"
    })
    void allowListComparesWholeOrigins(String origin, boolean allowed) {
        OriginPolicy policy = OriginPolicy.allow("https://a.org", "HTTP://b.org:8080");

        assertThat(policy.allows(request(true, "a.org", origin))).isEqualTo(allowed);
    }

    @Test
    void f020TheNullOriginIsAllowedOnlyWhenNamed() {
        OriginPolicy policy = OriginPolicy.allow("null");

        assertThat(policy.allows(request(false, "a.org", "null"))).isTrue();
        assertThat(policy.allows(request(false, "a.org", "nil"))).isFalse();
    }

    @ParameterizedTest(name = "F-020 \"{0}\" is no origin")
    @ValueSource(strings = {"", "a.org", "https://", "https://a.org/path", "https://*.a.org/", "https://a .org"})
    void allowListTakesOriginsOnly(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> OriginPolicy.allow(text))
                .withMessage("\"" + text + "\" is no origin");
    }

    @Test
    void f020AbsentOriginIsAllowedUnlessRequired() {
        HandshakeRequest absent = Requests.plain();

        assertThat(OriginPolicy.any().allows(absent)).isTrue();
        assertThat(OriginPolicy.sameOrigin().allows(absent)).isTrue();
        assertThat(OriginPolicy.allow("https://a.org").allows(absent)).isTrue();
        assertThat(OriginPolicy.any().requirePresent().allows(absent)).isFalse();
        assertThat(OriginPolicy.sameOrigin().requirePresent().allows(absent)).isFalse();
        assertThat(OriginPolicy.allow("https://a.org").requirePresent().allows(absent))
                .isFalse();
    }

    @Test
    void f020TwoOriginsFitOnlyThePolicyForAll() {
        HandshakeRequest request =
                Requests.with(Requests.headers().add("Origin", "https://a.org").add("Origin", "https://a.org"));

        assertThat(OriginPolicy.any().allows(request)).isTrue();
        assertThat(OriginPolicy.allow("https://a.org").allows(request)).isFalse();
    }

    @Test
    void a124Version8NamesItsOriginInAFieldOfItsOwn() {
        OriginPolicy policy = OriginPolicy.allow("https://a.org");
        Headers.Builder headers = Requests.headers()
                .set("Sec-WebSocket-Version", "8")
                .add("Sec-WebSocket-Origin", "https://evil.org")
                .add("Origin", "https://a.org");

        assertThat(policy.allows(Requests.with(headers))).isFalse();
        assertThat(policy.allows(Requests.with(headers.set("Sec-WebSocket-Origin", "https://a.org"))))
                .isTrue();
    }

    @Test
    void f020ARuleOfTheApplicationSeesOriginAndRequest() {
        OriginPolicy policy = OriginPolicy.matching(
                (origin, request) -> origin.endsWith(".a.org") && request.path().equals("/chat"));

        assertThat(policy.allows(Requests.with("Origin", "https://x.a.org"))).isTrue();
        assertThat(policy.allows(Requests.with("Origin", "https://x.b.org"))).isFalse();
    }
}
