package dev.ws.server;

import static dev.ws.server.TestClient.accepted;
import static dev.ws.server.TestClient.assertRefused;
import static dev.ws.server.TestClient.decide;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.HandshakeException;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.TestExtension;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.handshake.OriginPolicy;
import dev.ws.handshake.Requests;
import dev.ws.handshake.SubprotocolSelector;
import dev.ws.transport.TransportPair;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class AdmissionTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final TestExtension extension = new TestExtension("ext", 4);
    private final List<Throwable> errors = new ArrayList<>();
    private final WebSocketServer.Builder builder = WebSocketServer.builder()
            .runtime(runtime)
            .extension(extension)
            .onError((error, request) -> errors.add(error));
    private final HandshakeRequest withExtension = Requests.with("Sec-WebSocket-Extensions", "ext");

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private void assertFreed() {
        assertThat(extension.agreements())
                .singleElement()
                .satisfies(one -> assertThat(one.closed()).isEqualTo(1));
    }

    private static List<String> lines(Headers headers) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < headers.size(); i++) {
            lines.add(headers.name(i) + ": " + headers.value(i));
        }
        return lines;
    }

    @Test
    void aSelectorOfExtensionsThatThrowsMakesIt500() {
        RuntimeException thrown = new IllegalArgumentException("selector");
        WebSocketServer server = builder.handleExtensions((offers, request) -> {
                    throw thrown;
                })
                .build();

        assertRefused(decide(server, withExtension), 500, "Internal Server Error");
        assertThat(errors).containsExactly(thrown);
        assertThat(extension.agreements()).isEmpty();
    }

    @Test
    void aSelectorOfExtensionsDecidesWhatIsAgreed() {
        WebSocketServer server = builder.handleExtensions((offers, request) -> offers.subList(1, 2))
                .build();
        WebSocket ws = accepted(server, Requests.with("Sec-WebSocket-Extensions", "ext; a=1, ext; b, ext; c"))
                .open(new TransportPair().server());

        assertThat(ws.extensions()).containsExactly("ext");
        assertThat(ws.agreedExtensions()).isEqualTo("ext; b");
    }

    // --- shouldHandle ------------------------------------------------------------------------------------------------

    @ParameterizedTest(name = "B-060 path {0}, target {1} -> {2}")
    @CsvSource({
        "/chat, /chat, true",
        "/chat, /chat?a=b, true",
        "/chat, /chat?, true",
        "/chat, /chat/, false",
        "/chat, /CHAT, false",
        "/chat, /%63hat, false",
        "/chat, /chats, false",
        "/chat, /, false",
        "/, /, true",
        "/a%20b, /a%20b, true"
    })
    void thePathMustBeEqualAsSent(String path, String target, boolean handled) {
        WebSocketServer server = builder.path(path).build();
        HandshakeRequest request = HandshakeRequest.builder("GET", target)
                .headers(Requests.headers().build())
                .build();

        assertThat(server.shouldHandle(request)).isEqualTo(handled);
        if (handled) {
            accepted(server, request);
        } else {
            assertRefused(decide(server, request), 400, "Bad Request");
        }
    }

    @Test
    void b060WithoutAPathAllAreServed() {
        assertThat(builder.build().shouldHandle(Requests.plain())).isTrue();
    }

    @Test
    void b060ThePathIsTheOneAfterTheContextPath() {
        HandshakeRequest request = HandshakeRequest.builder("GET", "/app/chat?x")
                .path("/chat")
                .headers(Requests.headers().build())
                .build();

        accepted(builder.path("/chat").build(), request);
    }

    @Test
    void b060ThePredicateCanBeReplaced() {
        WebSocketServer server = builder.path("/other")
                .shouldHandle(request -> request.header("X-Tenant") != null)
                .build();

        accepted(server, Requests.with("X-Tenant", "a"));
        assertRefused(decide(server, Requests.plain()), 400, "Bad Request");
    }

    @Test
    void aPredicateThatThrowsIsA500() {
        WebSocketServer server = builder.shouldHandle(request -> {
                    throw new IllegalStateException("broken");
                })
                .build();

        assertRefused(decide(server, withExtension), 500, "Internal Server Error");
        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("broken"));
        assertThat(extension.agreements()).isEmpty();
    }

    // --- verifyClient ------------------------------------------------------------------------------------------------

    static Stream<Arguments> decisions() {
        Headers retry = Headers.of("Retry-After", "7", "WWW-Authenticate", "Bearer");
        return Stream.of(
                arguments("B-037", Decision.reject(), 401, "Unauthorized", Headers.EMPTY),
                arguments("B-042 null", null, 401, "Unauthorized", Headers.EMPTY),
                arguments("B-043", Decision.reject(404), 404, "Not Found", Headers.EMPTY),
                arguments("B-044", Decision.reject(403, "not you"), 403, "not you", Headers.EMPTY),
                arguments("B-045", Decision.reject(503, "later", retry), 503, "later", retry),
                arguments(
                        "redirect",
                        Decision.reject(302, "", Headers.of("Location", "/login")),
                        302,
                        "",
                        Headers.of("Location", "/login")));
    }

    @ParameterizedTest(name = "{0} sync -> {2}")
    @MethodSource("decisions")
    void aRejectionAnswersAsDecided(String row, Decision decision, int status, String body, Headers headers) {
        Upgrade upgrade = decide(builder.verifyClient(request -> decision).build(), withExtension);

        assertThat(upgrade).isEqualTo(new Upgrade.Refused(upgrade.response()));
        assertThat(upgrade.response().status()).isEqualTo(status);
        assertThat(upgrade.response().body()).isEqualTo(body);
        assertThat(lines(upgrade.response().headers())).isEqualTo(lines(headers));
        assertFreed();
        assertThat(errors).isEmpty();
    }

    @ParameterizedTest(name = "{0} async -> {2}")
    @MethodSource("decisions")
    void aLateRejectionAnswersAsDecided(String row, Decision decision, int status, String body, Headers headers) {
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        CompletableFuture<Upgrade> upgrade = builder.verifyClientAsync(request -> stage)
                .build()
                .handleUpgrade(withExtension)
                .toCompletableFuture();
        assertThat(upgrade).isNotDone();

        stage.complete(decision);

        assertThat(upgrade).isCompleted();
        assertThat(upgrade.join().response().status()).isEqualTo(status);
        assertThat(upgrade.join().response().body()).isEqualTo(body);
        assertThat(lines(upgrade.join().response().headers())).isEqualTo(lines(headers));
        assertFreed();
    }

    @Test
    void b043ALateAcceptanceAccepts() {
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        CompletableFuture<Upgrade> upgrade = builder.verifyClientAsync(request -> stage)
                .build()
                .handleUpgrade(withExtension)
                .toCompletableFuture();

        stage.complete(Decision.accept());

        assertThat(upgrade.join()).isInstanceOf(Upgrade.Accepted.class);
        assertThat(extension.agreements().get(0).closed()).isZero();
    }

    @Test
    void b042TheVerifierSeesOriginAndSecurity() {
        AtomicReference<HandshakeRequest> seen = new AtomicReference<>();
        WebSocketServer server = builder.verifyClient(request -> {
                    seen.set(request);
                    return Decision.accept();
                })
                .build();
        Headers.Builder headers =
                Requests.headers().set("Sec-WebSocket-Version", "8").add("Sec-WebSocket-Origin", "https://a.org");
        HandshakeRequest request =
                Requests.with(headers).toBuilder().secure(true).build();

        accepted(server, request);

        assertThat(seen.get().origin()).isEqualTo("https://a.org");
        assertThat(seen.get().secure()).isTrue();
    }

    static Stream<Arguments> failures() {
        IllegalStateException broken = new IllegalStateException("broken");
        Function<HandshakeRequest, CompletionStage<Decision>> throwing = request -> {
            throw broken;
        };
        Function<HandshakeRequest, CompletionStage<Decision>> failing =
                request -> CompletableFuture.failedFuture(broken);
        Function<HandshakeRequest, CompletionStage<Decision>> failingLater =
                request -> CompletableFuture.completedFuture(request).thenApply(known -> {
                    throw broken;
                });
        return Stream.of(
                arguments("throws", throwing),
                arguments("fails", failing),
                arguments("fails behind a step", failingLater));
    }

    @ParameterizedTest(name = "B-043 a verifier that {0}")
    @MethodSource("failures")
    void aFailingVerifierIsA500(String how, Function<HandshakeRequest, CompletionStage<Decision>> verifier) {
        WebSocketServer server = builder.verifyClientAsync(verifier).build();

        assertRefused(decide(server, withExtension), 500, "Internal Server Error");
        assertThat(errors).singleElement().satisfies(error -> assertThat(error).hasMessage("broken"));
        assertFreed();
    }

    @Test
    void f003ADecisionThatIsLateIsA503AndComesToNothing() throws Exception {
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        WebSocketServer server = builder.verifyClientAsync(request -> stage)
                .verifyTimeout(Duration.ofMillis(1))
                .build();

        Upgrade upgrade =
                server.handleUpgrade(withExtension).toCompletableFuture().get(TestClient.SECONDS, TimeUnit.SECONDS);
        stage.complete(Decision.accept());

        assertRefused(upgrade, 503, "Service Unavailable");
        assertFreed();
        server.stopAccepting();
        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    }

    @Test
    void withoutATimeoutADecisionIsWaitedFor() {
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        CompletableFuture<Upgrade> upgrade = builder.verifyClientAsync(request -> stage)
                .verifyTimeout(Duration.ZERO)
                .build()
                .handleUpgrade(Requests.plain())
                .toCompletableFuture();

        stage.complete(Decision.accept());

        assertThat(upgrade.join()).isInstanceOf(Upgrade.Accepted.class);
    }

    @Test
    void b046FindingsTravelToTheConnection() {
        AtomicReference<HandshakeRequest> seen = new AtomicReference<>();
        WebSocketServer server = builder.verifyClient(
                        request -> Decision.accept(Map.of("user", "anna", "roles", List.of("a"))))
                .onConnection((ws, request) -> seen.set(request))
                .build();
        HandshakeRequest request =
                Requests.plain().toBuilder().attribute("tenant", "t").build();

        WebSocket ws = accepted(server, request).open(new TransportPair().server());

        assertThat(seen.get().attributes()).isEqualTo(Map.of("tenant", "t", "user", "anna", "roles", List.of("a")));
        assertThat(ws.handshake()).isSameAs(seen.get());
    }

    // --- the order ---------------------------------------------------------------------------------------------------

    @Test
    void theRulesAnswerBeforeTheStateOfTheServer() {
        WebSocketServer server = builder.build();
        server.stopAccepting();

        assertRefused(decide(server, HandshakeRequest.builder("POST", "/").build()), 405, "Invalid HTTP method");
        assertRefused(decide(server, Requests.plain()), 503, "Service Unavailable");
    }

    @Test
    void theOriginAnswersBeforeTheVerifier() {
        WebSocketServer server = builder.originPolicy(OriginPolicy.allow("https://a.org"))
                .verifyClient(request -> Decision.reject())
                .build();

        assertRefused(decide(server, Requests.with("Origin", "https://b.org")), 403, "Forbidden");
        assertRefused(decide(server, Requests.with("Origin", "https://a.org")), 401, "Unauthorized");
    }

    @Test
    void b015TheStateOfTheServerAnswersBeforeTheVerifier() {
        WebSocketServer server =
                builder.verifyClient(request -> Decision.reject()).build();
        server.stopAccepting();

        assertRefused(decide(server, withExtension), 503, "Service Unavailable");
        assertFreed();
    }

    @Test
    void b015AServerThatClosesDuringVerificationRefuses() {
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        WebSocketServer server = builder.verifyClientAsync(request -> stage).build();
        CompletableFuture<Upgrade> upgrade = server.handleUpgrade(withExtension).toCompletableFuture();

        server.stopAccepting();
        stage.complete(Decision.accept());

        assertRefused(upgrade.join(), 503, "Service Unavailable");
        assertFreed();
    }

    // --- the limit of connections ------------------------------------------------------------------------------------

    @Test
    void g030TheConnectionAboveTheLimitIsToldWhenToRetry() {
        WebSocketServer server = builder.maxConnections(2).build();
        accepted(server, Requests.plain());
        Upgrade.Accepted second = accepted(server, Requests.plain());

        assertRefused(decide(server, withExtension), 503, "Service Unavailable", "Retry-After", "10");
        assertFreed();
        second.abandon(new IOException("gone"));
        accepted(server, Requests.plain());
    }

    @Test
    void g030TheLimitHoldsForDecisionsThatCameTogether() {
        CompletableFuture<Decision> stage = new CompletableFuture<>();
        WebSocketServer server =
                builder.maxConnections(1).verifyClientAsync(request -> stage).build();
        CompletableFuture<Upgrade> first =
                server.handleUpgrade(Requests.plain()).toCompletableFuture();
        CompletableFuture<Upgrade> second =
                server.handleUpgrade(Requests.plain()).toCompletableFuture();

        stage.complete(Decision.accept());

        assertThat(Stream.of(first, second).map(CompletableFuture::join).filter(Upgrade.Accepted.class::isInstance))
                .hasSize(1);
    }

    @ParameterizedTest(name = "G-030 retry after {0} ms -> {1}")
    @CsvSource({"1, 1", "1000, 1", "1001, 2", "60000, 60", "0, "})
    void retryAfterIsInWholeSeconds(long millis, String expected) {
        ServerOptions options = ServerOptions.builder()
                .maxConnections(1)
                .retryAfter(Duration.ofMillis(millis))
                .build();
        WebSocketServer server = WebSocketServer.builder()
                .serverOptions(options)
                .runtime(runtime)
                .build();
        accepted(server, Requests.plain());

        assertThat(decide(server, Requests.plain()).response().headers().first("Retry-After"))
                .isEqualTo(expected);
    }

    // --- subprotocols ------------------------------------------------------------------------------------------------

    static Stream<Arguments> selections() {
        SubprotocolSelector none = (requested, request) -> null;
        SubprotocolSelector empty = (requested, request) -> "";
        SubprotocolSelector second =
                (requested, request) -> requested.stream().skip(1).findFirst().orElseThrow();
        return Stream.of(
                arguments("A-121 default", SubprotocolSelector.first(), "x, a, b", "x"),
                arguments("B-040 null", none, "x, a, b", null),
                arguments("B-040 empty", empty, "x, a, b", null),
                arguments("B-040 ordered", second, "x, a, b", "a"),
                arguments("B-041 client order", SubprotocolSelector.clientOrder("b", "a"), "x, a, b", "a"),
                arguments("B-041 server order", SubprotocolSelector.serverOrder("b", "a"), "x, a, b", "b"),
                arguments("B-041 no agreement", SubprotocolSelector.serverOrder("y"), "x, a, b", null));
    }

    @ParameterizedTest(name = "{0}: {2} -> {3}")
    @MethodSource("selections")
    void theSelectorChoosesTheSubprotocol(String row, SubprotocolSelector selector, String requested, String expected) {
        WebSocketServer server = builder.handleProtocols(selector).build();

        Upgrade.Accepted upgrade = accepted(server, Requests.with("Sec-WebSocket-Protocol", requested));
        WebSocket ws = upgrade.open(new TransportPair().server());

        assertThat(upgrade.response().headers().first("Sec-WebSocket-Protocol")).isEqualTo(expected);
        assertThat(ws.protocol()).isEqualTo(expected == null ? "" : expected);
    }

    @Test
    void b040TheSelectorIsNotAskedWhenNothingWasNamed() {
        WebSocketServer server = builder.handleProtocols((requested, request) -> {
                    throw new AssertionError("asked");
                })
                .build();

        assertThat(accepted(server, Requests.plain()).response().headers().first("Sec-WebSocket-Protocol"))
                .isNull();
    }

    @Test
    void b040AnswersOutsideTheOfferAreA500UnlessAllowed() {
        builder.handleProtocols((requested, request) -> "other");
        HandshakeRequest request = Requests.with(
                Requests.headers().add("Sec-WebSocket-Protocol", "a").add("Sec-WebSocket-Extensions", "ext"));

        assertRefused(decide(builder.build(), request), 500, "Internal Server Error");
        assertFreed();
        assertThat(errors)
                .singleElement()
                .satisfies(error -> assertThat(error).hasMessage("the client did not name the subprotocol \"other\""));

        WebSocketServer lenient =
                builder.handshake(rules -> rules.anySubprotocol(true)).build();
        assertThat(accepted(lenient, request).response().headers().first("Sec-WebSocket-Protocol"))
                .isEqualTo("other");
    }

    // --- the answer --------------------------------------------------------------------------------------------------

    @Test
    void b048TheAnswerHoldsWhatWasAgreed() {
        HandshakeRequest request = Requests.with(
                Requests.headers().add("Sec-WebSocket-Protocol", "chat").add("Sec-WebSocket-Extensions", "ext; a=1"));

        Upgrade.Accepted upgrade = accepted(builder.build(), request);
        WebSocket ws = upgrade.open(new TransportPair().server());

        assertThat(upgrade.response().status()).isEqualTo(101);
        assertThat(upgrade.response().body()).isEmpty();
        assertThat(lines(upgrade.response().headers()))
                .containsExactly(
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Sec-WebSocket-Accept: " + Requests.ACCEPT,
                        "Sec-WebSocket-Protocol: chat",
                        "Sec-WebSocket-Extensions: ext; a=1");
        assertThat(ws.extensions()).containsExactly("ext");
    }

    @Test
    void b049HeadersCanBeAddedAndChanged() {
        WebSocketServer server = builder.onHeaders((headers, request) -> headers.add("Set-Cookie", "a=1")
                        .add("Set-Cookie", "b=2")
                        .add("X-Path", request.path())
                        .set("Sec-WebSocket-Accept", "changed"))
                .build();

        assertThat(lines(accepted(server, Requests.plain()).response().headers()))
                .containsExactly(
                        "Upgrade: websocket",
                        "Connection: Upgrade",
                        "Set-Cookie: a=1",
                        "Set-Cookie: b=2",
                        "X-Path: /chat",
                        "Sec-WebSocket-Accept: changed");
    }

    @Test
    void b049HeadersThatWouldBreakTheLineAreA500() {
        WebSocketServer server = builder.onHeaders((headers, request) -> headers.add("X", "a\r\nY: b"))
                .build();

        assertRefused(decide(server, withExtension), 500, "Internal Server Error");
        assertFreed();
        assertThat(errors).hasSize(1);
        server.stopAccepting();
        assertThat(server.state()).isEqualTo(ServerState.CLOSED);
    }

    // --- client errors -----------------------------------------------------------------------------------------------

    @Test
    void b050BrokenHandshakesCanBeAnsweredByTheApplication() {
        WebSocketServer server = builder.onClientError((error, request, response) -> new HandshakeResponse(
                        418, Headers.of("X-Was", Integer.toString(response.status())), error.getMessage()))
                .build();

        assertRefused(
                decide(server, Requests.with("Sec-WebSocket-Key", "short")),
                418,
                "Missing or invalid Sec-WebSocket-Key header",
                "X-Was",
                "400");
    }

    @Test
    void b050RefusalsThatAreNoClientErrorsAreNotGivenToTheApplication() {
        WebSocketServer server = builder.onClientError((error, request, response) -> {
                    throw new AssertionError("asked");
                })
                .path("/chat")
                .originPolicy(OriginPolicy.sameOrigin())
                .verifyClient(request -> Decision.reject())
                .build();
        HandshakeRequest elsewhere = HandshakeRequest.builder("GET", "/")
                .headers(Requests.headers().build())
                .build();

        assertRefused(decide(server, elsewhere), 400, "Bad Request");
        assertRefused(decide(server, Requests.with("Origin", "https://b.org")), 403, "Forbidden");
        assertRefused(decide(server, Requests.plain()), 401, "Unauthorized");
        assertThat(errors).isEmpty();
    }

    @Test
    void b050AHandlerThatFailsLeavesTheAnswerToTheServer() {
        builder.onClientError((error, request, response) -> {
            throw new IllegalStateException("broken");
        });
        assertRefused(decide(builder.build(), Requests.with("Upgrade", "foo")), 400, "Invalid Upgrade header");

        builder.onClientError((error, request, response) -> new HandshakeResponse(101, Headers.EMPTY, ""));
        assertRefused(decide(builder.build(), Requests.with("Upgrade", "foo")), 400, "Invalid Upgrade header");

        assertThat(errors)
                .extracting(Throwable::getMessage)
                .containsExactly("broken", "a broken handshake must not be answered with 101");
    }

    // F-002
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "299, 500, Internal Server Error",
        "418, 418, no tea",
        "599, 599, no tea",
        "600, 500, Internal Server Error"
    })
    void aHookRefusesWithTheStatusOfItsHandshakeException(int thrown, int status, String body) {
        WebSocketServer server = builder.onHeaders((headers, request) -> {
                    throw new HandshakeException(thrown, "no tea");
                })
                .build();

        assertRefused(decide(server, Requests.plain()), status, body);
        assertThat(errors).hasSize(status == 500 ? 1 : 0);
    }

    @Test
    void aStageThatFailsWithAHandshakeExceptionRefusesWithItsStatus() {
        WebSocketServer server = builder.verifyClientAsync(request -> CompletableFuture.supplyAsync(
                        () -> {
                            throw new HandshakeException(429, "slowly");
                        },
                        Runnable::run))
                .build();

        assertRefused(decide(server, Requests.plain()), 429, "slowly");
    }

    @Test
    void anErrorHandlerThatThrowsDoesNotChangeTheAnswer() {
        WebSocketServer server = builder.onError((error, request) -> {
                    throw new IllegalStateException("and this too");
                })
                .verifyClient(request -> {
                    throw new IllegalStateException("broken");
                })
                .build();

        assertRefused(decide(server, Requests.plain()), 500, "Internal Server Error");
    }
}
