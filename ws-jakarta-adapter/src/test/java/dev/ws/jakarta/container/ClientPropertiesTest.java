package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.client.ProxyOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.http.HttpLimits;
import jakarta.websocket.DeploymentException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** E-107, E-118. */
class ClientPropertiesTest {
    private static final String TOMCAT = "org.apache.tomcat.websocket.";
    private static final String TYRUS = "org.glassfish.tyrus.client.";

    private static ClientProperties with(String name, Object value) {
        return new ClientProperties(Map.of(name, value));
    }

    @Test
    void withoutPropertiesDefaultsApply() throws Exception {
        ClientProperties none = new ClientProperties(Map.of());

        assertThat(none.handshakeTimeout()).isEqualTo(Duration.ofSeconds(10));
        assertThat(none.maxRedirects()).isEqualTo(20);
        assertThat(none.limits()).isEqualTo(HttpLimits.DEFAULT);
        assertThat(none.origin()).isNull();
        assertThat(none.account()).isNull();
        assertThat(none.proxy()).isEqualTo(ProxyOptions.DEFAULT);
        assertThat(none.tls(null).context()).isNull();
    }

    @Test
    void timeoutsAreMilliseconds() throws Exception {
        assertThat(with(TOMCAT + "IO_TIMEOUT_MS", "1500").handshakeTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(with(TOMCAT + "IO_TIMEOUT_MS", 1500L).handshakeTimeout()).isEqualTo(Duration.ofMillis(1500));
        assertThat(with(TYRUS + "ClientManager.ContainerTimeout", 700).handshakeTimeout())
                .isEqualTo(Duration.ofMillis(700));
    }

    @Test
    void redirectsAreCountedOrRefused() throws Exception {
        assertThat(with(TOMCAT + "MAX_REDIRECTIONS", "0").maxRedirects()).isZero();
        assertThat(with(TOMCAT + "MAX_REDIRECTIONS", "3").maxRedirects()).isEqualTo(3);
        assertThat(with(TYRUS + "http.redirect", false).maxRedirects()).isZero();
        assertThat(with(TYRUS + "http.redirect", true).maxRedirects()).isEqualTo(20);
        assertThat(with(TYRUS + "http.redirect.threshold", 7).maxRedirects()).isEqualTo(7);
    }

    @Test
    void headersHaveALimit() throws Exception {
        HttpLimits limits =
                with(TOMCAT + "MAX_HTTP_RESPONSE_HEADER_BYTES", "32768").limits();
        assertThat(limits.maxLineBytes()).isEqualTo(32768);
        assertThat(limits.maxHeadBytes()).isEqualTo(32768);
    }

    @Test
    void compressionHasAThreshold() throws Exception {
        assertThat(with("dev.ws.jakarta.compressionThreshold", 10).compression().threshold())
                .isEqualTo(10);
        assertThat(new ClientProperties(Map.of()).compression()).isEqualTo(DeflateOptions.DEFAULT);
    }

    @Test
    void proxiesAreAddressed() throws Exception {
        ProxyOptions proxy = with(TYRUS + "proxy", "http://proxy.example:3128").proxy();
        assertThat(Objects.requireNonNull(proxy.selector()).select(URI.create("http://a")))
                .hasToString("[HTTP @ proxy.example/<unresolved>:3128]");
        assertThat(with(TYRUS + "proxy.headers", Map.of("X-Key", "a"))
                        .proxy()
                        .headers()
                        .first("x-key"))
                .isEqualTo("a");
        ClientProperties account = new ClientProperties(Map.of(
                TOMCAT + "WS_AUTHENTICATION_PROXY_USER_NAME",
                "me",
                TOMCAT + "WS_AUTHENTICATION_PROXY_PASSWORD",
                "secret"));
        assertThat(Objects.requireNonNull(account.proxy().credentials()).user()).isEqualTo("me");
    }

    @ParameterizedTest(name = "{0} = {1}")
    @CsvSource({
        "org.apache.tomcat.websocket.IO_TIMEOUT_MS, soon, must be a number",
        "org.apache.tomcat.websocket.IO_TIMEOUT_MS, -1, must be a number of at least 0",
        "org.apache.tomcat.websocket.MAX_REDIRECTIONS, x, must be a number",
        "org.apache.tomcat.websocket.MAX_HTTP_RESPONSE_HEADER_BYTES, 0, must be a number of at least 1",
        "org.glassfish.tyrus.client.proxy, a b, must be an address like http://proxy:3128",
        "org.glassfish.tyrus.client.proxy, proxy:3128, must be an address like http://proxy:3128",
        "org.apache.tomcat.websocket.SSL_TRUSTSTORE, /no/such/file, must be a readable store of certificates",
    })
    void whatIsWrongIsNamed(String name, String value, String message) {
        ClientProperties properties = with(name, value);

        assertThatThrownBy(() -> {
                    properties.handshakeTimeout();
                    properties.maxRedirects();
                    properties.limits();
                    properties.proxy();
                    properties.tls(null);
                })
                .isInstanceOf(DeploymentException.class)
                .hasMessage("user property " + name + " is \"" + value + "\", " + message);
    }
}
