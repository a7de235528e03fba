package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.ReadyState;
import dev.ws.WebSocketOptions;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(60)
class ConnectionTimersTest {
    private static final Duration TINY = Duration.ofMillis(1);
    private static final Duration LONG = Duration.ofHours(1);
    private Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    @Test
    void nothingWatchesUnlessAsked() {
        assertThat(KeepAlive.wanted(WebSocketOptions.DEFAULT)).isFalse();
        assertThat(KeepAlive.wanted(WebSocketOptions.builder().idleTimeout(TINY).build()))
                .isTrue();
        assertThat(KeepAlive.wanted(WebSocketOptions.builder().heartbeat(TINY).build()))
                .isTrue();
        assertThat(KeepAlive.wanted(WebSocketOptions.builder().expectPing(TINY).build()))
                .isTrue();
    }

    @Test
    void anIdleConnectionIsClosedWith1001() throws Exception { // G-004
        harness.options(options -> options.idleTimeout(TINY));
        harness.open();
        harness.peer.expect("close 1001 idle timeout");
        harness.peer.send(WireFrame.close(1001, "idle timeout"));
        harness.peer.fin();
        harness.events.expect("close 1001 idle timeout clean");
        assertThat(harness.ws().closeCause()).isInstanceOf(IOException.class).hasMessage("idle for 1 ms");
        harness.gone();
    }

    @Test
    void anIdlePeerThatDoesNotAnswerIsCutOff() throws Exception { // G-004 A-061
        harness.options(options -> options.idleTimeout(TINY).closeTimeout(TINY));
        WebSocketConnection ws = harness.open();
        harness.events.expect("close 1006  unclean");
        assertThat(ws.closeCause()).isInstanceOf(IOException.class).hasMessage("idle for 1 ms");
        assertThat(harness.end.isReset()).isFalse();
        harness.gone();
    }

