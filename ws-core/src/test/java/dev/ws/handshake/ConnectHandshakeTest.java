package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.extension.TestExtension;
import dev.ws.handshake.ServerHandshake.Acceptable;
import dev.ws.handshake.ServerHandshake.Refused;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The opening handshake by an extended CONNECT (RFC 8441). */
class ConnectHandshakeTest {
    private final TestExtension extension = new TestExtension("ext", 4);
    private final ServerHandshake handshake = new ServerHandshake(
            HandshakeOptions.builder()
                    .extensions(List.of(extension))
                    .originPolicy(OriginPolicy.sameOrigin())
                    .allowHeader(true)
                    .upgradeRequiredForVersion(true)
                    .build(),
            request -> request.path().equals("/chat"));

    /** A handshake under construction. */
    static final class Draft {
        String target = "/chat";
        String protocol = "websocket";
        final Headers.Builder headers =
                Headers.builder().add("Host", "server.example.com").add("Sec-WebSocket-Version", "13");

        HandshakeRequest build() {
            return HandshakeRequest.builder("CONNECT", target)
                    .httpVersion("HTTP/2.0")
                    .connectProtocol(protocol)
                    .secure(true)
                    .headers(headers.build())
                    .build();
        }
    }

    /** One way to spoil a handshake, and how it is answered. */
    record Defect(String row, int status, String body, boolean clientError, Consumer<Draft> spoil) {
        static Defect field(String name, String value) {
            return new Defect(name, 400, "Invalid " + name + " header", true, draft -> draft.headers.set(name, value));
        }

        @Override
        public String toString() {
            return row;
        }
    }

    // In the order of the checks.
    private static final List<Defect> DEFECTS = List.of(
            new Defect(":protocol", 501, "Unsupported :protocol", true, draft -> draft.protocol = "connect-udp"),
            Defect.field("Upgrade", "websocket"),
            Defect.field("Connection", "Upgrade"),
            Defect.field("Transfer-Encoding", "chunked"),
            Defect.field("Content-Length", "5"),
            new Defect(
                    "version",
                    400,
                    "Missing or invalid Sec-WebSocket-Version header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Version", "12")),
            new Defect("shouldHandle", 400, "Bad Request", false, draft -> draft.target = "/other"),
            new Defect(
                    "subprotocol",
                    400,
                    "Invalid Sec-WebSocket-Protocol header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Protocol", "foo;bar")),
            new Defect(
                    "extensions",
                    400,
                    "Invalid or unacceptable Sec-WebSocket-Extensions header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Extensions", "ext;;")),
            new Defect("origin", 403, "Forbidden", false, draft -> draft.headers.set("Origin", "https://evil.org")));

    static Stream<Arguments> pairsOfDefects() {
        return IntStream.range(0, DEFECTS.size())
                .boxed()
                .flatMap(first -> DEFECTS.subList(first, DEFECTS.size()).stream()
                        .map(second -> arguments(DEFECTS.get(first), second)));
    }

    @ParameterizedTest(name = "{0} answers before {1}")
    @MethodSource("pairsOfDefects")
    void theFirstDefectAnswers(Defect first, Defect second) {
        Draft draft = new Draft();
        first.spoil().accept(draft);
        second.spoil().accept(draft);

        Refused refused = (Refused) handshake.judge(draft.build());

        assertThat(refused.response().status()).isEqualTo(first.status());
        assertThat(refused.response().body()).isEqualTo(first.body());
        assertThat(refused.clientError()).isEqualTo(first.clientError());
        assertThat(extension.agreements())
                .allSatisfy(one -> assertThat(one.closed()).isEqualTo(1));
    }

    @Test
    void aRefusalNamesTheVersionsAndNoFieldThatHttp2DoesNotAllow() {
        Draft draft = new Draft();
        draft.headers.set("Sec-WebSocket-Version", "12");

        Refused refused = (Refused) handshake.judge(draft.build());

        assertThat(refused.response().headers().size()).isEqualTo(1);
        assertThat(refused.response().headers().first("Sec-WebSocket-Version")).isEqualTo("13, 8");
    }

    @ParameterizedTest
    @ValueSource(strings = {"websocket", "WebSocket"})
    void theAnswerIs200WithWhatWasAgreedAlone(String protocol) {
        Draft draft = new Draft();
        draft.protocol = protocol;
        draft.headers
                .add("Origin", "https://server.example.com")
                .add("Content-Length", "0")
                .add("Sec-WebSocket-Protocol", "chat, talk")
                .add("Sec-WebSocket-Extensions", "ext");

        Acceptable acceptable = (Acceptable) handshake.judge(draft.build());
        Headers headers = handshake.accept(acceptable, "talk").build();

        assertThat(acceptable.status()).isEqualTo(200);
        assertThat(headers.first("Sec-WebSocket-Protocol")).isEqualTo("talk");
        assertThat(headers.first("Sec-WebSocket-Extensions")).startsWith("ext");
        assertThat(headers.size()).isEqualTo(2);
        acceptable.discard();
    }

    @ParameterizedTest
    @ValueSource(strings = {Requests.KEY, "short", ""})
    void aKeyThatAProxyPassesOnMeansNothing(String key) {
        Draft draft = new Draft();
        draft.headers.add("Sec-WebSocket-Key", key);

        Acceptable acceptable = (Acceptable) handshake.judge(draft.build());

        assertThat(handshake.accept(acceptable, null).build().size()).isZero();
    }

    @Test
    void aConnectIsAHandshakeWithoutAnUpgradeField() {
        assertThat(ServerHandshake.isUpgradeRequest(new Draft().build())).isTrue();
        assertThat(ServerHandshake.isUpgradeRequest(HandshakeRequest.builder("CONNECT", "/chat")
                        .httpVersion("HTTP/2.0")
                        .build()))
                .isFalse();
    }

    @ParameterizedTest
    @CsvSource({
        "websocket, 200, true",
        "websocket, 204, true",
        "websocket, 101, false",
        "websocket, 403, false",
        ", 101, true",
        ", 200, false"
    })
    void aStatusOpensAConnectionInOneFormOnly(String protocol, int status, boolean expected) {
        HandshakeRequest request =
                Requests.plain().toBuilder().connectProtocol(protocol).build();

        assertThat(ServerHandshake.accepts(request, HandshakeResponse.refuse(status)))
                .isEqualTo(expected);
    }
}
