package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.ConnectionClosedException;
import dev.ws.Dispatch;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.client.ScriptedServer.Script;
import dev.ws.transport.Transport;
import dev.ws.transport.TransportPair;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Closing while connecting, from every place where the application has a say: C-060, C-061, C-062, D-018, D-052. */
@Timeout(60)
class ClientAbortTest {
    private static final String ABORTED = "error WebSocket was closed before the connection was established CLOSING";
    private static final String REFUSAL = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";

    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    /** Where the application is when it closes. */
    enum Place {
        SETUP,
        CUSTOMIZER,
        REDIRECT,
        UPGRADE,
        UNEXPECTED;

        Script script() {
            return switch (this) {
                case REDIRECT -> ScriptedServer.redirect("/elsewhere");
                case UNEXPECTED -> ScriptedServer.answer(REFUSAL);
                default -> ScriptedServer.upgrade();
            };
        }

        int requests() {
            return this == SETUP || this == CUSTOMIZER ? 0 : 1;
        }
    }

    static Stream<Arguments> places() {
        List<Arguments> rows = new ArrayList<>();
        for (Place place : Place.values()) {
            for (Dispatch dispatch : Dispatch.values()) {
                Consumer<WebSocket> close = WebSocket::close;
                Consumer<WebSocket> terminate = WebSocket::terminate;
                rows.add(arguments("close", place, dispatch, close));
                rows.add(arguments("terminate", place, dispatch, terminate));
            }
        }
        return rows.stream();
    }

    @ParameterizedTest(name = "C-062 {0} in {1}, {2}")
    @MethodSource("places")
    void closesWhereverTheApplicationIs(String name, Place where, Dispatch dispatch, Consumer<WebSocket> close)
            throws Exception {
        ClientOptions options = ClientOptions.builder()
                .followRedirects(true)
                .webSocket(WebSocketOptions.builder().dispatch(dispatch).build())
                .requestCustomizer((ws, url, headers) -> {
                    at(Place.CUSTOMIZER, where, ws, close);
                    return null;
                })
                .onRedirect((ws, redirect) -> at(Place.REDIRECT, where, ws, close))
                .onUpgrade((ws, answer) -> at(Place.UPGRADE, where, ws, close))
                .onUnexpectedResponse((ws, answer) -> at(Place.UNEXPECTED, where, ws, close))
                .build();
        try (ScriptedServer server = new ScriptedServer(where.script())) {
            CompletableFuture<WebSocket> future = client.connect(server.url("/"), options, ws -> {
                ws.addListener(events);
                at(Place.SETUP, where, ws, close);
            });
            events.expect(ABORTED, "close 1006 CLOSED");
            assertThat(future)
                    .failsWithin(30, TimeUnit.SECONDS)
                    .withThrowableThat()
                    .withCauseInstanceOf(ConnectionClosedException.class);
            assertThat(server.connections()).isEqualTo(where.requests());
            if (where == Place.UPGRADE) {
                server.awaitGone();
            }
        }
    }

    private static void at(Place place, Place wanted, WebSocket ws, Consumer<WebSocket> close) {
        if (place == wanted) {
            close.accept(ws);
        }
    }

    static Stream<Arguments> closings() {
        Consumer<WebSocket> close = WebSocket::close;
        Consumer<WebSocket> terminate = WebSocket::terminate;
        return Stream.of(arguments("close", close), arguments("terminate", terminate));
    }

    @ParameterizedTest(name = "C-062 {0} in onError")
    @MethodSource("closings")
    void closesInsideOnError(String name, Consumer<WebSocket> close) throws Exception {
        events.when("error", close);
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.answer(REFUSAL))) {
            assertThat(client.connect(server.url("/"), events)).isNotNull();
            events.expectFailure("Unexpected server response: 401");
        }
    }

    @ParameterizedTest(name = "C-060 C-061 {0} while the server is silent")
    @MethodSource("closings")
    void closesWhileTheServerIsSilent(String name, Consumer<WebSocket> close) throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.silence())) {
            assertThat(client.connect(server.url("/"), events)).isNotNull();
            server.request();
            close.accept(client.connections().iterator().next());
            events.expect(ABORTED, "close 1006 CLOSED");
            server.awaitGone();
        }
    }

    @ParameterizedTest(name = "C-062 close in onOpen, {0}")
    @EnumSource(Dispatch.class)
    void closesInsideOnOpen(Dispatch dispatch) throws Exception {
        events.when("open", ws -> ws.close(1000, "x"));
        ClientOptions options = ClientOptions.builder()
                .webSocket(WebSocketOptions.builder().dispatch(dispatch).build())
                .build();
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            assertThat(client.connect(server.url("/"), options, ws -> ws.addListener(events)))
                    .isNotNull();
            events.expect("open", "close 1000x CLOSED");
        }
    }

    /** What a handshake waits for when its future is cancelled. */
    enum Stage {
        NAME,
        CUSTOMIZER,
        CONNECTOR,
        ANSWER,
        BODY
    }

    @ParameterizedTest(name = "cancelled while waiting for {0}")
    @EnumSource(Stage.class)
    void cancellingLeavesNothingBehind(Stage stage) throws Exception {
        CompletableFuture<Object> reached = new CompletableFuture<>();
        CompletableFuture<List<InetAddress>> name = new CompletableFuture<>();
        CompletableFuture<Void> customized = new CompletableFuture<>();
        CompletableFuture<Transport> transport = new CompletableFuture<>();
        ClientOptions.Builder options = ClientOptions.builder();
        switch (stage) {
            case NAME ->
                options.resolver(host -> {
                    reached.complete(host);
                    return name;
                });
            case CUSTOMIZER ->
                options.requestCustomizer((ws, url, headers) -> {
                    reached.complete(url);
                    return customized;
                });
            case CONNECTOR ->
                options.connector(target -> {
                    reached.complete(target);
                    return transport;
                });
            default -> {
                // the server is slow
            }
        }
        Script script = stage == Stage.BODY
                ? ScriptedServer.answerAndHold("HTTP/1.1 401 No\r\nContent-Length: 5\r\n\r\nabc")
                : ScriptedServer.silence();
        try (ScriptedServer server = new ScriptedServer(script)) {
            CompletableFuture<WebSocket> future = client.connect(
                    "ws://name.example:" + server.port(),
                    stage == Stage.NAME || stage == Stage.CONNECTOR || stage == Stage.CUSTOMIZER
                            ? options.build()
                            : options.resolver(host -> CompletableFuture.completedFuture(
                                            List.of(InetAddress.getLoopbackAddress())))
                                    .build(),
                    ws -> ws.addListener(events));
            if (stage == Stage.ANSWER || stage == Stage.BODY) {
                server.request();
            } else {
                reached.get(30, TimeUnit.SECONDS);
            }
            assertThat(future.cancel(false)).isTrue();
            events.expect(ABORTED, "close 1006 CLOSED");
            name.complete(List.of(InetAddress.getLoopbackAddress()));
            customized.complete(null);
            TransportPair pair = new TransportPair();
            transport.complete(pair.client());
            if (stage == Stage.CONNECTOR) {
                assertThat(pair.client().isClosed()).isTrue();
            } else if (stage == Stage.ANSWER || stage == Stage.BODY) {
                server.awaitGone();
            } else {
                assertThat(server.connections()).isZero();
            }
        }
        assertThat(client.connections()).isEmpty();
    }
}
