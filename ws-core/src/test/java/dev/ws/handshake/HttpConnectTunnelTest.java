package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.HandshakeException;
import dev.ws.Headers;
import dev.ws.extension.HeaderSyntaxException;
import dev.ws.handshake.ProxyTunnel.Failed;
import dev.ws.http.HttpLimits;
import dev.ws.http.HttpSyntaxException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The way through an HTTP proxy (D-022, F-029), at every split point. */
class HttpConnectTunnelTest {
    private static final String PLAIN = "CONNECT h:443 HTTP/1.1|Host: h:443||";
    private static final String WITH_BASIC = "CONNECT h:443 HTTP/1.1|Host: h:443|Proxy-Authorization: Basic dTpw||";
    private static final ProxyCredentials CREDENTIALS = new ProxyCredentials("u", "p");
    private static final String ASK = "HTTP/1.1 407 No|Proxy-Authenticate: Basic realm=r|";

    private static HttpConnectTunnel tunnel(@Nullable ProxyCredentials credentials, boolean preemptive) {
        HttpConnectOptions options = new HttpConnectOptions(Headers.EMPTY, credentials, preemptive, HttpLimits.DEFAULT);
        return new HttpConnectTunnel("h", 443, options, new FixedRandom());
    }

    private static byte[] bytes(String text) {
        return text.replace("|", "\r\n").getBytes(StandardCharsets.ISO_8859_1);
    }

    private static String run(String answer) {
        return TunnelDriver.run(() -> tunnel(null, false), bytes(answer), false);
    }

    private static String runWithCredentials(String answers) {
        return TunnelDriver.run(() -> tunnel(CREDENTIALS, false), bytes(answers), false);
    }

    private static String digest(String nonce, String cnonce, int nc, String response) {
        return "CONNECT h:443 HTTP/1.1|Host: h:443|Proxy-Authorization: Digest username=\"u\", realm=\"r\", "
                + "uri=\"h:443\", algorithm=MD5, nonce=\"" + nonce + "\", nc=0000000" + nc + ", cnonce=\""
                + cnonce.repeat(16) + "\", qop=auth, response=\"" + response + "\"||";
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    plain             ^ HTTP/1.1 200 OK||                                         ^ ''
                    bytes behind      ^ HTTP/1.1 200 OK||hello|||                                 ^ hello|||
                    another 2xx       ^ HTTP/1.1 299||x                                           ^ x
                    version 1.0       ^ HTTP/1.0 200 Connection established||x                    ^ x
                    length is ignored ^ HTTP/1.1 200 OK|Content-Length: 5||hello                  ^ hello
                    coding is ignored ^ HTTP/1.1 200 OK|Transfer-Encoding: chunked||0||           ^ 0||
                    bad length too    ^ HTTP/1.1 200 OK|Content-Length: x||x                      ^ x
                    interim answers   ^ HTTP/1.1 100 Continue||HTTP/1.1 103 Early|A: b||HTTP/1.1 200 OK||x ^ x
                    """)
    void successOpensTheTunnel(String name, String answer, String through) {
        assertThat(run(answer)).isEqualTo(PLAIN + "\nopen " + through);
    }

    @ParameterizedTest(name = "D-022 status {0}")
    @ValueSource(ints = {101, 301, 403, 502, 600})
    void anyOtherStatusFails(int status) {
        assertThat(run("HTTP/1.1 " + status + " No|Content-Length: 5||hello"))
                .isEqualTo(PLAIN + "\ndev.ws.HandshakeException: The proxy answered " + status);
    }

    @Test
    void failureHasTheStatusOfTheProxy() {
        HttpConnectTunnel tunnel = tunnel(null, false);
        tunnel.start();

        assertThat(tunnel.receive(ByteBuffer.wrap(bytes("HTTP/1.1 403 No||"))))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error()).isInstanceOfSatisfying(HandshakeException.class, error -> {
                            assertThat(error.status()).isEqualTo(403);
                            assertThat(error).hasNoCause();
                        }));
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    garbage        ^ SSH-2.0-x||                 ^ invalid HTTP version
                    TLS            ^ x\u0015y               ^ control character 21
                    version 2      ^ HTTP/2.0 200||              ^ HTTP version is not 1.0 or 1.1
                    no status      ^ HTTP/1.1||                  ^ invalid status
                    bad field      ^ HTTP/1.1 200 OK|a|          ^ field line without colon
                    """)
    void answerThatIsNoHttpFails(String name, String answer, String fault) {
        assertThat(run(answer)).isEqualTo(PLAIN + "\njava.io.IOException: The proxy sent no valid HTTP: " + fault);
    }

