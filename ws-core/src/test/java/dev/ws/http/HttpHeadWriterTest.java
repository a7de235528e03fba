package dev.ws.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Heads on the wire, and what must never get there. */
class HttpHeadWriterTest {
    private static HttpRequestHead request(String method, String target, String... fields) {
        return new HttpRequestHead(method, target, HttpVersion.HTTP_1_1, Headers.of(fields));
    }

    private static HttpResponseHead response(String reason, String... fields) {
        return new HttpResponseHead(HttpVersion.HTTP_1_1, 101, reason, Headers.of(fields));
    }

    private static String text(ByteBuffer bytes) {
        return StandardCharsets.ISO_8859_1.decode(bytes).toString();
    }

    @Test
    void requestIsWrittenInOrder() {
        assertThat(text(HttpHeadWriter.write(request("GET", "/a?b", "Host", "h", "x-B", "\u00e4\t1", "A", ""))))
                .isEqualTo("GET /a?b HTTP/1.1\r\nHost: h\r\nx-B: \u00e4\t1\r\nA: \r\n\r\n");
    }

    @Test
    void responseIsWrittenInOrder() {
        assertThat(text(HttpHeadWriter.write(response("Switching Protocols", "Upgrade", "websocket"))))
                .isEqualTo("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n");
        assertThat(text(HttpHeadWriter.write(response("")))).isEqualTo("HTTP/1.1 101 \r\n\r\n");
    }

    @Test
    void whatIsWrittenIsReadAgain() {
        HttpRequestHead request = request("GET", "/a", "Host", "h", "X", "\u00ff y");
        HttpResponseHead response = response("OK \u00e9", "X", "1", "x", "2");

        assertThat(HttpHeadParser.forRequests(HttpLimits.DEFAULT).parse(HttpHeadWriter.write(request)))
                .hasToString(request.toString());
        assertThat(HttpHeadParser.forResponses(HttpLimits.DEFAULT).parse(HttpHeadWriter.write(response)))
                .hasToString(response.toString());
    }

    @ParameterizedTest(name = "character {0}")
    @ValueSource(ints = {'\r', '\n', 0, 7, 0x7F, 0x100, 0x20AC})
    void nothingBreaksOutOfItsLine(int character) {
        String bad = "a" + (char) character + "b";

        assertRefused("method is not a token", () -> HttpHeadWriter.write(request(bad, "/")));
        assertRefused("invalid character in the request target", () -> HttpHeadWriter.write(request("GET", bad)));
        assertRefused("header name is not a token", () -> HttpHeadWriter.write(request("GET", "/", bad, "v")));
        assertRefused(
                "invalid character in the value of header X",
                () -> HttpHeadWriter.write(request("GET", "/", "X", bad)));
        assertRefused("invalid character in the reason phrase", () -> HttpHeadWriter.write(response(bad)));
        assertRefused("header name is not a token", () -> HttpHeadWriter.write(response("OK", bad, "v")));
        assertRefused(
                "invalid character in the value of header X", () -> HttpHeadWriter.write(response("OK", "X", bad)));
    }

    @ParameterizedTest(name = "target \"{0}\"")
    @ValueSource(strings = {"", "/a b", "/\t", "/\u00e4"})
    void targetsAreOneWordOfAscii(String target) {
        assertRefused("invalid character in the request target", () -> HttpHeadWriter.write(request("GET", target)));
    }

    @ParameterizedTest(name = "name \"{0}\"")
    @ValueSource(strings = {"", "a b", "a:", " a", "a\u00e4"})
    void namesAreTokens(String name) {
        assertRefused("header name is not a token", () -> HttpHeadWriter.write(request("GET", "/", name, "v")));
    }

    private static void assertRefused(String message, Runnable write) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(write::run)
                .withMessage(message);
    }
}
