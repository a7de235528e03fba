package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.extension.ExtensionOffer;
import dev.ws.extension.HeaderSyntaxException;
import dev.ws.extension.TestExtension;
import dev.ws.handshake.ServerHandshake.Acceptable;
import dev.ws.handshake.ServerHandshake.Refused;
import java.util.ArrayList;
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

class ServerHandshakeTest {
    private final TestExtension extension = new TestExtension("ext", 4);
    private final HandshakeOptions options = HandshakeOptions.builder()
            .extensions(List.of(extension))
            .originPolicy(OriginPolicy.sameOrigin())
            .build();

    private static ServerHandshake handshake(HandshakeOptions options) {
        return new ServerHandshake(options, request -> request.path().equals("/chat"));
    }

    private static Refused refused(ServerHandshake handshake, HandshakeRequest request) {
        return (Refused) handshake.judge(request);
    }

    private Refused refused(HandshakeRequest request) {
        return refused(handshake(options), request);
    }

    private Acceptable acceptable(HandshakeRequest request) {
        return (Acceptable) handshake(options).judge(request);
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            lines.add(headers.name(i) + ": " + headers.value(i));
        }
        return lines;
    }

    // --- the checks --------------------------------------------------------------------------------------------------

    /** A handshake under construction. */
    static final class Draft {
        String method = "GET";
        String target = "/chat";
        String httpVersion = "HTTP/1.1";
        final Headers.Builder headers = Requests.headers();

        HandshakeRequest build() {
            return HandshakeRequest.builder(method, target)
                    .httpVersion(httpVersion)
                    .headers(headers.build())
                    .build();
        }
    }

    /** One way to spoil a handshake, and how it is answered. */
    record Defect(String row, int status, String body, boolean clientError, Consumer<Draft> spoil) {
        @Override
        public String toString() {
            return row;
        }
    }

    // In the order of the checks.
    private static final List<Defect> DEFECTS = List.of(
            new Defect("B-030 method", 405, "Invalid HTTP method", true, draft -> draft.method = "POST"),
            new Defect("RFC 9110 7.8 HTTP/1.0", 426, "Upgrade Required", true, draft -> draft.httpVersion = "HTTP/1.0"),
            new Defect(
                    "B-031 upgrade", 400, "Invalid Upgrade header", true, draft -> draft.headers.set("Upgrade", "h2c")),
            new Defect(
                    "B-032 key",
                    400,
                    "Missing or invalid Sec-WebSocket-Key header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Key", "short")),
            new Defect(
                    "B-033 version",
                    400,
                    "Missing or invalid Sec-WebSocket-Version header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Version", "12")),
            new Defect("B-034 shouldHandle", 400, "Bad Request", false, draft -> draft.target = "/other"),
            new Defect(
                    "B-035 subprotocol",
                    400,
                    "Invalid Sec-WebSocket-Protocol header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Protocol", "foo;bar")),
            new Defect(
                    "B-036 extensions",
                    400,
                    "Invalid or unacceptable Sec-WebSocket-Extensions header",
                    true,
                    draft -> draft.headers.set("Sec-WebSocket-Extensions", "ext;;")),
            new Defect(
                    "F-020 origin", 403, "Forbidden", false, draft -> draft.headers.set("Origin", "https://evil.org")));

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

        Refused refused = refused(draft.build());

        assertThat(refused.response().status()).isEqualTo(first.status());
        assertThat(refused.response().body()).isEqualTo(first.body());
        assertThat(refused.clientError()).isEqualTo(first.clientError());
        assertThat(refused.error()).hasMessage(first.body());
        assertThat(refused.error().status()).isEqualTo(first.status());
        assertThat(extension.agreements())
                .allSatisfy(one -> assertThat(one.closed()).isEqualTo(1));
    }

    @ParameterizedTest(name = "B-030 {0}")
    @ValueSource(strings = {"POST", "get", "HEAD", "CONNECT", "GETX", ""})
    void otherMethodsAreRefused(String method) {
        HandshakeRequest request = HandshakeRequest.builder(method, "/chat")
                .headers(Requests.headers().build())
                .build();

        assertThat(refused(request).response())
                .isEqualTo(new HandshakeResponse(405, Headers.EMPTY, "Invalid HTTP method"));
    }

    @Test
    void b030TheAllowFieldIsAnOption() {
        HandshakeRequest request = HandshakeRequest.builder("PUT", "/chat").build();
        Refused refused =
                refused(handshake(options.toBuilder().allowHeader(true).build()), request);

        assertThat(lines(refused.response().headers())).containsExactly("Allow: GET");
    }

    static Stream<Arguments> upgradeFields() {
        return Stream.of(
                arguments(List.of("websocket"), true, true),
                arguments(List.of("WebSocket"), true, true),
                arguments(List.of("WEBSOCKET"), true, true),
                arguments(List.of("websocket, h2c"), false, true),
                arguments(List.of("h2c", "websocket"), false, true),
                arguments(List.of("websocket", "websocket"), false, true),
                arguments(List.of("websocket/13"), false, false),
                arguments(List.of("websockets"), false, false),
                arguments(List.of("foo"), false, false),
                arguments(List.of(""), false, false),
                arguments(List.of(), false, false));
    }

    @ParameterizedTest(name = "B-031 {0} strict {1} list {2}")
    @MethodSource("upgradeFields")
    void upgradeMustNameWebsocket(List<String> values, boolean strict, boolean list) {
        Headers.Builder headers = Requests.headers().remove("Upgrade");
        values.forEach(value -> headers.add("Upgrade", value));
        HandshakeRequest request = Requests.with(headers);

        assertThat(handshake(options).judge(request) instanceof Acceptable).isEqualTo(strict);
        assertThat(
                        handshake(options.toBuilder().upgradeTokenInList(true).build())
                                        .judge(request)
                                instanceof Acceptable)
                .isEqualTo(list);
    }

    @Test
    void a126AHandshakeOfHixie76HasNoKey() {
        Headers.Builder headers = Headers.builder()
                .add("Upgrade", "WebSocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key1", "3e6b263  4 17 80")
                .add("Sec-WebSocket-Key2", "17  9 G`ZD9   2 2b 7X 3 /r90");

        assertThat(refused(Requests.with(headers)).response().body())
                .isEqualTo("Missing or invalid Sec-WebSocket-Key header");
    }

    @Test
    void b054ADoubledKeyIsRefused() {
        HandshakeRequest request = Requests.with(Requests.headers().add("sec-websocket-key", Requests.KEY));

        assertThat(refused(request).response().body()).isEqualTo("Missing or invalid Sec-WebSocket-Key header");
    }

    @Test
    void b054ADoubledVersionIsRefused() {
        HandshakeRequest request = Requests.with(Requests.headers().add("sec-websocket-version", "13"));

        assertThat(refused(request).response().body()).isEqualTo("Missing or invalid Sec-WebSocket-Version header");
    }

    @ParameterizedTest(name = "B-033 A-123 A-124 version {0}")
    @ValueSource(strings = {"13", "8"})
    void knownVersionsAreAccepted(String version) {
        assertThat(handshake(options).judge(Requests.with("Sec-WebSocket-Version", version)))
                .isInstanceOf(Acceptable.class);
    }

    @ParameterizedTest(name = "B-033 A-125 version \"{0}\"")
    @ValueSource(strings = {"", "0", "7", "9", "12", "14", "-13", "013", "13.0", "1e1", "13, 8", "foo"})
    void otherVersionsAreToldWhichWouldDo(String version) {
        HandshakeRequest request = Requests.with("Sec-WebSocket-Version", version);

        HandshakeResponse response = refused(request).response();

        assertThat(response.status()).isEqualTo(400);
        assertThat(response.body()).isEqualTo("Missing or invalid Sec-WebSocket-Version header");
        assertThat(lines(response.headers())).containsExactly("Sec-WebSocket-Version: 13, 8");
    }

    @Test
    void b033AMissingVersionIsToldWhichWouldDo() {
        HandshakeResponse response = refused(Requests.with(Requests.headers().remove("Sec-WebSocket-Version")))
                .response();

        assertThat(response.status()).isEqualTo(400);
        assertThat(lines(response.headers())).containsExactly("Sec-WebSocket-Version: 13, 8");
    }

    @Test
    void b033UpgradeRequiredIsAnOption() {
        HandshakeOptions upgradeRequired =
                options.toBuilder().upgradeRequiredForVersion(true).build();

        HandshakeResponse response = refused(handshake(upgradeRequired), Requests.with("Sec-WebSocket-Version", "99"))
                .response();

        assertThat(response.status()).isEqualTo(426);
        assertThat(lines(response.headers())).containsExactly("Upgrade: websocket", "Sec-WebSocket-Version: 13, 8");
    }

    @ParameterizedTest(name = "B-035 \"{0}\"")
    @ValueSource(strings = {"", "foo,", "foo,foo", "f oo", "foo;bar", "föö"})
    void malformedSubprotocolsAreRefused(String value) {
        Refused refused = refused(Requests.with("Sec-WebSocket-Protocol", value));

        assertThat(refused.response())
                .isEqualTo(HandshakeResponse.refuse(400, "Invalid Sec-WebSocket-Protocol header"));
        assertThat(refused.error()).hasCauseInstanceOf(HeaderSyntaxException.class);
    }

    @Test
    void b035ADuplicateInASecondFieldIsRefused() {
        HandshakeRequest request = Requests.with(
                Requests.headers().add("Sec-WebSocket-Protocol", "a, b").add("Sec-WebSocket-Protocol", "b"));

        assertThat(refused(request).error()).hasRootCauseMessage("The \"b\" subprotocol is duplicated");
    }

    @ParameterizedTest(name = "B-036 \"{0}\"")
    @ValueSource(strings = {"", "ext;", "ext; p=", "e xt", "ext, ext;p=\"\"", "ext; p=\"8 \""})
    void extensionFieldsThatBreakTheGrammarAreRefused(String value) {
        Refused refused = refused(Requests.with("Sec-WebSocket-Extensions", value));

        assertThat(refused.response())
                .isEqualTo(HandshakeResponse.refuse(400, "Invalid or unacceptable Sec-WebSocket-Extensions header"));
        assertThat(refused.error()).hasCauseInstanceOf(HeaderSyntaxException.class);
    }

    @ParameterizedTest(name = "X-04 B-036 \"{0}\"")
    @ValueSource(strings = {"ext;bad", "ext;no", "ext;no, ext;no=1", "ext;bad, ext", "ext, ext;bad", "ext;no, ext;bad"})
    void refusingMalformedOrUnacceptableExtensionsIsAnOption(String value) {
        Refused refused = refused(handshake(strict()), Requests.with("Sec-WebSocket-Extensions", value));

        assertThat(refused.response())
                .isEqualTo(HandshakeResponse.refuse(400, "Invalid or unacceptable Sec-WebSocket-Extensions header"));
        if (value.contains("bad")) {
            assertThat(refused.error()).hasRootCauseMessage("bad parameter");
        } else {
            assertThat(refused.error()).hasNoCause();
        }
    }

    @Test
    void x04AnUnacceptableOfferIsNoReasonToRefuseIfAnotherOneIsAccepted() {
        assertThat(handshake(strict()).judge(Requests.with("Sec-WebSocket-Extensions", "ext;no, ext;x=1, other;bad")))
                .isInstanceOfSatisfying(
                        Acceptable.class, one -> assertThat(one.extensions()).hasSize(1));
    }

    private HandshakeOptions strict() {
        return options.toBuilder().refuseUnacceptableExtensions(true).build();
    }

    @Test
    void a085WithoutExtensionsTheFieldIsNotEvenParsed() {
        ServerHandshake handshake = new ServerHandshake(HandshakeOptions.DEFAULT, request -> true);

        assertThat(handshake.judge(Requests.with("Sec-WebSocket-Extensions", ";;; \"broken")))
                .isInstanceOfSatisfying(
                        Acceptable.class, one -> assertThat(one.extensions()).isEmpty());
    }

    private List<String> agreedAfter(ExtensionSelector selector, String field) {
        HandshakeOptions both = options.toBuilder()
                .extensions(List.of(extension, new TestExtension("two", 2)))
                .build();
        Acceptable acceptable = (Acceptable) new ServerHandshake(both, request -> true, selector)
                .judge(Requests.with("Sec-WebSocket-Extensions", field));
        return List.of(acceptable.extensionsField().split(", "));
    }

    @Test
    void aSelectorChoosesAndOrdersTheOffers() { // E-052
        assertThat(agreedAfter((offers, request) -> offers, "ext; a=1, two")).containsExactly("ext; a=1", "two");
        assertThat(agreedAfter((offers, request) -> List.of(offers.get(1), offers.get(0)), "ext, two"))
                .containsExactly("two", "ext");
        assertThat(agreedAfter((offers, request) -> offers.subList(1, 2), "ext; a=1, ext; a=2, two"))
                .containsExactly("ext; a=2");
        assertThat(agreedAfter((offers, request) -> List.of(), "ext")).containsExactly("");
    }

    @Test
    void whatTheClientDidNotOfferIsIgnored() {
        ExtensionOffer invented = ExtensionOffer.of("two");

        assertThat(agreedAfter((offers, request) -> List.of(invented, offers.get(0)), "ext, two; a=1"))
                .containsExactly("ext");
    }

    @ParameterizedTest(name = "{0}")
    @ValueSource(booleans = {true, false})
    void aSelectorIsAskedOnlyAboutOffersOfWelcomeClients(boolean welcome) {
        List<String> asked = new ArrayList<>();
        ServerHandshake handshake = new ServerHandshake(
                HandshakeOptions.builder()
                        .originPolicy(welcome ? OriginPolicy.any() : OriginPolicy.matching((origin, request) -> false))
                        .build(),
                request -> true,
                (offers, request) -> {
                    asked.add(request.path() + " " + offers.get(0).token());
                    return offers;
                });

        assertThat(handshake.judge(Requests.with(
                        Requests.headers().add("Origin", "http://o").add("Sec-WebSocket-Extensions", "unknown"))))
                .isInstanceOf(welcome ? Acceptable.class : Refused.class);
        handshake.judge(Requests.plain());

        // Also by a server without extensions, to which every offer is news.
        assertThat(asked).isEqualTo(welcome ? List.of("/chat unknown") : List.of());
    }

    @ParameterizedTest(name = "A-094 \"{0}\"")
    @ValueSource(strings = {"ext;no", "ext;bad", "ext;no, ext;bad, other"})
    void withoutAnAcceptableOfferTheConnectionGoesOnWithoutTheExtension(String value) {
        Acceptable acceptable = acceptable(Requests.with("Sec-WebSocket-Extensions", value));

        assertThat(acceptable.extensions()).isEmpty();
        assertThat(handshake(options).accept(acceptable, null).build().first("Sec-WebSocket-Extensions"))
                .isNull();
    }

    @Test
    void a092AfterAMalformedOfferTheNextOneIsTried() {
        Acceptable acceptable = acceptable(Requests.with("Sec-WebSocket-Extensions", "ext;bad, ext;x=1, ext;bad"));

        assertThat(handshake(options).accept(acceptable, null).build().first("Sec-WebSocket-Extensions"))
                .isEqualTo("ext; x=1");
    }

    @Test
    void a086ExtensionFieldsOfTheSameNameAreJoined() {
        Acceptable acceptable = acceptable(Requests.with(Requests.headers()
                .add("Sec-WebSocket-Extensions", "unknown, ext;no")
                .add("Sec-WebSocket-Extensions", "ext;x=1")));

        assertThat(acceptable.chain()).containsExactlyElementsOf(extension.agreements());
        assertThat(handshake(options).accept(acceptable, null).build().first("Sec-WebSocket-Extensions"))
                .isEqualTo("ext; x=1");
    }

    @Test
    void tooLongFieldsAreRefusedUnread() {
        String flood = "a".repeat(ServerHandshake.MAX_FIELD_LENGTH + 1);

        assertThat(refused(Requests.with("Sec-WebSocket-Protocol", flood)).error())
                .hasRootCauseMessage("Sec-WebSocket-Protocol has 16385 characters, at most 16384 allowed");
        assertThat(refused(Requests.with("Sec-WebSocket-Extensions", flood)).error())
                .hasRootCauseMessage("Sec-WebSocket-Extensions has 16385 characters, at most 16384 allowed");
        assertThat(handshake(options).judge(Requests.with("Sec-WebSocket-Extensions", flood.substring(1))))
                .isInstanceOf(Acceptable.class);
    }

    @Test
    void extensionsOfADroppedHandshakeAreFreed() {
        acceptable(Requests.with("Sec-WebSocket-Extensions", "ext")).discard();

        assertThat(extension.agreements())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isEqualTo(1));
    }

    @Test
    void anUnacceptableOfferFreesTheOthers() {
        TestExtension other = new TestExtension("other", 2);
        ServerHandshake handshake = handshake(
                strict().toBuilder().extensions(List.of(extension, other)).build());

        refused(handshake, Requests.with("Sec-WebSocket-Extensions", "other, ext;no"));

        assertThat(other.agreements())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isEqualTo(1));
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    @Test
    void b048TheAcceptingAnswerHasItsFieldsInOrder() {
        Acceptable acceptable = acceptable(Requests.with(Requests.headers()
                .add("Sec-WebSocket-Protocol", "chat, superchat")
                .add("Sec-WebSocket-Extensions", "ext; a; b=2")));

        assertThat(lines(handshake(options).accept(acceptable, "superchat").build()))
                .containsExactly(
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Accept: " + Requests.ACCEPT,
                        "Sec-WebSocket-Protocol: superchat",
                        "Sec-WebSocket-Extensions: ext; a; b=2");
    }

    @Test
    void b048WithoutAgreementTheAnswerHasThreeFields() {
        Acceptable acceptable = acceptable(Requests.plain());

        assertThat(handshake(options).accept(acceptable, null).build().size()).isEqualTo(3);
        assertThat(handshake(options).accept(acceptable, "").build().size()).isEqualTo(3);
    }

    @Test
    void b040ASubprotocolTheClientDidNotNameIsRefused() {
        Acceptable acceptable = acceptable(Requests.with("Sec-WebSocket-Protocol", "chat"));

        assertThatIllegalArgumentException()
                .isThrownBy(() -> handshake(options).accept(acceptable, "Chat"))
                .withMessage("the client did not name the subprotocol \"Chat\"");
    }

    @Test
    void b040AnySubprotocolIsAnOption() {
        ServerHandshake lenient =
                handshake(options.toBuilder().anySubprotocol(true).build());
        Acceptable acceptable = (Acceptable) lenient.judge(Requests.with("Sec-WebSocket-Protocol", "chat"));

        assertThat(lenient.accept(acceptable, "other").build().first("Sec-WebSocket-Protocol"))
                .isEqualTo("other");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> lenient.accept(acceptable, "a\r\nX: b"))
                .withMessageEndingWith("is not a token");
    }

    // --- telling handshakes from other requests ----------------------------------------------------------------------

    static Stream<Arguments> connectionFields() {
        return Stream.of(
                arguments("Upgrade", "websocket", true),
                arguments("upgrade", "anything", true),
                arguments("keep-alive, Upgrade", "websocket", true),
                arguments("keep-alive,UPGRADE", "websocket", true),
                arguments("keep-alive", "websocket", false),
                arguments("upgraded", "websocket", false),
                arguments(null, "websocket", false),
                arguments("Upgrade", null, false));
    }

    @ParameterizedTest(name = "B-052 Connection: {0}, Upgrade: {1} -> {2}")
    @MethodSource("connectionFields")
    void anUpgradeNeedsBothFields(String connection, String upgrade, boolean expected) {
        Headers.Builder headers = Headers.builder();
        if (connection != null) {
            headers.add("Connection", connection);
        }
        if (upgrade != null) {
            headers.add("Upgrade", upgrade);
        }

        assertThat(ServerHandshake.isUpgradeRequest(Requests.with(headers))).isEqualTo(expected);
    }

    @Test
    void b052ASecondConnectionFieldCounts() {
        Headers.Builder headers =
                Requests.headers().set("Connection", "keep-alive").add("Connection", "Upgrade");

        assertThat(ServerHandshake.isUpgradeRequest(Requests.with(headers))).isTrue();
    }

    @ParameterizedTest(name = "RFC 9110 7.8 {0}")
    @CsvSource({"HTTP/1.0, false", "HTTP/1.1, true", "HTTP/1.2, true", "HTTP/2.0, false"})
    void requestsAreUpgradedInHttp11Only(String version, boolean expected) {
        HandshakeRequest request =
                Requests.plain().toBuilder().httpVersion(version).build();

        assertThat(ServerHandshake.isUpgradeRequest(request)).isEqualTo(expected);
    }

    @Test
    void b044ARefusalSaysTheStandardPhraseUnlessToldOtherwise() {
        assertThat(HandshakeResponse.refuse(401)).isEqualTo(HandshakeResponse.refuse(401, "Unauthorized"));
        assertThat(HandshakeResponse.refuse(503).body()).isEqualTo("Service Unavailable");
        assertThat(HandshakeResponse.refuse(499).body()).isEqualTo("Client Error");
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HandshakeResponse.refuse(600));
        assertThatExceptionOfType(IllegalArgumentException.class).isThrownBy(() -> HandshakeResponse.refuse(99));
    }
}