    @Test
    void aPeerThatAnswersPingsStays() throws Exception { // G-001
        harness.options(options -> options.heartbeat(Duration.ofMillis(200)));
        WebSocketConnection ws = harness.open();
        for (int i = 0; i < 3; i++) {
            harness.peer.expect("ping ''");
            harness.peer.send(WireFrame.of(10, ""));
            harness.events.expect("pong ''");
        }
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
        ws.terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void aPeerThatDoesNotAnswerAPingIsTerminated() throws Exception { // G-001
        harness.options(options -> options.heartbeat(TINY));
        WebSocketConnection ws = harness.open();
        cut(ws, "no answer to a ping within 1 ms");
        assertThat(harness.end.isReset()).isFalse();
        harness.gone();
    }

    /** The listeners are told why, and so is whoever asks. */
    private void cut(WebSocketConnection ws, String why) throws InterruptedException {
        harness.events.expect("error ConnectionCutException: " + why, "close 1006  unclean");
        assertThat(ws.closeCause()).isInstanceOf(IOException.class).hasMessage(why);
    }

    @Test
    void aPeerStaysWhileAHandlerRuns() throws Exception {
        harness.options(options -> options.heartbeat(TINY).dispatch(Dispatch.EXECUTOR));
        WebSocketConnection ws = harness.ws();
        CountDownLatch done = new CountDownLatch(1);
        ws.onText((socket, text) -> await(done));
        harness.peer.text("work"); // there from the beginning, as the peer never answers a ping
        harness.start();
        severalPings();
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
        ws.terminate();
        done.countDown();
        harness.events.expect("open", "text 'work'", "close 1006  unclean");
    }

    private void severalPings() throws Exception {
        List<String> seen = new ArrayList<>();
        while (seen.size() < 5) {
            seen.addAll(harness.peer.frames());
            Thread.onSpinWait();
        }
        assertThat(seen).containsOnly("ping ''");
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void aPeerStaysWhileReadingIsPaused() throws Exception {
        harness.options(options -> options.heartbeat(TINY)).opening(new CompletableFuture<>());
        harness.start();
        harness.peer.text("not read yet");
        severalPings();
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.OPEN);
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void heartbeatAndIdleTimeoutTogether() throws Exception { // G-001 G-004
        harness.options(options -> options.heartbeat(LONG).idleTimeout(TINY));
        harness.open();
        harness.peer.expect("close 1001 idle timeout");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @ParameterizedTest(name = "G-002 {0}")
    @EnumSource(Role.class)
    void aPeerThatSendsNoPingIsTerminated(Role role) throws Exception {
        harness = new Harness(role).options(options -> options.expectPing(TINY));
        WebSocketConnection ws = harness.open();
        cut(ws, "no ping within 1 ms");
        harness.gone();
    }

    @Test
    void aPeerThatTakesNothingIsTerminated() throws Exception {
        harness.options(options -> options.writeTimeout(TINY)).end.capacity(3);
        WebSocketConnection ws = harness.open();
        ws.send("stuck");
        cut(ws, "the peer took no byte within 1 ms");
        assertThat(harness.end.isReset()).isTrue(); // so that nothing is kept for it
        harness.gone();
    }

    @Test
    void aStalledCloseFrameIsGivenUpToo() throws Exception {
        harness.options(options -> options.writeTimeout(TINY).closeTimeout(Duration.ZERO))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        ws.close();
        cut(ws, "the peer took no byte within 1 ms");
        harness.gone();
    }

    @Test
    void aCloseFrameThatNobodyAnswersSaysSo() throws Exception {
        harness.options(options -> options.closeTimeout(TINY));
        WebSocketConnection ws = harness.open();
        ws.close(1000, "");
        harness.events.expect("close 1006  unclean");
        assertThat(ws.closeCause())
                .isInstanceOf(IOException.class)
                .hasMessage("the closing handshake did not end within 1 ms");
        harness.gone();
    }

    @Test
    void aClosingHandshakeThatIsDoneIsNoFailure() throws Exception {
        harness.options(options -> options.closeTimeout(TINY));
        WebSocketConnection ws = harness.open();
        harness.peer.send(WireFrame.close(1000, "")); // and no end of the transport
        harness.events.expect("close 1000  clean");
        assertThat(ws.closeCause()).isNull();
        harness.gone();
    }

    @Test
    void withoutLimitsNothingIsScheduled() throws Exception {
        harness.options(options -> options.closeTimeout(Duration.ZERO).writeTimeout(Duration.ZERO))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("a");
        ws.close();
        harness.end.capacity(100);
        harness.peer.expect("text 'a'", "close ''");
        harness.peer.send(WireFrame.of(8, ""));
        harness.peer.fin();
        harness.events.expect("close 1005  clean");
        harness.gone();
    }

    @Test
    void aClosedRuntimeStillLetsConnectionsEnd() throws Exception {
        WebSocketConnection ws = harness.open();
        harness.runtime().close();
        ws.close(1001, "stop");
        harness.peer.expect("close 1001 stop");
        harness.peer.send(WireFrame.close(1001, "stop"));
        harness.peer.fin();
        harness.events.expect("close 1001 stop clean");
        harness.gone();
    }

    @Test
    void veryLongTimesAreLegal() throws Exception {
        Duration forever = java.time.temporal.ChronoUnit.FOREVER.getDuration();
        harness.options(options -> options.closeTimeout(forever)
                        .writeTimeout(forever)
                        .sendTimeout(forever)
                        .idleTimeout(forever)
                        .heartbeat(forever)
                        .expectPing(forever))
                .end
                .capacity(3);
        WebSocketConnection ws = harness.open();
        ws.send("a");
        harness.end.capacity(1000);
        ws.sendBlocking(dev.ws.Message.text("b"), dev.ws.SendOptions.DEFAULT);
        ws.close();
        harness.peer.expect("text 'a'", "text 'b'", "close ''");
        ws.terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void runtimesThreadsAreDaemonsThatEnd() throws Exception {
        ConnectionRuntime runtime = ConnectionRuntime.create();
        List<Thread> threads = new java.util.concurrent.CopyOnWriteArrayList<>();
        runtime.executor().execute(() -> threads.add(Thread.currentThread()));
        runtime.streamExecutor().execute(() -> threads.add(Thread.currentThread()));
        runtime.schedule(() -> threads.add(Thread.currentThread()), Duration.ZERO)
                .get();
        Harness.await(() -> threads.size() == 3);
        runtime.close();
        Harness.await(() -> threads.stream().noneMatch(Thread::isAlive));
        assertThat(threads).allMatch(Thread::isDaemon);
    }
}
