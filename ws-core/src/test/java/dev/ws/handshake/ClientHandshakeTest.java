package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.extension.Extension;
import dev.ws.extension.TestClientExtension;
import dev.ws.extension.TestExtension;
import dev.ws.handshake.ClientHandshake.Accepted;
import dev.ws.handshake.ClientHandshake.Failed;
import dev.ws.handshake.ClientHandshake.Redirect;
import dev.ws.handshake.ClientHandshake.Result;
import dev.ws.handshake.ClientHandshake.Unexpected;
import dev.ws.handshake.ServerHandshake.Acceptable;
import dev.ws.http.HttpRequestHead;
import dev.ws.http.HttpResponseHead;
import dev.ws.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests and the judgement of responses: D-006 to D-012, D-024, D-051 to D-069, A-123 to. */
class ClientHandshakeTest {
    private static final String KEY = "AAAAAAAAAAAAAAAAAAAAAA==";

    private final TestExtension extension = new TestExtension("x", 4);
    private final ClientHandshakeOptions.Builder options = ClientHandshakeOptions.builder();

    private ClientHandshake handshake(String address) {
        return ClientHandshake.start(WebSocketUri.parse(address), options.build(), new FixedRandom());
    }

    private Headers request() {
        return handshake("ws://h/").request().headers();
    }

    private ClientHandshakeOptions.Builder offer(String offers) {
        return options.extensions(List.of(new TestClientExtension(extension, offers)));
    }

    private static Headers.Builder good() {
        return Headers.builder()
                .add("Upgrade", "WebSocket")
                .add("Connection", "keep-alive, upgrade")
                .add("Sec-WebSocket-Accept", AcceptKey.of(KEY));
    }

    private static HttpResponseHead response(int status, Headers headers) {
        return new HttpResponseHead(HttpVersion.HTTP_1_1, status, "", headers);
    }

    private Result judge(Headers.Builder headers) {
        return handshake("ws://h/").judge(response(101, headers.build()));
    }

