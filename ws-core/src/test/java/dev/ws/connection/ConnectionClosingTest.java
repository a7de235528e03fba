package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.CloseStatus;
import dev.ws.Dispatch;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionClosingTest {
    private static final WireFrame EMPTY_CLOSE = WireFrame.of(Opcode.CLOSE, "");
    private Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    @ParameterizedTest(name = "A-053 A-059 A-060 {0}, half-close {1}")
    @CsvSource({"SERVER, true", "SERVER, false", "CLIENT, true", "CLIENT, false"})
    void ownCloseThenPeers(Role role, boolean halfClose) throws Exception {
        harness = new Harness(role);
        harness.end.halfClose(halfClose);
        WebSocketConnection ws = harness.open();
        ws.close(1001, "bye");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        harness.peer.expect("close 1001 bye");
        harness.events.nothing();
        harness.peer.send(WireFrame.close(3000, "too"));
        harness.peer.expectEnd();
        harness.peer.fin();
        harness.events.expect("close 3000 too clean");
        harness.gone();
        assertThat(ws.closeCause()).isNull();
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void aCallOfTheTransportThatComesTooLateDoesNothing(Role role) throws Exception {
        harness = new Harness(role);
        WebSocketConnection ws = harness.open();
        harness.peer.reset();
        harness.events.expect("close 1006  unclean");
        harness.gone();

        harness.end.tellWritable();

        harness.events.nothing();
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
    }

    @ParameterizedTest(name = "A-057 A-060 {0}, half-close {1}")
    @CsvSource({"SERVER, true", "SERVER, false", "CLIENT, true", "CLIENT, false"})
    void peersCloseIsEchoed(Role role, boolean halfClose) throws Exception {
        harness = new Harness(role);
        harness.end.halfClose(halfClose);
        harness.open();
        harness.peer.send(WireFrame.close(1000, "done"));
        harness.peer.expect("close 1000 done");
        harness.peer.expectEnd();
        harness.peer.fin();
        harness.events.expect("close 1000 done clean");
        harness.gone();
    }

    @ParameterizedTest(name = "own close first: {0}")
    @ValueSource(booleans = {true, false})
    void theClosingEventComesWithThePeersCloseFrame(boolean ownFirst) throws Exception {
        WebSocketConnection ws = harness.open();
        CompletableFuture<CloseStatus> closing = new CompletableFuture<>();
        ws.addListener(new WebSocketListener() {
            @Override
            public void onClosing(WebSocket closed, CloseStatus status) {
                closing.complete(status);
                throw new IllegalStateException("harmless");
            }
        });
        if (ownFirst) {
            ws.close(1001, "bye");
            harness.peer.expect("close 1001 bye");
        }
        harness.peer.send(WireFrame.close(1000, "done"));

        assertThat(closing.get(20, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(1000, "done", true));
        harness.events.nothing();
        if (!ownFirst) {
            harness.peer.expect("close 1000 done");
        }
        harness.peer.fin();
        harness.events.expect("close 1000 done clean");
        harness.gone();
    }

    @Test
    void theCloseEventWaitsForThePeersFin() throws Exception {
        harness.open();
        harness.peer.send(EMPTY_CLOSE);
        harness.peer.expect("close ''");
        harness.events.nothing();
        assertThat(harness.end.isClosed()).isFalse();
        harness.peer.send(WireFrame.text("ignored"));
        harness.peer.fin();
        harness.events.expect("close 1005  clean");
        harness.gone();
    }

    @Test
    void bothCloseAtOnce() throws Exception {
        WebSocketConnection ws = harness.open();
        harness.peer.put(WireFrame.close(1001, "peer"));
        ws.close(1000, "own");
        harness.peer.end().flush();
        harness.peer.expect("close 1000 own");
        harness.peer.fin();
        harness.events.expect("close 1001 peer clean");
        harness.gone();
    }

    @Test
    void bothFailAtOnce() throws Exception {
        WebSocketConnection ws = harness.open();
        harness.peer.send(WireFrame.of(3, ""));
        harness.events.expect("error ProtocolException: Invalid WebSocket frame: invalid opcode 3");
        harness.peer.expect("close 1002 unexpected or unknown opcode");
        ws.close(1000, "late");
        harness.peer.send(WireFrame.close(1002, ""));
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        harness.peer.expectEnd();
        harness.gone();
    }

    @Test
    void aProtocolErrorAfterTheOwnClose() throws Exception {
        harness.open().close(1000, "own");
        harness.peer.send(WireFrame.of(3, ""));
        harness.events.expect("error ProtocolException: Invalid WebSocket frame: invalid opcode 3");
        harness.peer.expect("close 1000 own");
        harness.peer.expectEnd();
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @ParameterizedTest(name = "A-051 A-147 {0}")
    @ValueSource(ints = {-1, 0, 999, 1004, 1005, 1006, 1015, 2999, 5000, 70_000})
    void badArgumentsChangeNothing(int code) throws Exception {
        WebSocketConnection ws = harness.open();
        assertThatIllegalArgumentException().isThrownBy(() -> ws.close(code, "x"));
        assertThatIllegalArgumentException().isThrownBy(() -> ws.close(1000, "x".repeat(124)));
        assertThatIllegalArgumentException().isThrownBy(() -> ws.close(1000, "\u20AC".repeat(42)));
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
        ws.send("still here");
        harness.peer.expect("text 'still here'");
        ws.close(1000, "x".repeat(123));
        harness.peer.expect("close 1000 " + "x".repeat(123));
    }

    @Test
    void closingTwiceSendsOneFrame() throws Exception { // C-060
        WebSocketConnection ws = harness.open();
        ws.close(1000, "first");
        ws.close(1001, "second");
        ws.close();
        harness.peer.expect("close 1000 first");
        harness.peer.send(EMPTY_CLOSE);
        harness.peer.expectEnd();
        harness.peer.fin();
        harness.events.expect("close 1005  clean");
        ws.close();
        ws.terminate();
        harness.gone();
    }

    @Test
    void queuedMessagesGoBeforeTheCloseFrame() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("a");
        ws.send(new byte[40_000]);
        ws.close(1000, "end");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        harness.end.capacity(Long.MAX_VALUE);
        assertThat(harness.peer.frames())
                .containsExactly("text 'a'", "binary " + WireFrame.brief(new byte[40_000]), "close 1000 end");
        ws.terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void queuedMessagesGoBeforeTheEchoAndTheEnd() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("a");
        ws.send("b");
        harness.peer.send(WireFrame.close(1000, ""));
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        harness.peer.fin();
        harness.events.nothing();
        harness.end.capacity(100);
        harness.peer.expect("text 'a'", "text 'b'", "close 1000 ");
        harness.events.expect("close 1000  clean");
        harness.gone();
    }

    @Test
    void messagesAfterTheOwnCloseAreDelivered() throws Exception { // C-063
        harness.open().close();
        harness.peer.text("a");
        harness.peer.send(WireFrame.text("b"), EMPTY_CLOSE);
        harness.events.expect("text 'a'", "text 'b'");
        harness.peer.fin();
        harness.events.expect("close 1005  clean");
        harness.gone();
    }

    @Test
    void aPeerThatDoesNotAnswerIsCutOff() throws Exception {
        harness.options(options -> options.closeTimeout(Duration.ofMillis(1)));
        harness.open().close();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void theCloseTimerRunsWhileTheFrameIsStillQueued() throws Exception {
        harness.options(options -> options.closeTimeout(Duration.ofMillis(1)))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("stuck");
        ws.close();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void aPeerThatDoesNotEndTcpIsCutOff() throws Exception { // A-060 A-061
        harness.options(options -> options.closeTimeout(Duration.ofMillis(1)));
        harness.open();
        harness.peer.send(WireFrame.close(1000, "bye"));
        harness.events.expect("close 1000 bye clean");
        harness.gone();
    }

    @Test
    void theEndOfInputWithoutACloseFrameIs1006() throws Exception { // A-059 C-002 C-045
        WebSocketConnection ws = harness.open();
        harness.peer.put(WireFrame.text("last"));
        harness.peer.fin();
        harness.events.expect("text 'last'", "close 1006  unclean");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
        assertThat(ws.closeCause()).isNull();
        harness.peer.expectEnd();
        harness.gone();
    }

    @Test
    void theEndOfInputInsideAFrameIs1006() throws Exception {
        harness.open();
        harness.peer.putBytes(new byte[] {(byte) 0x81}).fin();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void queuedOutputStillGoesOutAfterTheEndOfInput() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("a");
        harness.peer.fin();
        harness.events.nothing();
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        harness.end.capacity(10);
        harness.peer.expect("text 'a'");
        harness.peer.expectEnd();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void aResetIsNoErrorEvent() throws Exception { // C-046
        WebSocketConnection ws = harness.open();
        harness.peer.reset();
        harness.events.expect("close 1006  unclean");
        assertThat(ws.closeCause()).isInstanceOf(IOException.class).hasMessage("connection reset");
        harness.gone();
    }

    @Test
    void aTransportThatIsGone() throws Exception { // C-046
        IOException cause = new IOException("cable");
        WebSocketConnection ws = harness.open();
        harness.end.lose(cause);
        harness.events.expect("close 1006  unclean");
        assertThat(ws.closeCause()).isSameAs(cause);
        harness.gone();
    }

    @Test
    void aTransportThatWasClosed() throws Exception {
        WebSocketConnection ws = harness.open();
        harness.end.lose(null);
        harness.events.expect("close 1006  unclean");
        assertThat(ws.closeCause()).isNull();
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
    }

    @ParameterizedTest(name = "A-026 cause {0}")
    @ValueSource(booleans = {true, false})
    void whatWasReadIsDeliveredAlthoughTheTransportIsGone(boolean broken) throws Exception {
        harness.events.when("text 'a'", ws -> harness.end.lose(broken ? new IOException("cable") : null));
        harness.open();
        harness.peer.text("a", "b", "c");
        harness.events.expect("text 'a'", "text 'b'", "text 'c'", "close 1006  unclean");
    }

    @Test
    void aCloseFrameThatWasReadCountsAlthoughTheTransportIsGone() throws Exception { // A-026 A-059
        harness.events.when("text 'a'", ws -> harness.end.lose(null));
        harness.open();
        harness.peer.send(WireFrame.text("a"), WireFrame.close(1000, "bye"));
        harness.events.expect("text 'a'", "close 1000 bye unclean");
    }

    @Test
    void whatWasReadIsDeliveredAlthoughPausedWhenTheTransportIsGone() throws Exception { // A-026 C-047
        harness.events.when("text 'a'", WebSocket::pause);
        harness.executor(Runnable::run).open();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'");
        harness.events.nothing();
        harness.end.lose(new IOException("cable"));
        harness.events.expect("text 'b'", "close 1006  unclean");
    }

    @Test
    void aBrokenWriteDeliversWhatArrivedBefore() throws Exception {
        harness.events.when("text 'a'", ws -> {
            harness.end.breakWrites();
            ws.send("x");
        });
        harness.open();
        harness.peer.put(WireFrame.text("a"), WireFrame.text("b"));
        harness.peer.fin();
        harness.events.expect("text 'a'", "text 'b'", "close 1006  unclean");
        assertThat(harness.ws().closeCause()).hasMessage("broken pipe");
        harness.gone();
    }

    @Test
    void aBrokenWriteEndsAlsoWhileOutputHoldsTheInput() throws Exception {
        harness.options(options -> options.highWaterBytes(10).closeTimeout(Duration.ZERO))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("more than ten bytes");
        harness.peer.text("held");
        harness.events.nothing();
        harness.end.breakWrites().capacity(1_000);
        harness.peer.fin();
        harness.events.expect("text 'held'", "close 1006  unclean");
        harness.gone();
    }

    @Test
    void terminateCutsAtOnce() throws Exception { // C-061
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("lost");
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSED);
        ws.terminate();
        harness.gone();
    }

    @Test
    void terminateLosesNothingThatTheTransportTakes() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send("kept back");
        ws.terminate();
        harness.peer.expect("text 'kept back'");
        harness.peer.expectEnd();
        assertThat(harness.end.isReset()).isFalse();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void terminateInsideABatchLosesNoAnswer() throws Exception {
        harness.events.when("text 'a'", ws -> {
            ws.send("held");
            ws.terminate();
        });
        harness.open();
        harness.peer.text("a", "b");
        harness.peer.expect("text 'held'");
        harness.peer.expectEnd();
        assertThat(harness.end.isReset()).isFalse();
        harness.events.expect("text 'a'", "close 1006  unclean");
        harness.gone();
    }

    @Test
    void terminateDropsWhatTheTransportDoesNotTake() throws Exception {
        harness.end.capacity(9);
        WebSocketConnection ws = harness.open();
        List<String> outcomes = new CopyOnWriteArrayList<>();
        for (String text : List.of("out", "kept", "lost")) {
            ws.send(
                    Message.text(text),
                    SendOptions.DEFAULT,
                    failure -> outcomes.add(text + (failure == null ? "" : " " + failure.getMessage())));
        }
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        Harness.await(() -> outcomes.size() == 3);
        assertThat(outcomes)
                .containsExactly(
                        "out",
                        "kept the connection ended before the message was written",
                        "lost the connection ended before the message was written");
        assertThat(ws.bufferedAmount()).isZero();
        assertThat(harness.end.isReset()).isFalse();
        harness.gone();
    }

    @Test
    void terminateWaitsALittleForTheTransportToTakeTheRest() throws Exception {
        harness.end.capacity(0); // as a container does that has not called yet
        WebSocketConnection ws = harness.open();
        ws.send("rest");
        ws.terminate();
        harness.events.expect("close 1006  unclean"); // which is not kept waiting
        harness.end.capacity(1_000);
        harness.peer.expect("text 'rest'");
        harness.peer.expectEnd();
        assertThat(harness.end.isReset()).isFalse();
        assertThat(ws.closeCause()).isNull();
        harness.gone();
    }

    @ParameterizedTest(name = "C-061 C-062 {0}")
    @EnumSource(Role.class)
    void terminateInsideAListener(Role role) throws Exception {
        harness = new Harness(role);
        harness.events.when("text 'a'", ws -> {
            ws.terminate();
            assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        });
        harness.open();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "close 1006  unclean");
        harness.gone();
    }

    @Test
    void closeInsideAListener() throws Exception { // C-062 C-063
        harness.events.when("text 'a'", ws -> ws.close(1000, "enough"));
        harness.open();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "text 'b'");
        harness.peer.expect("close 1000 enough");
        harness.peer.send(WireFrame.close(1000, "enough")).fin();
        harness.events.expect("close 1000 enough clean");
        harness.gone();
    }

    @Test
    void methodsInsideTheCloseEventDoNothing() throws Exception { // C-045 C-062
        harness.events.when("close 1006  unclean", ws -> {
            ws.close();
            ws.terminate();
            ws.pause();
            ws.resume();
            ws.send("late");
            assertThat(ws.isPaused()).isFalse();
        });
        harness.open();
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void theOwnerLearnsTheEndBeforeTheListeners() throws Exception {
        harness.events.when(
                "close 1006  unclean", ws -> assertThat(harness.owned).containsExactly("opened", "ended CLOSED"));
        harness.open();
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void threadsThatEndItAtOnceGetOneCloseEvent() throws Exception { // C-045
        for (int round = 0; round < 50; round++) {
            try (Harness one = new Harness()) {
                WebSocketConnection ws = one.open();
                CountDownLatch go = new CountDownLatch(1);
                Runnable[] ends = {
                    ws::terminate,
                    () -> ws.close(1000, "x"),
                    () -> one.end.lose(null),
                    () -> one.peer.fin(),
                    ws::terminate
                };
                for (Runnable end : ends) {
                    Thread thread = new Thread(() -> {
                        try {
                            go.await();
                        } catch (InterruptedException stop) {
                            return;
                        }
                        end.run();
                    });
                    thread.setDaemon(true);
                    thread.start();
                }
                go.countDown();
                one.events.expect("close 1006  unclean");
                Harness.await(() -> ws.readyState() == ReadyState.CLOSED);
            }
        }
    }

    @Test
    void unreadInputIsDroppedWhereTheOutputCannotEndAlone() throws Exception {
        harness.end.halfClose(false);
        WebSocketConnection ws = harness.open();
        ws.close();
        harness.peer.put(EMPTY_CLOSE);
        harness.peer.putBytes(new byte[40_000]);
        harness.peer.end().flush();
        harness.events.expect("close 1005  clean");
        harness.gone();
        // Nothing was left to be read: it would have made the kernel answer with RST.
        assertThat(harness.end.read(java.nio.ByteBuffer.allocate(1))).isZero();
    }

    @Test
    void stagesOfExtensionsAreClosedOnce() throws Exception {
        TurnExtension extension = new TurnExtension();
        harness.extensions(extension);
        harness.open();
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        assertThat(extension.inboundClosed.await(Harness.SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(extension.outboundClosed.await(Harness.SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(extension.closes).hasValue(2);
    }

    @Test
    void anExtensionThatBreaksEndsTheConnection() throws Exception {
        dev.ws.protocol.XorExtension plain = new dev.ws.protocol.XorExtension(2, 0, 10);
        harness.extensions(new dev.ws.extension.Extension() {
            @Override
            public String token() {
                return "x-broken";
            }

            @Override
            public int reservedBits() {
                return 0;
            }

            @Override
            public dev.ws.extension.InboundStage inbound() {
                return new dev.ws.extension.InboundStage() {
                    @Override
                    public void accept(dev.ws.frame.FramePart part) {
                        throw new IllegalStateException("broken");
                    }

                    @Override
                    public dev.ws.frame.FramePart next() {
                        throw new IllegalStateException("broken");
                    }
                };
            }

            @Override
            public dev.ws.extension.OutboundStage outbound() {
                return plain.outbound();
            }
        });
        harness.open();
        harness.peer.text("a");
        harness.events.expect("close 1006  unclean");
        assertThat(harness.ws().closeCause()).hasMessage("broken");
        harness.gone();
    }

    @Test
    void statusTellsCodeAndReason() {
        assertThat(new CloseStatus(1000, "", true)).hasToString("1000");
        assertThat(new CloseStatus(1000, "bye", true)).hasToString("1000 bye");
        assertThat(CloseStatus.ABNORMAL).isEqualTo(new CloseStatus(1006, "", false));
    }

    @Test
    void theEndWaitsForTheFlush() throws Exception { // A-060 A-062
        harness.end.flushBlocked(true);
        WebSocketConnection ws = harness.open();
        CompletableFuture<Void> sent = ws.sendAsync("a");
        assertThat(sent).isCompleted(); // taken by the transport
        harness.peer.send(WireFrame.close(1000, ""));
        harness.peer.fin();
        harness.events.nothing();
        assertThat(harness.end.isClosed()).isFalse();
        harness.end.flushBlocked(false);
        harness.peer.expect("text 'a'", "close 1000 ");
        harness.events.expect("close 1000  clean");
        harness.gone();
    }

    @Test
    void whatWasReadWaitsForTheStreamsHandlerAlthoughTheTransportIsGone() throws Exception { // A-026 C-051
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        harness.open().binaryStream(null, (ws, stream) -> {
            go.await();
            read.complete(stream.readAllBytes().length);
        });
        harness.peer.send(WireFrame.of(Opcode.BINARY, "abc"), WireFrame.text("next"));
        harness.end.lose(new IOException("cable"));
        harness.events.nothing();
        go.countDown();
        assertThat(read.get(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo(3);
        harness.events.expect("text 'next'", "close 1006  unclean");
    }

    @Test
    void anUnfinishedStreamEndsWithTheTransport() throws Exception { // C-051
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<String> seen = new CompletableFuture<>();
        harness.open().binaryStream(null, (ws, stream) -> {
            try {
                go.await();
                stream.readAllBytes();
            } catch (IOException broken) {
                seen.complete(broken.getCause().getMessage());
            }
        });
        // So much that the pump is held by the stream, and nothing more in hand.
        harness.peer.send(WireFrame.of(Opcode.BINARY, new byte[70_000]).more());
        harness.end.lose(new IOException("cable"));
        harness.events.expect("close 1006  unclean");
        go.countDown();
        assertThat(seen.get(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("cable");
    }

    @Test
    void aTransportThatIsGoneBeforeTheOwnersStageEnds() throws Exception {
        harness.opening(new CompletableFuture<>());
        harness.start();
        harness.end.lose(new IOException("cable"));
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void aTransportThatIsGoneBeforeTheConnectionOpened() throws Exception {
        ManualExecutor executor = new ManualExecutor();
        harness.executor(executor).options(options -> options.dispatch(Dispatch.EXECUTOR));
        harness.start();
        harness.end.lose(null);
        executor.runAll();
        harness.events.expect("close 1006  unclean");
        assertThat(harness.owned).containsExactly("ended CLOSED");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Dispatch.class)
    void oneEventPerTaskAlsoAfterTheTransportIsGone(Dispatch dispatch) throws Exception { // A-026 A-137
        ManualExecutor executor = new ManualExecutor();
        harness.executor(executor).options(options -> options.dispatch(dispatch).allowSynchronousEvents(false));
        harness.events.when("text 'a'", ws -> harness.end.lose(null));
        harness.start();
        executor.runAll();
        harness.events.expect("open");
        harness.peer.text("a", "b", "c");
        executor.runAll();
        harness.events.expect("text 'a'", "text 'b'", "text 'c'", "close 1006  unclean");
    }
}
