package dev.ws.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.InstanceOfAssertFactories.THROWABLE;

import dev.ws.HandshakeRequest;
import dev.ws.connection.CollectedLog;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.Requests;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Hooks that throw: the server's {@code onError} is told, or the log has it, once and with the path. */
class ServerFailuresTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final CollectedLog ofServer = new CollectedLog("dev.ws.server");
    private final CollectedLog ofConnection = new CollectedLog("dev.ws.connection");

    @AfterEach
    void end() {
        ofServer.close();
        ofConnection.close();
        runtime.close();
    }

    private static final HandshakeRequest UNACCEPTABLE = Requests.with("Sec-WebSocket-Version", "7");

    static Stream<Arguments> hooks() {
        HandshakeRequest plain = Requests.plain();
        HandshakeRequest chat = Requests.with("Sec-WebSocket-Protocol", "chat");
        return Stream.of(
                hook(
                        "onHeaders",
                        plain,
                        b -> b.onHeaders((headers, request) -> {
                            throw broken();
                        })),
                hook(
                        "handleProtocols",
                        chat,
                        b -> b.handleProtocols((offered, request) -> {
                            throw broken();
                        })),
                hook(
                        "verifyClient",
                        plain,
                        b -> b.verifyClient(request -> {
                            throw broken();
                        })),
                hook(
                        "verifyClientAsync",
                        plain,
                        b -> b.verifyClientAsync(request -> {
                            throw broken();
                        })),
                hook("its stage", plain, b -> b.verifyClientAsync(request -> CompletableFuture.failedFuture(broken()))),
                hook(
                        "shouldHandle",
                        plain,
                        b -> b.shouldHandle(request -> {
                            throw broken();
                        })),
                hook(
                        "onClientError",
                        UNACCEPTABLE,
                        b -> b.onClientError((error, request, answer) -> {
                            throw broken();
                        })),
                hook(
                        "onConnection",
                        plain,
                        b -> b.onConnection((ws, request) -> {
                            throw broken();
                        })),
                hook(
                        "onConnectionAsync",
                        plain,
                        b -> b.onConnectionAsync((ws, request) -> {
                            throw broken();
                        })),
                hook(
                        "a stage",
                        plain,
                        b -> b.onConnectionAsync((ws, request) -> CompletableFuture.failedFuture(broken()))),
                hook(
                        "a dependent stage",
                        plain,
                        b -> b.onConnectionAsync((ws, request) -> CompletableFuture.runAsync(() -> {
                            throw broken();
                        }))));
    }

    private static IllegalStateException broken() {
        return new IllegalStateException("broken");
    }

    private static Arguments hook(
            String name, HandshakeRequest request, UnaryOperator<WebSocketServer.Builder> broken) {
        return Arguments.of(name, request, broken);
    }

    private void provoke(WebSocketServer server, HandshakeRequest request) throws Exception {
        Upgrade upgrade = server.handleUpgrade(request).toCompletableFuture().get(TestClient.SECONDS, TimeUnit.SECONDS);
        if (upgrade instanceof Upgrade.Accepted accepted) {
            TestClient client = new TestClient(runtime);
            accepted.open(client.pair.server());
            assertThat(client.start().closeStatus().code()).isEqualTo(1011);
        }
    }

    private List<LogRecord> logged() {
        List<LogRecord> all = new ArrayList<>(ofServer.records());
        all.addAll(ofConnection.records());
        return all;
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hooks")
    void isLoggedOnceIfNobodyWantsToKnow(
            String name, HandshakeRequest request, UnaryOperator<WebSocketServer.Builder> broken) throws Exception {
        provoke(broken.apply(WebSocketServer.builder().runtime(runtime)).build(), request);
        assertThat(logged()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage()).contains("/chat");
            assertThat(record.getThrown()).hasMessage("broken");
        });
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hooks")
    void isToldOnceToWhoWantsToKnow(
            String name, HandshakeRequest request, UnaryOperator<WebSocketServer.Builder> broken) throws Exception {
        List<Throwable> told = new CopyOnWriteArrayList<>();
        provoke(
                broken.apply(WebSocketServer.builder().runtime(runtime))
                        .onError((error, failed) -> told.add(error))
                        .build(),
                request);
        assertThat(told).singleElement().satisfies(error -> assertThat(error).hasMessage("broken"));
        assertThat(logged()).isEmpty();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("hooks")
    void anOnErrorThatThrowsIsLoggedWithBothTraces(
            String name, HandshakeRequest request, UnaryOperator<WebSocketServer.Builder> broken) throws Exception {
        IllegalStateException again = new IllegalStateException("again");
        provoke(
                broken.apply(WebSocketServer.builder().runtime(runtime))
                        .onError((error, failed) -> {
                            throw again;
                        })
                        .build(),
                request);
        assertThat(logged())
                .singleElement()
                .satisfies(record -> assertThat(record.getThrown())
                        .hasCause(again)
                        .satisfies(both -> assertThat(both.getSuppressed())
                                .singleElement()
                                .asInstanceOf(THROWABLE)
                                .hasMessage("broken")));
    }

    @Test
    void aDecisionThatFailsAfterItsTimeIsSeen() throws Exception {
        CompletableFuture<Decision> late = new CompletableFuture<>();
        WebSocketServer server = WebSocketServer.builder()
                .runtime(runtime)
                .verifyTimeout(Duration.ofMillis(1))
                .verifyClientAsync(request -> late)
                .build();
        provoke(server, Requests.plain());
        assertThat(logged()).isEmpty();
        late.completeExceptionally(broken());
        assertThat(logged())
                .singleElement()
                .satisfies(record -> assertThat(record.getThrown()).hasMessage("broken"));
    }
}
