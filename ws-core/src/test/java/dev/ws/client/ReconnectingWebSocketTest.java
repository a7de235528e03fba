package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.Agreement;
import dev.ws.connection.CollectedLog;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.transport.TransportPair;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.logging.Level;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** D-070, with connections, time and chance in the test's hands. */
@Timeout(60)
class ReconnectingWebSocketTest {
    private static final HandshakeRequest REQUEST =
            HandshakeRequest.builder("GET", "/").build();
    private static final URI URL = URI.create("ws://example.com/");

    private final ConnectionRuntime runtime = ConnectionRuntime.create(Runnable::run);
    private final List<WebSocketConnection> made = new ArrayList<>();
    private final List<WebSocket> seen = new ArrayList<>();
    private final List<Duration> delays = new ArrayList<>();
    private @Nullable FutureTask<?> waiting;
    private Instant now = Instant.EPOCH;
    private Consumer<WebSocket> setup = seen::add;
    private boolean clientClosed;

    @AfterEach
    void end() {
        made.forEach(WebSocket::terminate);
        runtime.close();
    }

    private ReconnectingWebSocket begin(ReconnectPolicy.Builder policy) {
        ReconnectingWebSocket begun = new ReconnectingWebSocket(
                this::make, policy.jitter(0).build(), ws -> setup.accept(ws), this::later, () -> now, () -> 0);
        begun.connect();
        return begun;
    }

    private void make(Consumer<WebSocket> begins) {
        if (clientClosed) {
            throw new IllegalStateException("The client is closed");
        }
        WebSocketConnection ws =
                new WebSocketConnection(WebSocketOptions.DEFAULT, REQUEST, URL, runtime, null, new ConnectionOwner() {
                    @Override
                    public @Nullable CompletionStage<?> opened(WebSocket opened) {
                        return null;
                    }

                    @Override
                    public void ended(WebSocket ended) {}
                });
        made.add(ws);
        begins.accept(ws);
    }

    private Future<?> later(Runnable task, Duration delay) {
        delays.add(delay);
        FutureTask<?> kept = new FutureTask<>(task, null);
        waiting = kept;
        return kept;
    }

    private void pass() {
        FutureTask<?> due = waiting;
        waiting = null;
        assertThat(due).isNotNull();
        due.run();
    }

    private WebSocketConnection last() {
        return made.get(made.size() - 1);
    }

    private void fail() {
        last().abandon(new Exception("refused"));
    }

    private void openFor(Duration time) {
        last().start(new TransportPair().client(), new Agreement(REQUEST, "", List.of(), URL));
        now = now.plus(time);
        last().terminate();
    }

