package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.transport.Waiting;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.io.Reader;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Who sees a session open while it ends: other threads until onClose has returned, its callbacks not a moment longer. */
class OpenStateTest {
    private final CountDownLatch inside = new CountDownLatch(1);
    private final CountDownLatch goOn = new CountDownLatch(1);
    private final List<Boolean> seenInside = new CopyOnWriteArrayList<>();

    private void stay(Session session) throws InterruptedException {
        inside.countDown();
        Waiting.await(goOn);
        seenInside.add(session.isOpen());
        seenInside.add(session.getOpenSessions().contains(session));
    }

    /** What ends a session from outside. */
    private interface End {
        void of(JakartaSession session) throws Exception;
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                arguments("closed", (End) Session::close),
                arguments("cut", (End) session -> session.webSocket().terminate()),
                arguments("closed below", (End) session -> session.webSocket().close(1001, "")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void otherThreadsSeeItOpenUntilOnCloseHasReturned(String name, End end) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            CountDownLatch closing = new CountDownLatch(1);
            CountDownLatch mayReturn = new CountDownLatch(1);
            harness.endpoint.whenClosed(session -> {
                seenInside.add(session.isOpen());
                seenInside.add(session.getOpenSessions().contains(session));
                closing.countDown();
                Waiting.await(mayReturn);
            });
            JakartaSession session = harness.open(opened ->
                    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> busy(opened)));
            Thread peer = Waiting.inBackground(() -> harness.send(WireFrame.text("a")));
            Waiting.await(inside);

            end.of(session);
            assertSeenOpen(session);
            goOn.countDown();
            Thread leaving = Waiting.inBackground(() -> harness.pair.client().abort());

            Waiting.await(closing);
            assertSeenOpen(session);
            mayReturn.countDown();
            peer.join();
            leaving.join();
            harness.closed();
            assertThat(session.isOpen()).isFalse();
            assertThat(seenInside).containsExactly(false, false, false, false);
        }
    }

    private static void assertSeenOpen(JakartaSession session) {
        assertThat(session.isOpen()).isTrue();
        assertThat(session.getOpenSessions()).containsExactly(session);
        assertThat(session.getRequestURI().getPath()).isEqualTo("/a/c");
        assertThat(session.getUserProperties()).isEmpty();
        assertThatCode(session::close).doesNotThrowAnyException();
    }

    private void busy(Session session) {
        try {
            stay(session);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    void sendsOfOtherThreadsFailMeanwhile(String name, End end) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            JakartaSession session = harness.open(opened ->
                    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> busy(opened)));
            Thread peer = Waiting.inBackground(() -> harness.send(WireFrame.text("a")));
            Waiting.await(inside);
            end.of(session);

            assertThatIOException().isThrownBy(() -> session.getBasicRemote().sendText("a"));
            assertThatIOException().isThrownBy(() -> session.getBasicRemote().sendText("a", false));
            assertThatIOException().isThrownBy(() -> session.getBasicRemote().sendBinary(ByteBuffer.allocate(1)));
            assertThatIOException().isThrownBy(() -> session.getBasicRemote().sendObject("a"));
            assertThatIOException().isThrownBy(() -> session.getBasicRemote().getSendStream());
            assertThatIOException().isThrownBy(() -> session.getBasicRemote().sendPing(ByteBuffer.allocate(0)));
            assertThatIOException().isThrownBy(() -> session.getAsyncRemote().sendPong(ByteBuffer.allocate(0)));
            assertThatIOException().isThrownBy(() -> session.getAsyncRemote().flushBatch());
            assertThat(session.getAsyncRemote().sendText("a"))
                    .failsWithin(0, TimeUnit.SECONDS)
                    .withThrowableOfType(ExecutionException.class);
            CompletableFuture<Boolean> told = new CompletableFuture<>();
            session.getAsyncRemote().sendText("a", result -> told.complete(result.isOK()));
            assertThat(told).isCompletedWithValue(false);
            Map<Session, CompletableFuture<Void>> outcomes = session.broadcast("a");
            assertThat(outcomes.values()).allMatch(CompletableFuture::isCompletedExceptionally);

            goOn.countDown();
            peer.join();
            harness.pair.client().abort();
            harness.closed();
        }
    }

    /** A callback in which the session is closed, and what brings it about. */
    private interface Play {
        void run(SessionHarness harness, RecordingEndpoint.Action action) throws Exception;
    }

    static Stream<Arguments> callbacks() {
        return Stream.of(
                arguments("onOpen", (Play) SessionHarness::open),
                arguments("onMessage", (Play) (harness, action) -> {
                    harness.open(session -> session.addMessageHandler(
                            String.class, (MessageHandler.Whole<String>) text -> act(action, session)));
                    harness.send(WireFrame.text("a"));
                }),
                arguments("a part", (Play) (harness, action) -> {
                    harness.open(session -> session.addMessageHandler(
                            String.class, (MessageHandler.Partial<String>) (part, last) -> act(action, session)));
                    harness.send(WireFrame.text("a"));
                }),
                arguments("a stream", (Play) (harness, action) -> {
                    harness.open(session -> session.addMessageHandler(
                            Reader.class, (MessageHandler.Whole<Reader>) reader -> act(action, session)));
                    harness.send(WireFrame.text("a"));
                }),
                arguments("a pong", (Play) (harness, action) -> {
                    harness.open(session -> session.addMessageHandler(
                            PongMessage.class, (MessageHandler.Whole<PongMessage>) pong -> act(action, session)));
                    harness.send(WireFrame.of(Opcode.PONG, ""));
                }),
                arguments("onError", (Play) (harness, action) -> {
                    harness.endpoint.whenFailed(action);
                    harness.open(
                            session -> session.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> {
                                throw new IllegalArgumentException(text);
                            }));
                    harness.send(WireFrame.text("a"));
                }));
    }

    private static void act(RecordingEndpoint.Action action, Session session) {
        try {
            action.run(session);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("callbacks")
    void aCallbackThatClosesSeesItClosedAtOnce(String name, Play play) throws Exception {
        try (SessionHarness harness = new SessionHarness()) {
            play.run(harness, session -> {
                seenInside.add(session.isOpen());
                session.close();
                seenInside.add(session.isOpen());
                seenInside.add(session.getOpenSessions().contains(session));
            });

            harness.closed();
            assertThat(seenInside).containsExactly(true, false, false);
            assertThat(harness.endpoint.events).endsWith("close NORMAL_CLOSURE ");
        }
    }

    @Test
    void aBroadcastLeavesOutWhatEnds() throws Exception {
        OpenSessions peers = new OpenSessions();
        try (SessionHarness ending = new SessionHarness().peers(peers);
                SessionHarness other = new SessionHarness().peers(peers)) {
            JakartaSession gone = ending.open(opened ->
                    opened.addMessageHandler(String.class, (MessageHandler.Whole<String>) text -> busy(opened)));
            JakartaSession stays = other.open();
            Thread peer = Waiting.inBackground(() -> ending.send(WireFrame.text("a")));
            Waiting.await(inside);

            gone.close();

            assertThat(stays.broadcast("b")).containsOnlyKeys(stays);
            assertThat(stays.getOpenSessions()).isEqualTo(Set.<Session>of(gone, stays));
            goOn.countDown();
            peer.join();
            ending.closed();
            assertThat(stays.getOpenSessions()).containsExactly(stays);
        }
    }
}