    private static void assertFails(Result result, String message) {
        assertThat(result).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).hasMessage(message);
            assertThat(failed.error().status()).isEqualTo(101);
        });
    }

    private static void assertAccepted(Result result, @Nullable String subprotocol) {
        assertThat(result)
                .isInstanceOfSatisfying(
                        Accepted.class,
                        accepted -> assertThat(accepted.subprotocol()).isEqualTo(subprotocol));
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void plainRequestHasTheFiveFieldsAndNoMoreA123() {
        HttpRequestHead head = handshake("ws://h:8080/a?b").request();

        assertThat(head.method()).isEqualTo("GET");
        assertThat(head.target()).isEqualTo("/a?b");
        assertThat(head.version()).isEqualTo(HttpVersion.HTTP_1_1);
        assertThat(head.headers())
                .hasToString(Headers.of(
                                "Host",
                                "h:8080",
                                "Upgrade",
                                "websocket",
                                "Connection",
                                "Upgrade",
                                "Sec-WebSocket-Key",
                                KEY,
                                "Sec-WebSocket-Version",
                                "13")
                        .toString());
    }

    @Test
    void ourServerAcceptsIt() {
        options.protocols("a", "b").origin("http://o");
        offer("x");
        ClientHandshake client = handshake("ws://h/");
        ServerHandshake server = new ServerHandshake(
                HandshakeOptions.builder().extensions(List.of(extension)).build(), request -> true);
        HandshakeRequest request = HandshakeRequest.builder("GET", "/")
                .headers(client.request().headers())
                .build();

        assertThat(ServerHandshake.isUpgradeRequest(request)).isTrue();
        assertThat(server.judge(request)).isInstanceOfSatisfying(Acceptable.class, acceptable -> {
            assertThat(acceptable.subprotocols()).containsExactly("a", "b");
            Result result =
                    client.judge(response(101, server.accept(acceptable, "b").build()));
            assertAccepted(result, "b");
            assertThat(((Accepted) result).extensions()).hasSize(1);
        });
    }

    @Test
    void keysAreSixteenRandomBytesEachTimeX10() {
        FixedRandom random = new FixedRandom();
        ClientHandshakeOptions same = options.build();
        WebSocketUri uri = WebSocketUri.parse("ws://h/");

        assertThat(ClientHandshake.start(uri, same, random).request().headers().first("Sec-WebSocket-Key"))
                .isEqualTo(KEY);
        assertThat(ClientHandshake.start(uri, same, random).request().headers().first("Sec-WebSocket-Key"))
                .isEqualTo("AQEBAQEBAQEBAQEBAQEBAQ==");
        assertThat(ClientHandshake.start(uri, same, new SecureRandom())
                        .request()
                        .headers()
                        .first("Sec-WebSocket-Key"))
                .matches(AcceptKey::isValid);
    }

    @Test
    void keyAndAcceptOfTheRfcBelongTogether() {
        assertThat(AcceptKey.of("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest(name = "D-010 {0}")
    @CsvSource({
        "ws://h, h",
        "ws://h:80, h",
        "ws://h:443, h:443",
        "wss://h:443, h",
        "wss://h:80, h:80",
        "ws://[::1]:80/, [::1]",
        "ws://[::1]:81/, [::1]:81",
        "ws+unix:/s:/a, localhost",
    })
    void hostLeavesOutTheDefaultPort(String address, String host) {
        assertThat(handshake(address).request().headers().all("Host")).containsExactly(host);
    }

    @ParameterizedTest(name = "D-007 version {0}")
    @CsvSource({"13, Origin, Sec-WebSocket-Origin", "8, Sec-WebSocket-Origin, Origin"})
    void originTravelsInTheFieldOfItsVersionD008A124(int version, String used, String unused) {
        options.protocolVersion(version).origin("http://o");

        assertThat(request().first("Sec-WebSocket-Version")).isEqualTo(Integer.toString(version));
        assertThat(request().first(used)).isEqualTo("http://o");
        assertThat(request().first(unused)).isNull();
    }

    @Test
    void emptyOriginIsNoneD008() {
        assertThat(options.origin("").build().origin()).isEmpty();
        assertThat(request().first("Origin")).isNull();
    }

    @ParameterizedTest(name = "A-125 version {0}")
    @ValueSource(ints = {0, 7, 9, 12, 14, -1})
    void otherVersionsAreRefused(int version) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> options.protocolVersion(version).build())
                .withMessage("Unsupported protocol version: " + version + " (supported versions: 8, 13)");
    }

    @Test
    void subprotocolsAreJoinedWithoutBlanksD006() {
        options.protocols("a", "b", "A");

        assertThat(request().all("Sec-WebSocket-Protocol")).containsExactly("a,b,A");
    }

    @ParameterizedTest(name = "D-006 {0}")
    @ValueSource(strings = {"a|a", "", "a b", "a,b", "\u00e4", "a|b|", "(a)"})
    void subprotocolsAreDifferentTokens(String protocols) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> options.protocols(protocols.split("\\|", -1)).build())
                .withMessage("An invalid or duplicated subprotocol was specified");
    }

    @Test
    void negativeRedirectsAreRefused() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> options.maxRedirects(-1).build())
                .withMessage("maxRedirects is -1, at least 0 needed");
    }

    @Test
    void twoExtensionsOfOneTokenAreRefused() {
        TestClientExtension one = new TestClientExtension(extension, "x");

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> options.extensions(List.of(one, one)).build())
                .withMessage("two extensions have the token x");
    }

    @Test
    void optionsAreCopiedWholeAndShowNoSecrets() {
        ClientHandshakeOptions all = offer("x")
                .protocols("p")
                .protocolVersion(8)
                .origin("o")
                .headers(Headers.of("Cookie", "secret"))
                .auth("user:secret")
                .decodeUserInfo(false)
                .followRedirects(true)
                .maxRedirects(3)
                .allowNoSubprotocol(true)
                .lenientConnectionHeader(true)
                .build();

        assertThat(all.toBuilder().build()).isEqualTo(all);
        assertThat(all.toString()).contains("protocols=[p]").doesNotContain("secret");
        assertThat(ClientHandshakeOptions.DEFAULT.maxRedirects()).isEqualTo(10);
        assertThat(ClientHandshakeOptions.DEFAULT.followRedirects()).isFalse();
        assertThat(ClientHandshakeOptions.DEFAULT.decodeUserInfo()).isTrue();
        assertThat(ClientHandshakeOptions.DEFAULT.protocolVersion()).isEqualTo(13);
    }

    @Test
    void offersStandInTheirOrderD024() {
        offer("x; a; b=1, x");

        assertThat(request().all("Sec-WebSocket-Extensions")).containsExactly("x; a; b=1, x");
    }

    @Test
    void ownFieldsWinOverTheApplicationsD009() {
        options.protocols("p").origin("o");
        offer("x");
        options.headers(Headers.builder()
                .add("upgrade", "h2c")
                .add("CONNECTION", "close")
                .add("sec-websocket-key", "mine")
                .add("Sec-WebSocket-version", "7")
                .add("Sec-WebSocket-Extensions", "mine")
                .add("Sec-WebSocket-Protocol", "mine")
                .add("Origin", "mine")
                .add("X-A", "1")
                .add("Cookie", "c")
                .add("x-a", "2")
                .build());

        assertThat(request())
                .hasToString(Headers.builder()
                        .add("Host", "h")
                        .add("Upgrade", "websocket")
                        .add("Connection", "Upgrade")
                        .add("Sec-WebSocket-Key", KEY)
                        .add("Sec-WebSocket-Version", "13")
                        .add("Sec-WebSocket-Extensions", "x")
                        .add("Sec-WebSocket-Protocol", "p")
                        .add("Origin", "o")
                        .add("X-A", "1")
                        .add("Cookie", "c")
                        .add("x-a", "2")
                        .build()
                        .toString());
    }

    @Test
    void theApplicationsHostIsSent() {
        options.headers(Headers.of("host", "other:1", "HOST", "more"));

        assertThat(request().all("Host")).containsExactly("other:1");
    }

    @ParameterizedTest(name = "D-011 {0}, auth {1}, header {2}, decoded {3}")
    @CsvSource({
        "ws://h/,                ,      ,       false, ",
        "ws://h/,                '',    ,       false, ",
        "ws://h/,                u:p,   ,       false, u:p",
        "ws://h/,                ü:€,   ,       false, ü:€",
        "ws://a:b@h/,            ,      ,       false, a:b",
        "ws://a:b@h/,            u:p,   ,       false, a:b",
        "ws://a@h/,              ,      ,       false, a:",
        "ws://:b@h/,             ,      ,       false, :b",
        "ws://a%40:b%3A%C3%A4@h/, ,     ,       false, a%40:b%3A%C3%A4",
        "ws://a%40:b%3A%C3%A4@h/, ,     ,       true,  a@:b:ä",
        "ws://a:b@h/,            u:p,   Bearer, false, Bearer",
        "ws://h/,                u:p,   Bearer, false, Bearer",
        "ws://h/,                ,      Bearer, false, Bearer",
    })
    void credentialsHaveTheirPrecedenceD012(
            String address, @Nullable String auth, @Nullable String header, boolean decode, @Nullable String sent) {
        options.auth(auth).decodeUserInfo(decode);
        if (header != null) {
            options.headers(Headers.of("authorization", header));
        }
        String expected = sent == null || sent.equals(header) ? sent : basic(sent);

        Headers headers = handshake(address).request().headers();

        assertThat(headers.first("Authorization")).isEqualTo(expected);
        assertThat(headers.all("Authorization")).hasSize(expected == null ? 0 : 1);
    }

    @Test
    void plainAnswerIsAccepted() {
        Headers headers = good().add("Set-Cookie", "a=b").build();

        assertThat(handshake("ws://h/").judge(response(101, headers)))
                .isInstanceOfSatisfying(Accepted.class, accepted -> {
                    assertThat(accepted.subprotocol()).isNull();
                    assertThat(accepted.extensions()).isEmpty();
                    assertThat(accepted.headers().first("set-cookie")).isEqualTo("a=b");
                });
    }

    @Test
    void anUpgradeInHttp10IsRefused() { // RFC 9110 7.8
        HttpResponseHead response = new HttpResponseHead(HttpVersion.HTTP_1_0, 101, "", good().build());

        assertFails(handshake("ws://h/").judge(response), "Invalid HTTP version");
    }

    @ParameterizedTest(name = "D-053 Upgrade: {0}")
    @NullSource
    @ValueSource(strings = {"h2c", "", "websocket, h2c", "websocket2", "websocket,", "websocket/13"})
    void upgradeMustNameWebsocket(@Nullable String upgrade) {
        Headers.Builder headers = good().remove("Upgrade");
        if (upgrade != null) {
            headers.add("Upgrade", upgrade);
        }

        assertFails(judge(headers), "Invalid Upgrade header");
    }

    @Test
    void equalFieldsMayBeRepeated() {
        assertAccepted(judge(good().add("Upgrade", "WebSocket")), null);
        assertAccepted(judge(good().set("Upgrade", "websocket, websocket")), null);
        assertAccepted(judge(good().add("Connection", "upgrade")), null);
        assertAccepted(judge(good().add("Upgrade", "websocket").add("Connection", "Upgrade")), null);
    }

    @Test
    void anotherUpgradeFieldBesideIsRefusedD053() {
        assertFails(judge(good().add("Upgrade", "h2c")), "Invalid Upgrade header");
        assertFails(judge(good().add("Upgrade", "")), "Invalid Upgrade header");
    }

    @ParameterizedTest(name = "D-069 Connection: {0}")
    @ValueSource(strings = {"close", "", "upgraded"})
    void connectionMustNameUpgradeUnlessLenient(String connection) {
        assertFails(judge(good().set("Connection", connection)), "Invalid Connection header");
        assertFails(judge(good().remove("Connection")), "Invalid Connection header");

        options.lenientConnectionHeader(true);

        assertAccepted(judge(good().set("Connection", connection)), null);
        assertAccepted(judge(good().remove("Connection")), null);
    }

    @Test
    void acceptMustAnswerTheKeyD054() {
        assertFails(judge(good().remove("Sec-WebSocket-Accept")), "Invalid Sec-WebSocket-Accept header");
        assertFails(judge(good().set("Sec-WebSocket-Accept", "x")), "Invalid Sec-WebSocket-Accept header");
        assertFails(
                judge(good().set("Sec-WebSocket-Accept", AcceptKey.of("x"))), "Invalid Sec-WebSocket-Accept header");
        assertFails(
                judge(good().add("Sec-WebSocket-Accept", AcceptKey.of(KEY))), "Invalid Sec-WebSocket-Accept header");
    }

    @Test
    void aProtocolThatNobodyAskedForIsRefusedD060() {
        assertFails(
                judge(good().add("Sec-WebSocket-Protocol", "a")), "Server sent a subprotocol but none was requested");
        assertFails(
                judge(good().add("Sec-WebSocket-Protocol", "")), "Server sent a subprotocol but none was requested");
    }

    @ParameterizedTest(name = "D-061 Sec-WebSocket-Protocol: {0}")
    @ValueSource(strings = {"c", "", "A", "a, b", "a,b"})
    void aProtocolThatIsNotInTheListIsRefused(String answer) {
        options.protocols("a", "b");

        assertFails(judge(good().add("Sec-WebSocket-Protocol", answer)), "Server sent an invalid subprotocol");
    }

    @Test
    void aProtocolOfTheListIsTaken() {
        options.protocols("a", "b");

        assertAccepted(judge(good().add("Sec-WebSocket-Protocol", "b")), "b");
    }

    @Test
    void noProtocolThoughAskedForIsRefusedUnlessAllowedD062() {
        options.protocols("a");
        assertFails(judge(good()), "Server sent no subprotocol");

        options.allowNoSubprotocol(true);
        assertAccepted(judge(good()), null);
        assertFails(judge(good().add("Sec-WebSocket-Protocol", "c")), "Server sent an invalid subprotocol");
    }

    @ParameterizedTest(name = "D-064 Sec-WebSocket-Extensions: \"{0}\"")
    @ValueSource(strings = {"x", "", "?"})
    void extensionsThatNobodyAskedForAreRefused(String answer) {
        assertFails(
                judge(good().add("Sec-WebSocket-Extensions", answer)),
                "Server sent a Sec-WebSocket-Extensions header but no extension was requested");
    }

    @ParameterizedTest(name = "D-065 Sec-WebSocket-Extensions: \"{0}\"")
    @ValueSource(strings = {"", "?", "x;", "x; bad", "x; no"})
    void extensionsThatDoNotParseOrFitAreRefused(String answer) {
        offer("x");

        Result result = judge(good().add("Sec-WebSocket-Extensions", answer));

        assertFails(result, "Invalid Sec-WebSocket-Extensions header");
        assertThat(((Failed) result).error()).hasCauseInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest(name = "D-066 Sec-WebSocket-Extensions: \"{0}\"")
    @ValueSource(strings = {"y", "x, y", "y, x", "x, x", "X", "constructor", "hashCode; toString=1"})
    void otherExtensionsAreRefused(String answer) {
        offer("x");

        assertFails(
                judge(good().add("Sec-WebSocket-Extensions", answer)),
                "Server indicated an extension that was not requested");
        assertThat(extension.agreements()).isEmpty();
    }

    @Test
    void extensionsAreAgreedAndMayBeDiscarded() {
        offer("x; a, x");

        Result result = judge(good().add("Sec-WebSocket-Extensions", "x; a=1"));

        assertThat(result).isInstanceOfSatisfying(Accepted.class, accepted -> {
            assertThat(accepted.extensions()).extracting(Extension::token).containsExactly("x");
            assertThat(extension.agreements())
                    .extracting(TestExtension.Agreement::closed)
                    .containsExactly(0);
            accepted.discard();
        });
        assertThat(extension.agreements())
                .extracting(TestExtension.Agreement::closed)
                .containsExactly(1);
    }

    @Test
    void offeredExtensionsMayBeLeftOut() {
        offer("x");

        assertAccepted(judge(good()), null);
    }

    @ParameterizedTest(name = "D-051 status {0}")
    @ValueSource(ints = {100, 200, 301, 400, 401, 426, 503, 999})
    void otherStatusesAreUnexpected(int status) {
        HttpResponseHead response = response(status, good().build());

        assertThat(handshake("ws://h/").judge(response))
                .isInstanceOfSatisfying(
                        Unexpected.class,
                        unexpected -> assertThat(unexpected.response()).isSameAs(response));
    }

    // An answer comes from a stranger: whatever it says, the judgement is a result.
    @Test
    void garbageInAnAnswerIsNeverThrown() {
        options.protocols("a").followRedirects(true);
        offer("x");
        ClientHandshake handshake = handshake("ws://h/a");
        List<String> names = List.of(
                "Upgrade", "Connection", "Location", "Location", "Sec-WebSocket-Protocol", "Sec-WebSocket-Extensions");
        String letters = "ax:/?#[]@%41;=,\" \\\t.\u00e4-";
        Random random = new Random(6);
        Set<Class<?>> results = new HashSet<>();
        for (int round = 0; round < 20_000; round++) {
            StringBuilder value = new StringBuilder(random.nextInt(4) == 0 ? "ws+unix:" : "");
            for (int i = random.nextInt(12); i > 0; i--) {
                value.append(letters.charAt(random.nextInt(letters.length())));
            }
            Headers.Builder headers = good().add("Sec-WebSocket-Protocol", "a");
            String name = names.get(random.nextInt(names.size()));
            headers.set(name, value.toString());
            Result result = handshake.judge(response(name.equals("Location") ? 302 : 101, headers.build()));
            results.add(result.getClass());
            if (result instanceof Redirect redirect) {
                assertThat(WebSocketUri.parse(redirect.target().url())).isEqualTo(redirect.target());
                assertThat(handshake.follow(redirect, false).request().target()).matches("/[!-~]*");
            }
        }

        assertThat(results).containsExactlyInAnyOrder(Accepted.class, Failed.class, Redirect.class, Unexpected.class);
    }
}