    @Test
    void endlessHeadFails() {
        HttpConnectOptions options = new HttpConnectOptions(Headers.EMPTY, null, false, new HttpLimits(100, 10, 50));
        HttpConnectTunnel tunnel = new HttpConnectTunnel("h", 443, options, new FixedRandom());
        tunnel.start();

        assertThat(tunnel.receive(ByteBuffer.wrap(bytes("HTTP/1.1 200 OK|" + "a: b|".repeat(9)))))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error())
                                .isInstanceOf(IOException.class)
                                .hasMessage("The proxy sent no valid HTTP: head is longer than 50 bytes")
                                .hasCauseInstanceOf(HttpSyntaxException.class));
    }

    @ParameterizedTest(name = "D-022 end after \"{0}\"")
    @ValueSource(strings = {"", "H", "HTTP/1.1 200 OK|", "HTTP/1.1 100 Continue||"})
    void endBeforeTheAnswerFails(String answer) {
        assertThat(TunnelDriver.run(() -> tunnel(CREDENTIALS, false), bytes(answer), true))
                .endsWith("\njava.io.IOException: The proxy closed the connection without an answer");
    }

    @Test
    void nothingAtAllFailsToo() {
        HttpConnectTunnel tunnel = tunnel(CREDENTIALS, true);
        tunnel.start();

        assertThat(tunnel.end()).isInstanceOf(Failed.class);
    }

    @Test
    void furtherFieldsComeBehindTheOwnOnes() {
        Headers more = Headers.of("User-Agent", "x", "HOST", "evil", "proxy-authorization", "Bearer t");
        HttpConnectOptions plain = new HttpConnectOptions(more, null, false, HttpLimits.DEFAULT);
        HttpConnectOptions preemptive = new HttpConnectOptions(more, CREDENTIALS, true, HttpLimits.DEFAULT);

        assertThat(TunnelDriver.run(
                        () -> new HttpConnectTunnel("[::1]", 80, plain, new FixedRandom()), new byte[0], false))
                .isEqualTo("CONNECT [::1]:80 HTTP/1.1|Host: [::1]:80|User-Agent: x|proxy-authorization: Bearer t||");
        assertThat(TunnelDriver.run(
                        () -> new HttpConnectTunnel("h", 443, preemptive, new FixedRandom()), new byte[0], false))
                .isEqualTo(WITH_BASIC.substring(0, WITH_BASIC.length() - 1) + "User-Agent: x||");
    }

    @ParameterizedTest(name = "D-022 host \"{0}\"")
    @ValueSource(strings = {"a b", "a\r\nb", "\u00e9"})
    void hostThatBreaksOutOfTheHeadIsRefused(String host) {
        HttpConnectTunnel tunnel = new HttpConnectTunnel(host, 443, HttpConnectOptions.DEFAULT, new FixedRandom());

        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(tunnel::start);
    }

    @ParameterizedTest(name = "D-022, F-029 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    no body          ^ Content-Length: 0||
                    body             ^ Content-Length: 5||hello
                    chunks           ^ Transfer-Encoding: chunked||5|hello|0|A: b||
                    version 1.0 open ^ Connection: Keep-Alive|Content-Length: 0||
                    """)
    void credentialsGoOverTheSameConnectionWhenItStaysOpen(String name, String rest) {
        String ask = name.startsWith("version") ? ASK.replace("HTTP/1.1", "HTTP/1.0") : ASK;

        assertThat(runWithCredentials(ask + rest + "HTTP/1.1 200 OK||x"))
                .isEqualTo(PLAIN + "\n> " + WITH_BASIC + "\nopen x");
    }

    @ParameterizedTest(name = "D-022, F-029 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    closing            ^ Connection: close|Content-Length: 5||
                    no length          ^ X: y||
                    version 1.0 closes ^ Content-Length: 5||
                    """)
    void credentialsGoOverANewConnectionWhenItCloses(String name, String rest) {
        String ask = name.startsWith("version") ? ASK.replace("HTTP/1.1", "HTTP/1.0") : ASK;

        assertThat(runWithCredentials(ask + rest)).isEqualTo(PLAIN + "\n>> " + WITH_BASIC);
    }

    @Test
    void bytesOfTheOldConnectionAreDropped() {
        HttpConnectTunnel tunnel = tunnel(CREDENTIALS, false);
        tunnel.start();
        ByteBuffer in = ByteBuffer.wrap(bytes(ASK + "Connection: close|Content-Length: 5||hello"));

        assertThat(tunnel.receive(in)).isInstanceOf(ProxyTunnel.Reconnect.class);
        assertThat(in.hasRemaining()).isFalse();
        assertThat(tunnel.receive(ByteBuffer.wrap(bytes("HTTP/1.1 200 OK||")))).isInstanceOf(ProxyTunnel.Open.class);
    }

    @Test
    void bodyThatIsTooLongIsNotReadToItsEnd() {
        HttpConnectTunnel tunnel = tunnel(CREDENTIALS, false);
        tunnel.start();

        assertThat(tunnel.receive(ByteBuffer.wrap(bytes(ASK + "Content-Length: 65537||"))))
                .isInstanceOf(ProxyTunnel.NeedMore.class);
        assertThat(tunnel.receive(ByteBuffer.allocate(65536))).isInstanceOf(ProxyTunnel.NeedMore.class);
        assertThat(tunnel.receive(ByteBuffer.allocate(1))).isInstanceOf(ProxyTunnel.Reconnect.class);
        assertThat(tunnel.receive(ByteBuffer.wrap(bytes("HTTP/1.1 200 OK||")))).isInstanceOf(ProxyTunnel.Open.class);
    }

    @ParameterizedTest(name = "D-022 end after \"{0}\"")
    @ValueSource(strings = {"Content-Length: 5||hel", "Content-Length: 5||hello", "Content-Length: 0||"})
    void connectionThatIsClosedAllTheSameIsReplaced(String rest) {
        assertThat(TunnelDriver.run(() -> tunnel(CREDENTIALS, false), bytes(ASK + rest), true))
                .startsWith(PLAIN)
                .endsWith("\n>> " + WITH_BASIC);
    }

    @Test
    void connectionIsReplacedOnlyOnceForACloseWithoutAnswer() {
        HttpConnectTunnel tunnel = tunnel(CREDENTIALS, false);
        tunnel.start();
        tunnel.receive(ByteBuffer.wrap(bytes(ASK + "Content-Length: 0||")));

        assertThat(tunnel.end()).isInstanceOf(ProxyTunnel.Reconnect.class);
        assertThat(tunnel.end()).isInstanceOf(Failed.class);
    }

    @Test
    void answerThatIsCutOffIsNotTriedAgain() {
        assertThat(TunnelDriver.run(
                        () -> tunnel(CREDENTIALS, false), bytes(ASK + "Content-Length: 0||HTTP/1.1 2"), true))
                .endsWith("\njava.io.IOException: The proxy closed the connection without an answer");
    }

    @Test
    void digestIsAnsweredAndRenewedOnce() {
        String ask = "HTTP/1.1 407 No|Content-Length: 0|Proxy-Authenticate: Digest realm=r, qop=auth, nonce=";

        assertThat(runWithCredentials(ask + "n||" + ask + "m, stale=true||" + ask + "o, stale=true||"))
                .isEqualTo(PLAIN
                        + "\n> " + digest("n", "00", 1, "2076af2177a0d9056726f5a379faf0ae")
                        + "\n> " + digest("m", "01", 1, "23a5ae2b9b81966bdea739b3c5354038")
                        + "\ndev.ws.HandshakeException: "
                        + "The proxy answered 407: wrong credentials, or no known scheme");
    }

    @Test
    void nonceIsCountedOnWhenTheConnectionIsReplaced() {
        String ask = "HTTP/1.1 407 No|Content-Length: 0|Proxy-Authenticate: Digest realm=r, qop=auth, nonce=n||";

        assertThat(TunnelDriver.run(() -> tunnel(CREDENTIALS, false), bytes(ask), true))
                .isEqualTo(PLAIN
                        + "\n> " + digest("n", "00", 1, "2076af2177a0d9056726f5a379faf0ae")
                        + "\n>> " + digest("n", "00", 2, "90d2df781ab1b5801694b425b1545629"));
    }

    @Test
    void strongestOfferOfAllFieldsIsAnswered() {
        assertThat(runWithCredentials("HTTP/1.1 407 No|Content-Length: 0|Proxy-Authenticate: NTLM, Basic realm=r|"
                        + "proxy-authenticate: Digest realm=r, nonce=n, qop=auth, algorithm=MD5, "
                        + "Digest realm=r, nonce=n, qop=auth, algorithm=SHA-256||"))
                .contains(
                        "algorithm=SHA-256",
                        "response=\"39d7c5fedf3d847d6ba1e23355a33693e5ebcdb0a44b7493718458f60157a810\"");
    }

    @Test
    void wrongCredentialsAreSentOnce() {
        assertThat(runWithCredentials(ASK + "Content-Length: 0||" + ASK + "Content-Length: 0||"))
                .isEqualTo(PLAIN + "\n> " + WITH_BASIC + "\ndev.ws.HandshakeException: "
                        + "The proxy answered 407: wrong credentials, or no known scheme");
    }

    @Test
    void otherStatusAfterCredentialsFails() {
        assertThat(runWithCredentials(ASK + "Content-Length: 0||HTTP/1.1 403 No||"))
                .isEqualTo(PLAIN + "\n> " + WITH_BASIC + "\ndev.ws.HandshakeException: The proxy answered 403");
    }

    @Test
    void wrongCredentialsSentUnaskedAreNotSentAgain() {
        assertThat(TunnelDriver.run(() -> tunnel(CREDENTIALS, true), bytes(ASK + "|"), false))
                .isEqualTo(WITH_BASIC + "\ndev.ws.HandshakeException: "
                        + "The proxy answered 407: wrong credentials, or no known scheme");
    }

    @Test
    void withoutCredentialsTheQuestionFails() {
        assertThat(run(ASK + "|"))
                .isEqualTo(PLAIN + "\ndev.ws.HandshakeException: "
                        + "The proxy answered 407, but there are no credentials for it");
    }

    @Test
    void questionThatBreaksTheGrammarFails() {
        HttpConnectTunnel tunnel = tunnel(CREDENTIALS, false);
        tunnel.start();

        assertThat(tunnel.receive(ByteBuffer.wrap(bytes("HTTP/1.1 407 No|Proxy-Authenticate: Basic \"||"))))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error())
                                .isInstanceOf(HandshakeException.class)
                                .hasMessage("The proxy answered 407 with an invalid Proxy-Authenticate header")
                                .hasCauseInstanceOf(HeaderSyntaxException.class));
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    Content-Length: x||              ^ invalid Content-Length
                    Transfer-Encoding: chunked||x|   ^ invalid chunk size
                    """)
    void bodyThatBreaksTheGrammarFails(String rest, String fault) {
        assertThat(runWithCredentials(ASK + rest))
                .isEqualTo(PLAIN + "\njava.io.IOException: The proxy sent no valid HTTP: " + fault);
    }

    @Test
    void optionsShowNoSecrets() {
        assertThat(new HttpConnectOptions(
                                Headers.of("a", "secret"),
                                new ProxyCredentials("u", "secret"),
                                true,
                                HttpLimits.DEFAULT)
                        .toString())
                .contains("ProxyCredentials[user=u]", "preemptive=true")
                .doesNotContain("secret");
    }
}
