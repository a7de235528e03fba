package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import dev.ws.message.WebSocketDuplex;
import dev.ws.message.WebSocketStreams;
import dev.ws.transport.TransportPair;
import java.net.URI;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionOpeningTest {
    private static final String ABORTED =
            "error ConnectionClosedException: WebSocket was closed before the connection was established";
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    @FunctionalInterface
    interface Use {
        void of(WebSocket ws) throws Exception;
    }

    @Test
    void statesHaveTheirNumbers() throws Exception { // C-001 C-002
        assertThat(ReadyState.values()).extracting(ReadyState::code).containsExactly(0, 1, 2, 3);
        WebSocketConnection ws = harness.ws();
        assertThat(ws.readyState()).isEqualTo(ReadyState.CONNECTING);
        assertThat(ws.isOpen()).isFalse();
        harness.events.when("open", opened -> assertThat(opened.readyState()).isEqualTo(ReadyState.OPEN));
        harness.open();
        assertThat(ws.isOpen()).isTrue();
        ws.close();
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        harness.events.when(
                "close 1005  clean", closed -> assertThat(closed.readyState()).isEqualTo(ReadyState.CLOSED));
        harness.peer.send(WireFrame.of(8, ""));
        harness.peer.fin();
        harness.events.expect("close 1005  clean");
        harness.gone();
    }

    @Test
    void tellsWhatIsKnown() throws Exception { // C-004 C-005 C-010 A-114
        WebSocketConnection ws = harness.open();

        assertThat(ws.protocol()).isEmpty();
        assertThat(ws.extensions()).isEmpty();
        assertThat(ws.handshake().method()).isEqualTo("GET");
        assertThat(ws.closeCause()).isNull();
        assertThat(ws.attributes()).isSameAs(ws.attributes());
        ws.attributes().put("user", "u");
        assertThat(ws.attributes()).containsEntry("user", "u");
        assertThat(ws).hasToString("WebSocket " + ws.id() + " OPEN");
        assertThat(new Harness().ws().id()).isNotEqualTo(ws.id());
    }

    static Stream<Arguments> sends() {
        Message message = Message.text("a");
        return Stream.of(
                use("send text", ws -> ws.send("a")),
                use("send bytes", ws -> ws.send(new byte[1])),
                use("send message", ws -> ws.send(message)),
                use("send part", ws -> ws.send(message, SendOptions.PART, failure -> {})),
                use("sendAsync", ws -> assertThat(ws.sendAsync("a")).isNull()),
                use("sendBlocking", ws -> ws.sendBlocking(message, SendOptions.DEFAULT)),
                use("sendBlocking text", ws -> ws.sendBlocking("a", Duration.ZERO)),
                use("sendBlocking bytes", ws -> ws.sendBlocking(ByteBuffer.allocate(1), Duration.ZERO)),
                use("prepared", ws -> PreparedMessage.of(message).sendTo(ws)),
                use("ping", WebSocket::ping),
                use("pong", WebSocket::pong),
                use("ping with text", ws -> ws.ping("a")),
                use("pong with a number", ws -> ws.pong(1)),
                use("ping with callback", ws -> ws.ping(ByteBuffer.allocate(1), failure -> {})),
                use("openText", WebSocket::openText),
                use("openBinary", WebSocket::openBinary));
    }

    private static Arguments use(String name, Use use) {
        return Arguments.of(name, use);
    }

    @ParameterizedTest(name = "C-027 C-033 C-035 {0}")
    @MethodSource("sends")
    void everySendThrowsWhileConnecting(String name, Use use) {
        assertThatIllegalStateException()
                .isThrownBy(() -> use.of(harness.ws()))
                .withMessage("WebSocket is not open: readyState 0 (CONNECTING)");
        assertThat(harness.ws().bufferedAmount()).isZero();
        assertThat(harness.ws().droppedMessages()).isZero();
    }

    private static final class Owner implements ConnectionOwner {
        final List<String> calls = new CopyOnWriteArrayList<>();

        @Override
        public @Nullable CompletionStage<?> opened(WebSocket ws) {
            calls.add("opened");
            return null;
        }

        @Override
        public void ended(WebSocket ws) {
            calls.add("ended " + ws.readyState());
        }
    }

    @Nested
    class AClientThatAsks {
        private final URI first = URI.create("ws://example.com:81/chat?room=1");
        private final URI last = URI.create("wss://example.org/chat");
        private final HandshakeRequest request =
                HandshakeRequest.builder("GET", "/chat?room=1").build();
        private final HandshakeRequest followed =
                HandshakeRequest.builder("GET", "/chat").build();
        private final Owner owner = new Owner();
        private final RecordingListener events = new RecordingListener();
        private final TransportPair pair = new TransportPair();

        private WebSocketConnection ask() {
            WebSocketConnection ws =
                    new WebSocketConnection(WebSocketOptions.DEFAULT, request, first, harness.runtime(), null, owner);
            ws.addListener(events);
            return ws;
        }

        @Test
        void knowsWhatItAskedForUntilItKnowsMore() throws Exception { // C-003 C-004 C-005
            WebSocketConnection ws = ask();
            assertThat(ws.url()).contains(first);
            assertThat(ws.handshake()).isSameAs(request);
            assertThat(ws.protocol()).isEmpty();
            assertThat(ws.extensions()).isEmpty();
            assertThat(ws.readyState()).isEqualTo(ReadyState.CONNECTING);

            ws.start(pair.client(), new Agreement(followed, "chat", List.of(new TurnExtension()), last));
            events.expect("open");
            assertThat(ws.url()).contains(last);
            assertThat(ws.handshake()).isSameAs(followed);
            assertThat(ws.protocol()).isEqualTo("chat");
            assertThat(ws.extensions()).hasSize(1);
            ws.terminate();
            events.expect("close 1006  unclean");
            assertThat(owner.calls).containsExactly("opened", "ended CLOSED");
        }

        @Test
        void isToldOfItsEndOutsideTheCall() throws Exception { // C-060
            ManualExecutor later = new ManualExecutor();
            try (ConnectionRuntime runtime = ConnectionRuntime.create(later)) {
                WebSocketConnection ws =
                        new WebSocketConnection(WebSocketOptions.DEFAULT, request, first, runtime, null, owner);
                ws.addListener(events);
                ws.close();
                assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
                events.end();

                later.runAll();
                events.expect(ABORTED, "close 1006  unclean");
                assertThat(owner.calls).containsExactly("ended CLOSED");
            }
        }

        @Test
        void streamsWaitForOpen() throws Exception { // C-069
            WebSocketConnection ws = ask();
            WebSocketDuplex duplex = WebSocketStreams.duplex(ws);
            FutureTask<Boolean> written = waiting(() -> {
                duplex.output().write('a');
                duplex.close();
                return true;
            });
            Peer server = new Peer(pair.server(), Role.CLIENT);
            ws.start(pair.client(), new Agreement(followed, "", List.of(), last));
            assertThat(written.get()).isTrue();
            server.expect("binary 'a'", "close ''");
            ws.terminate();
            events.expect("open", "close 1006  unclean");
        }

        @Test
        void streamsFailWhenItIsRefused() throws Exception { // C-069 C-075
            ManualExecutor later = new ManualExecutor();
            Exception refused = new Exception("refused");
            try (ConnectionRuntime runtime = ConnectionRuntime.create(later)) {
                WebSocketConnection ws =
                        new WebSocketConnection(WebSocketOptions.DEFAULT, request, first, runtime, null, owner);
                WebSocketDuplex duplex = WebSocketStreams.duplex(ws);
                FutureTask<Integer> read = waiting(() -> duplex.input().read());
                FutureTask<Boolean> written = waiting(() -> {
                    duplex.output().write('a');
                    return true;
                });
                ws.abandon(refused);
                assertThat(read).isNotDone(); // told with the event, not before
                later.runAll();
                for (FutureTask<?> task : List.of(read, written)) {
                    assertThat(catchThrowableOfType(ExecutionException.class, task::get))
                            .hasRootCause(refused);
                }
                duplex.close();
            }
        }

        @ParameterizedTest(name = "C-069 C-070 told: {0}")
        @ValueSource(booleans = {false, true})
        void aWriteAfterItGaveUpFails(boolean told) throws Exception {
            ManualExecutor later = new ManualExecutor();
            try (ConnectionRuntime runtime = ConnectionRuntime.create(later)) {
                WebSocketConnection ws =
                        new WebSocketConnection(WebSocketOptions.DEFAULT, request, first, runtime, null, owner);
                WebSocketDuplex duplex = WebSocketStreams.duplex(ws);
                ws.close();
                if (told) {
                    later.runAll();
                }
                assertThatIOException()
                        .isThrownBy(() -> duplex.output().write('a'))
                        .withMessage(
                                told
                                        ? "WebSocket was closed before the connection was established"
                                        : "WebSocket is not open: readyState 2 (CLOSING)");
                duplex.close();
                later.runAll();
                assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
                assertThat(owner.calls).containsExactly("ended CLOSED");
            }
        }

        // Runs a task on another thread and waits until it waits.
        private static <T> FutureTask<T> waiting(Callable<T> work) throws InterruptedException {
            FutureTask<T> task = new FutureTask<>(work);
            Thread thread = new Thread(task, "stream test");
            thread.setDaemon(true);
            thread.start();
            Harness.await(() -> thread.getState() == Thread.State.WAITING);
            return task;
        }

        @Test
        void asksElsewhereAsLongAsItConnects() throws Exception { // C-003 D-016
            WebSocketConnection ws = ask();
            ws.asks(followed, last);
            assertThat(ws.url()).contains(last);
            assertThat(ws.handshake()).isSameAs(followed);

            ws.terminate();
            events.expect(ABORTED, "close 1006  unclean");
            ws.asks(request, first);
            assertThat(ws.url()).contains(last);
        }

        @Test
        void givesUpWithoutAnErrorForWhoKnows() throws Exception { // D-051
            WebSocketConnection ws = ask();
            Exception cause = new Exception("refused");
            ws.abandonQuietly(cause);
            events.expect("close 1006  unclean");
            assertThat(ws.closeCause()).isSameAs(cause);
        }

        @Test
        void cannotStartWhenItGaveUp() throws Exception {
            WebSocketConnection ws = ask();
            ws.terminate();
            assertThatIllegalStateException()
                    .isThrownBy(() -> ws.start(pair.client(), new Agreement(followed, "", List.of(), last)));
            events.expect(ABORTED, "close 1006  unclean");
        }
    }

    @Test
    void aServerHasNoUrl() { // C-003
        assertThat(harness.ws().url()).isEmpty();
    }

    @Test
    void pauseHasNoEffectWhileConnecting() throws Exception { // C-008 C-047
        harness.ws().pause();
        assertThat(harness.ws().isPaused()).isFalse();
        harness.open();
        harness.peer.text("a");
        harness.events.expect("text 'a'");
    }

    @Test
    void closeWhileConnectingGivesUp() throws Exception { // C-060
        harness.ws().close(1000, "no");
        harness.events.expect(ABORTED, "close 1006  unclean");
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.CLOSED);
        assertThat(harness.owned).containsExactly("ended CLOSED");

        harness.ws().close();
        harness.ws().terminate();
        harness.ws().abandon(new Exception("again"));
        assertThatIllegalStateException().isThrownBy(harness::start);
    }

    @Test
    void terminateWhileConnectingGivesUp() throws Exception { // C-061
        harness.ws().terminate();
        harness.events.expect(ABORTED, "close 1006  unclean");
    }

    @Test
    void abandonTellsWhy() throws Exception {
        Exception cause = new Exception("client left");
        harness.ws().abandon(cause);
        harness.events.expect("error Exception: client left", "close 1006  unclean");
        assertThat(harness.ws().closeCause()).isSameAs(cause);
    }

    @Test
    void startsOnce() throws Exception {
        harness.open();
        assertThatIllegalStateException().isThrownBy(harness::start);
    }

    @Test
    void opensBeforeAnythingIsRead() throws Exception { // B-058 C-044
        harness.peer.put(WireFrame.text("early"));
        harness.events.when("open", ws -> assertThat(harness.owned).containsExactly("opened"));
        harness.start();
        harness.events.expect("open", "text 'early'");
    }

    @Test
    void listenersOfOnOpenMissNothing() throws Exception { // B-058
        RecordingListener second = new RecordingListener();
        harness.peer.put(WireFrame.text("early"));
        harness.events.when("open", ws -> ws.addListener(second));
        harness.start();
        harness.events.expect("open", "text 'early'");
        second.expect("text 'early'");
        second.end();
    }

    @Test
    void everythingWaitsForTheOwnersStage() throws Exception { // B-058
        CompletableFuture<Object> stage = new CompletableFuture<>();
        harness.opening(stage).executor(Runnable::run);
        harness.peer.put(WireFrame.text("early"));
        WebSocketConnection ws = harness.start();
        harness.peer.text("later");
        harness.events.nothing();
        assertThat(harness.owned).containsExactly("opened");
        ws.send("from outside");
        harness.peer.expect("text 'from outside'");

        RecordingListener second = new RecordingListener();
        ws.addListener(second);
        stage.complete("session");

        harness.events.expect("open", "text 'early'", "text 'later'");
        second.expect("open", "text 'early'", "text 'later'");
    }

    @Test
    void aStageThatIsCompleteDelaysNothing() throws Exception {
        harness.opening(CompletableFuture.completedFuture("done"));
        harness.peer.put(WireFrame.text("early"));
        harness.start();
        harness.events.expect("open", "text 'early'");
    }

    @Test
    void aFailedStageClosesWith1011() throws Exception {
        CompletableFuture<Object> stage = new CompletableFuture<>();
        harness.opening(stage).executor(Runnable::run);
        harness.start();
        stage.completeExceptionally(new IllegalArgumentException("no session"));
        harness.events.expect("error IllegalArgumentException: no session");
        harness.peer.expect("close 1011 ");
        harness.peer.send(WireFrame.text("ignored"), WireFrame.close(1011, "")).fin();
        harness.events.expect("close 1011  clean");
        harness.gone();
    }

    @Test
    void anOwnerThatThrowsClosesWith1011() throws Exception {
        harness.openingThrows(new Exception("no"));
        harness.start();
        harness.events.expect("error Exception: no");
        harness.peer.expect("close 1011 ");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void terminateDoesNotWaitForTheStage() throws Exception {
        harness.opening(new CompletableFuture<>());
        harness.start().terminate();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void closeInsideOnOpen() throws Exception { // C-062 C-063
        harness.peer.put(WireFrame.text("early"), WireFrame.close(1001, "bye"));
        harness.events.when("open", ws -> ws.close(1001, "bye"));
        harness.start();
        harness.peer.expect("close 1001 bye");
        harness.events.expect("open", "text 'early'");
        harness.peer.fin();
        harness.events.expect("close 1001 bye clean");
        harness.gone();
    }

    @Test
    void sendInsideOnOpen() throws Exception {
        harness.events.when("open", ws -> ws.send("hello"));
        harness.open();
        assertThat(harness.peer.frames()).containsExactly("text 'hello'");
    }

    @Test
    void terminateInsideOnOpen() throws Exception {
        harness.events.when("open", WebSocket::terminate);
        harness.peer.put(WireFrame.text("early"));
        harness.start();
        harness.events.expect("open", "close 1006  unclean");
        harness.gone();
    }
}