    @Test
    void triesAgainWithGrowingDelays() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder());
        assertThat(ws.current()).isSameAs(made.get(0));
        for (int i = 0; i < 4; i++) {
            fail();
            assertThat(ws.attempts()).isEqualTo(i + 1);
            pass();
        }
        assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 4L, 8L);
        assertThat(seen).hasSize(5).doesNotHaveDuplicates();
        assertThat(ws.current()).isSameAs(last());
        assertThat(ws.isClosed()).isFalse();
        assertThat(ws.ended()).isNotDone();
    }

    @Test
    void startsFromTheBeginningAfterAConnectionThatLasted() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder());
        fail();
        pass();
        openFor(Duration.ofSeconds(9)); // not long enough
        pass();
        openFor(Duration.ofSeconds(10));
        assertThat(ws.attempts()).isZero();
        assertThat(delays).extracting(Duration::toSeconds).containsExactly(1L, 2L, 1L);
    }

    @Test
    void givesUpWhenTheAttemptsAreUsedUp() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder().maxAttempts(2));
        fail();
        pass();
        fail();
        assertThat(waiting).isNull();
        assertThat(ws.ended())
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("refused");
        assertThat(ws.isClosed()).isTrue();
    }

    @Test
    void theConditionDecides() {
        ReconnectingWebSocket ws =
                begin(ReconnectPolicy.builder().condition((status, cause) -> status.code() != 1006 || cause == null));
        fail();
        assertThat(waiting).isNull();
        assertThat(ws.ended()).isCompletedWithValue(null);
    }

    @Test
    void aConditionThatThrowsEndsIt() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder().condition((status, cause) -> {
            throw new AssertionError("condition");
        }));
        try (CollectedLog log = new CollectedLog("dev.ws.client")) {
            fail();
            logged(log, "condition");
        }
        assertThat(ws.ended())
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("condition");
    }

    @Test
    void aSetupThatThrowsLaterEndsIt() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder());
        setup = connecting -> {
            throw new AssertionError("setup");
        };
        fail();
        try (CollectedLog log = new CollectedLog("dev.ws.client")) {
            pass();
            logged(log, "setup");
        }
        assertThat(ws.ended())
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("setup");
    }

    private void logged(CollectedLog log, String hook) {
        assertThat(log.records()).singleElement().satisfies(record -> {
            assertThat(record.getLevel()).isEqualTo(Level.WARNING);
            assertThat(record.getMessage())
                    .isEqualTo("the " + hook + " for connection " + last().id() + " at " + REQUEST.path()
                            + " threw; it is not made anew");
            assertThat(record.getThrown()).hasMessage(hook);
        });
    }

    @Test
    void nothingRunsAfterCloseWhileOpen() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder());
        ws.close();
        assertThat(made.get(0).readyState()).hasToString("CLOSED");
        assertThat(waiting).isNull();
        assertThat(ws.ended()).isCompletedWithValue(null);
        ws.close();
        assertThat(made).hasSize(1);
    }

    @Test
    void nothingRunsAfterCloseWhileWaiting() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder());
        fail();
        ws.close();
        assertThat(ws.ended()).isCompletedWithValue(null);
        pass(); // it was cancelled
        assertThat(made).hasSize(1);
    }

    @Test
    void closeInTheSetupEndsIt() {
        ReconnectingWebSocket[] ws = new ReconnectingWebSocket[1];
        setup = connecting -> {
            if (ws[0] != null) {
                ws[0].close();
            }
        };
        ws[0] = begin(ReconnectPolicy.builder());
        fail();
        pass();
        assertThat(made).hasSize(2);
        assertThat(last().readyState()).hasToString("CLOSED");
        assertThat(ws[0].ended()).isCompletedWithValue(null);
    }

    @Test
    void aClosedClientEndsIt() {
        ReconnectingWebSocket ws = begin(ReconnectPolicy.builder());
        fail();
        clientClosed = true;
        pass();
        assertThat(ws.ended())
                .failsWithin(30, TimeUnit.SECONDS)
                .withThrowableThat()
                .withMessageContaining("The client is closed");
    }

    @Test
    void aSetupThatThrowsIsThrownAtFirst() {
        setup = ws -> {
            throw new IllegalStateException("setup");
        };
        assertThatThrownBy(() -> begin(ReconnectPolicy.builder())).hasMessage("setup");
        assertThat(waiting).isNull();
    }

    @Test
    void connectsAgainOverSockets() throws Exception {
        EventLog events = new EventLog();
        try (WebSocketClient client = WebSocketClient.create();
                ScriptedServer server = new ScriptedServer(
                        ScriptedServer.answer("HTTP/1.1 503 \r\nRetry-After: 0\r\nContent-Length: 0\r\n\r\n"),
                        line -> line.upgrade(),
                        ScriptedServer.upgrade())) {
            ReconnectPolicy policy =
                    ReconnectPolicy.builder().initialDelay(Duration.ofMillis(1)).build();
            ReconnectingWebSocket ws = client.reconnecting(
                    server.url("/"), ClientOptions.DEFAULT, policy, each -> each.addListener(events));
            events.expect("error Unexpected server response: 503 CLOSING", "close 1006 CLOSED");
            events.expect("open", "close 1006 CLOSED", "open");
            ws.close();
            ws.current().terminate();
            events.expect("close 1006 CLOSED");
            ws.ended().get(30, TimeUnit.SECONDS);
            assertThat(server.connections()).isEqualTo(3);
        }
    }
}
