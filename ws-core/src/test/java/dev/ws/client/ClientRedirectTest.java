package dev.ws.client;

import static dev.ws.client.ScriptedServer.field;
import static dev.ws.client.ScriptedServer.redirect;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.extension.deflate.DeflateOptions;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Redirects end to end: D-004, D-014 to D-018, D-071. */
@Timeout(60)
class ClientRedirectTest {
    private static final String BASIC = "Basic Zm9vOmJhcg=="; // foo:bar

    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();
    private final ClientOptions.Builder options =
            ClientOptions.builder().perMessageDeflate(DeflateOptions.OFF).followRedirects(true);

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    private void connect(String url) {
        assertThat(client.connect(url, options.build(), ws -> ws.addListener(events)))
                .isNotNull();
    }

    @Test
    void followsToTheEnd() throws Exception { // D-016 C-003
        try (ScriptedServer server = new ScriptedServer(redirect("/b"), redirect("?c=d"), ScriptedServer.upgrade())) {
            connect(server.url("/a"));
            events.expect("open");
            assertThat(server.request()).startsWith("GET /a HTTP/1.1\r\n");
            assertThat(server.request()).startsWith("GET /b HTTP/1.1\r\n");
            assertThat(server.request()).startsWith("GET /b?c=d HTTP/1.1\r\n");
            WebSocket ws = client.connections().iterator().next();
            assertThat(ws.url()).contains(URI.create(server.url("/b?c=d")));
            assertThat(ws.handshake().target()).isEqualTo("/b?c=d");
        }
        events.expect("close 1006 CLOSED");
    }

    @Test
    void theMostRedirects() throws Exception { // D-015
        options.maxRedirects(2);
        try (ScriptedServer server = new ScriptedServer(redirect("/"))) {
            connect(server.url("/"));
            events.expectFailure("Maximum redirects exceeded");
            assertThat(server.connections()).isEqualTo(3);
        }
    }

    @ParameterizedTest(name = "D-004 Location: {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    http://     ^ Invalid URL: http://
                    ws+unix:    ^ The URL's pathname is empty
                    /a#b        ^ The URL contains a fragment identifier
                    """)
    void badTargets(String location, String message) throws Exception {
        try (ScriptedServer server = new ScriptedServer(redirect(location))) {
            connect(server.url("/"));
            events.expectFailure(message);
        }
    }

    @Test
    void theEventsInOrder() throws Exception { // D-018 D-052 D-071
        options.onRedirect((ws, redirect) -> events.note(
                        ws,
                        "redirect " + redirect.answer() + " to "
                                + redirect.url().getPath() + " "
                                + ws.url().map(URI::getPath).orElse("")))
                .onUpgrade((ws, answer) ->
                        events.note(ws, "upgrade " + answer.headers().first("Set-Cookie") + " " + ws.readyState()))
                .requestCustomizer((ws, url, headers) -> {
                    events.note(ws, "request to " + url.getPath());
                    return null;
                });
        try (ScriptedServer server =
                new ScriptedServer(redirect("/b"), redirect("/c"), ScriptedServer.upgrade("Set-Cookie: a=b"))) {
            connect(server.url("/a"));
            events.expect(
                    "request to /a",
                    "redirect 302 Found to /b /b",
                    "request to /b",
                    "redirect 302 Found to /c /c",
                    "request to /c",
                    "upgrade a=b CONNECTING",
                    "open");
        }
        events.expect("close 1006 CLOSED");
    }

    static Stream<Arguments> credentials() {
        return Stream.of(
                arguments("the same place", false, false, true),
                arguments("another place", true, false, false),
                arguments("another place with a hook", true, true, true));
    }

    @ParameterizedTest(name = "D-017 D-018 {0}")
    @MethodSource("credentials")
    void credentialsGoAlongOnlyToTheSamePlace(String name, boolean elsewhere, boolean hook, boolean sent)
            throws Exception {
        options.headers(Headers.of("Cookie", "a=b", "Host", "mine.example", "Other", "c"))
                .auth("foo:bar");
        if (hook) {
            options.onRedirect((ws, redirect) -> {});
        }
        try (ScriptedServer other = new ScriptedServer(ScriptedServer.upgrade());
                ScriptedServer first =
                        new ScriptedServer(redirect(elsewhere ? other.url("/") : "/same"), ScriptedServer.upgrade())) {
            connect(first.url("/"));
            events.expect("open");
            String request = first.request();
            assertThat(field(request, "Authorization")).isEqualTo(BASIC);
            assertThat(field(request, "Cookie")).isEqualTo("a=b");
            assertThat(field(request, "Host")).isEqualTo("mine.example");
            String followed = elsewhere ? other.request() : first.request();
            assertThat(field(followed, "Authorization")).isEqualTo(sent ? BASIC : null);
            assertThat(field(followed, "Cookie")).isEqualTo(sent ? "a=b" : null);
            assertThat(field(followed, "Host")).isEqualTo(sent ? "mine.example" : "127.0.0.1:" + other.port());
            assertThat(field(followed, "Other")).isEqualTo("c");
        }
        events.expect("close 1006 CLOSED");
    }

    @Test
    void theHookRemovesAndAddsFields() throws Exception { // D-018
        options.auth("foo:bar")
                .onRedirect((ws, redirect) ->
                        redirect.headers().remove("Authorization").add("Trace", "1"));
        try (ScriptedServer server = new ScriptedServer(redirect("/b"), ScriptedServer.upgrade())) {
            connect(server.url("/a"));
            events.expect("open");
            assertThat(field(server.request(), "Authorization")).isEqualTo(BASIC);
            String followed = server.request();
            assertThat(field(followed, "Authorization")).isNull();
            assertThat(field(followed, "Trace")).isEqualTo("1");
        }
        events.expect("close 1006 CLOSED");
    }

    @Test
    void theDeadlineBeginsAnewAtEachRedirect() throws Exception { // D-013
        options.handshakeTimeout(Duration.ofMillis(1500));
        try (ScriptedServer server = new ScriptedServer(redirect("/b"), ScriptedServer.silence())) {
            connect(server.url("/a"));
            server.request();
            server.request();
            events.expectFailure("Opening handshake has timed out");
            server.awaitGone();
        }
    }

    @Test
    void nothingIsThereBehindTheRedirect() throws Exception { // D-004 D-050
        options.onRedirect(
                (ws, redirect) -> events.note(ws, "redirect " + redirect.url().getScheme()));
        try (ScriptedServer server = new ScriptedServer(redirect("ws+unix:/does/not/exist:/"))) {
            connect(server.url("/a"));
            events.expect("redirect ws+unix");
            assertThat(events.next()).startsWith("error ");
            events.expect("close 1006 CLOSED");
        }
    }
}
