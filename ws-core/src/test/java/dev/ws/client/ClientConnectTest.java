package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseStatus;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.deflate.DeflateOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@Timeout(60)
class ClientConnectTest {
    private static final ClientOptions PLAIN =
            ClientOptions.builder().perMessageDeflate(DeflateOptions.OFF).build();

    private final WebSocketClient client = WebSocketClient.create(PLAIN);
    private final EventLog events = new EventLog();

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    @Test
    void connectsSpeaksAndCloses() throws Exception { // D-001 C-002 C-003 C-027 C-044
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            CompletableFuture<WebSocket> future = client.connect(server.url("/chat?room=1"), ws -> {
                assertThat(ws.readyState()).isEqualTo(ReadyState.CONNECTING);
                assertThatIllegalStateException()
                        .isThrownBy(() -> ws.send("a"))
                        .withMessage("WebSocket is not open: readyState 0 (CONNECTING)");
                ws.addListener(events);
            });
            events.expect("open");
            WebSocket ws = future.get(30, TimeUnit.SECONDS);
            assertThat(ws.url()).contains(URI.create(server.url("/chat?room=1")));
            assertThat(ws.handshake().target()).isEqualTo("/chat?room=1");
            assertThat(ws.handshake().remoteAddress().getPort()).isEqualTo(server.port());
            assertThat(client.connections()).containsExactly(ws);

            ws.send("hello");
            events.expect("text hello");
            ws.close(1000, "");
            events.expect("close 1000 CLOSED");
            assertThat(client.connections()).isEmpty();
            assertThat(server.request())
                    .startsWith("GET /chat?room=1 HTTP/1.1\r\nHost: 127.0.0.1:" + server.port() + "\r\n");
        }
    }

    @Test
    void closingTheClientEndsEverything() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade(), ScriptedServer.silence())) {
            assertThat(client.connect(server.url("/"), events)).isNotNull();
            events.expect("open");
            EventLog connecting = new EventLog();
            CompletableFuture<WebSocket> future = client.connect(server.url("/"), connecting);
            server.request();
            server.request();

            client.closeNow();
            events.expect("close 1006 CLOSED");
            connecting.expectFailure("WebSocket was closed before the connection was established");
            assertThat(future).isCompletedExceptionally();
            server.awaitGone();
            server.awaitGone();
            assertThatIllegalStateException().isThrownBy(() -> client.connect(server.url("/")));
        }
    }

    @Test
    void shutdownClosesInOrder() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            assertThat(client.connect(server.url("/"), events)).isNotNull();
            events.expect("open");
            client.shutdown(Duration.ofMinutes(1)).get(30, TimeUnit.SECONDS);
            events.expect("close 1001 CLOSED");
            assertThat(client.connections()).isEmpty();
        }
    }

    @Test
    void shutdownCutsWhatIsLeftAtTheDeadline() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            assertThat(client.connect(server.url("/"), events)).isNotNull();
            events.expect("open");
            client.shutdown(Duration.ZERO).get(30, TimeUnit.SECONDS);
            events.expect("close 1006 CLOSED");
        }
        assertThatThrownBy(() -> client.shutdown(Duration.ofSeconds(-1)))
                .hasMessage("deadline is PT-1S, must not be negative");
    }

    @Test
    void aSharedRuntimeOutlivesTheClient() throws Exception {
        try (ConnectionRuntime runtime = ConnectionRuntime.create();
                ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            WebSocketClient first =
                    WebSocketClient.builder().options(PLAIN).runtime(runtime).build();
            assertThat(first.options()).isSameAs(PLAIN);
            first.close();
            first.closed().get(30, TimeUnit.SECONDS);
            try (WebSocketClient second =
                    WebSocketClient.builder().runtime(runtime).options(PLAIN).build()) {
                assertThat(second.connect(URI.create(server.url("/")), ws -> ws.addListener(events)))
                        .isNotNull();
                events.expect("open");
            }
            events.expect("close 1001 CLOSED");
        }
    }

    @Test
    void aSetupThatThrowsGivesUp() throws Exception {
        IllegalStateException thrown = new IllegalStateException("no");
        assertThatThrownBy(() -> client.connect("ws://127.0.0.1:1/", ws -> {
                    ws.addListener(events);
                    throw thrown;
                }))
                .isSameAs(thrown);
        events.expectFailure("no");
    }

    @ParameterizedTest(name = "D-002 D-003 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    https        ^ Invalid URL: https
                    ws://h h/    ^ Invalid URL: ws://h h/
                    ftp://h/     ^ The URL's protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"
                    ws+unix:     ^ The URL's pathname is empty
                    ws://h/#a    ^ The URL contains a fragment identifier
                    """)
    void badAddressesAreThrown(String address, String message) {
        assertThatThrownBy(() -> client.connect(address))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage(message);
    }

    @Test
    void compressionIsOfferedByDefault() throws Exception { // D-024 A-091
        try (ScriptedServer server =
                new ScriptedServer(ScriptedServer.echo("Sec-WebSocket-Extensions: permessage-deflate"))) {
            assertThat(client.connect(server.url("/"), ClientOptions.DEFAULT, ws -> ws.addListener(events)))
                    .isNotNull();
            events.expect("open");
            assertThat(server.request())
                    .contains("\r\nSec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
            WebSocket ws = client.connections().iterator().next();
            assertThat(ws.extensions()).containsExactly("permessage-deflate");
            ws.send("hello hello hello hello");
            events.expect("text hello hello hello hello");
            ws.close();
            events.expect("close 1005 CLOSED");
        }
    }

    private static ClientOptions offering(String offers) {
        return ClientOptions.builder()
                .handshake(handshake -> handshake.offers(ExtensionHeader.parse(offers)))
                .build();
    }

    @Test
    void offersCanBeGivenWithTheirParametersAndOrder() throws Exception { // E-056
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo(
                "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits=9;server_no_context_takeover"))) {
            String offers = "x-one; a=1; b, permessage-deflate; client_max_window_bits=10; server_no_context_takeover,"
                    + " permessage-deflate";
            WebSocket ws = client.connect(
                            server.url("/"), offering(offers), connecting -> connecting.addListener(events))
                    .get(30, TimeUnit.SECONDS);
            events.expect("open");
            assertThat(server.request()).endsWith("\r\nSec-WebSocket-Extensions: " + offers);
            assertThat(ws.extensions()).containsExactly("permessage-deflate");
            assertThat(ws.agreedExtensions())
                    .isEqualTo("permessage-deflate; client_max_window_bits=9;server_no_context_takeover");
            ws.send("hello hello hello hello");
            events.expect("text hello hello hello hello");
            ws.close();
            events.expect("close 1005 CLOSED");
        }
    }

    @Test
    void anOfferThatNobodyImplementsMustNotBeAccepted() throws Exception { // E-056
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo("Sec-WebSocket-Extensions: x-one"))) {
            assertThat(client.connect(server.url("/"), offering("x-one"), ws -> ws.addListener(events)))
                    .isNotNull();
            events.expect("error Invalid Sec-WebSocket-Extensions header CLOSING", "close 1006 CLOSED");
            assertThat(server.request()).endsWith("\r\nSec-WebSocket-Extensions: x-one");
        }
    }

    @Test
    void malformedOffersOfCompressionAreThrown() {
        assertThatThrownBy(() -> client.connect("ws://h/", offering("permessage-deflate; foo"), ws -> {}))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("Unknown parameter \"foo\"");
    }

    @Test
    void aListenerOfTheAddressFormIsEnough() throws Exception {
        CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.echo())) {
            WebSocket ws = client.connect(URI.create(server.url("/")), new WebSocketListener() {
                        @Override
                        public void onClose(WebSocket ended, CloseStatus status) {
                            closed.complete(status);
                        }
                    })
                    .get(30, TimeUnit.SECONDS);
            ws.close(1000, "bye");
            assertThat(closed.get(30, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(1000, "bye", true));
        }
    }
}
