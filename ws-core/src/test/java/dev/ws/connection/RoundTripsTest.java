package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.ConnectionClosedException;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class RoundTripsTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.events.forget();
        harness.close();
    }

    private List<WireFrame> pings(int count) throws InterruptedException {
        List<WireFrame> pings = WireFrame.parse(harness.peer.expectBytes(10 * count));
        assertThat(pings).hasSize(count).allMatch(ping -> ping.opcode() == Opcode.PING && ping.payload().length == 8);
        return pings;
    }

    private void answer(WireFrame ping) throws Exception {
        harness.peer.send(WireFrame.of(Opcode.PONG, ping.payload()));
    }

    private static AbstractThrowableAssert<?, ? extends Throwable> failureOf(CompletableFuture<Duration> result) {
        assertThat(result).isCompletedExceptionally();
        return assertThat(result.handle((time, failure) -> failure).join());
    }

    @Test
    void aPongWithThePayloadOfThePingCompletes() throws Exception { // C-033
        WebSocketConnection ws = harness.open();
        CompletableFuture<Duration> trip = ws.pingRoundTrip();
        WireFrame ping = pings(1).get(0);
        harness.peer.send(WireFrame.of(Opcode.PONG, "another!"), WireFrame.of(Opcode.PONG, ""));
        assertThat(trip).isNotDone();
        answer(ping);
        assertThat(trip).isCompletedWithValueMatching(time -> !time.isNegative());
        answer(ping); // an unasked pong (RFC 6455 section 5.5.3)
    }

    @Test
    void aPongAnswersThePingsBeforeItToo() throws Exception { // C-033
        WebSocketConnection ws = harness.open();
        List<CompletableFuture<Duration>> trips = List.of(ws.pingRoundTrip(), ws.pingRoundTrip(), ws.pingRoundTrip());
        List<WireFrame> pings = pings(3);
        answer(pings.get(1));
        assertThat(trips).extracting(CompletableFuture::isDone).containsExactly(true, true, false);
        answer(pings.get(2));
        assertThat(trips).allMatch(CompletableFuture::isDone);
    }

    @Test
    void onlySoManyAreOnTheirWay() throws Exception { // C-033
        WebSocketConnection ws = harness.open();
        List<CompletableFuture<Duration>> trips = new ArrayList<>();
        for (int i = 0; i < RoundTrips.MOST; i++) {
            trips.add(ws.pingRoundTrip());
        }
        failureOf(ws.pingRoundTrip()).isInstanceOf(IllegalStateException.class);
        pings(RoundTrips.MOST);
        trips.get(3).cancel(false);
        CompletableFuture<Duration> next = ws.pingRoundTrip();
        answer(pings(1).get(0));
        assertThat(next).isCompletedWithValueMatching(time -> !time.isNegative());
    }

    @Test
    void theEndOfTheConnectionFailsIt() throws Exception { // C-033
        WebSocketConnection ws = harness.open();
        CompletableFuture<Duration> written = ws.pingRoundTrip();
        harness.end.capacity(0);
        CompletableFuture<Duration> waiting = ws.pingRoundTrip();
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        failureOf(written)
                .isInstanceOf(ConnectionClosedException.class)
                .hasMessage("the connection ended before the pong");
        failureOf(waiting).isInstanceOf(ConnectionClosedException.class);
        failureOf(ws.pingRoundTrip()).hasMessage("WebSocket is not open: readyState 3 (CLOSED)");
    }

    @Test
    void itTellsWhyTheConnectionEnded() throws Exception { // C-033
        CompletableFuture<Duration> trip = harness.open().pingRoundTrip();
        harness.peer.send(WireFrame.of(Opcode.CONTINUATION, "out of order"));
        harness.peer.fin();
        Harness.await(trip::isDone);
        failureOf(trip).hasCause(harness.ws().closeCause());
    }

    @Test
    void itThrowsWhileConnecting() throws Exception { // C-027 C-033
        assertThatIllegalStateException().isThrownBy(() -> harness.ws().pingRoundTrip());
        CompletableFuture<Duration> trip = harness.open().pingRoundTrip();
        answer(pings(1).get(0));
        assertThat(trip).isDone();
    }
}
