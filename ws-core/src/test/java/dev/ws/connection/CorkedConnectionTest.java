package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.ConnectionClosedException;
import dev.ws.Message;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What the application asked to keep back. */
@Timeout(60)
class CorkedConnectionTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    @Test
    void nothingLeavesUntilUncork() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send("a");
        ws.send(ByteBuffer.wrap(new byte[] {'b'}));
        CompletableFuture.runAsync(() -> ws.send(Message.text("c"))).get(Harness.SECONDS, TimeUnit.SECONDS);
        CompletableFuture<Void> last = ws.sendAsync("d");

        assertThat(harness.peer.frames()).isEmpty();
        assertThat(last).isNotDone();
        assertThat(ws.bufferedAmount()).isEqualTo(12);
        ws.uncork();
        assertThat(harness.peer.frames()).containsExactly("text 'a'", "binary 'b'", "text 'c'", "text 'd'");
        assertThat(last).isCompleted();
        assertThat(harness.end.writes()).isEqualTo(1);
        ws.send("e");
        assertThat(harness.peer.frames()).containsExactly("text 'e'");
    }

    @Test
    void batchesCanFollowEachOther() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send("a");
        ws.uncork();
        ws.cork();
        ws.send("b");
        assertThat(harness.peer.frames()).containsExactly("text 'a'");
        ws.uncork();
        assertThat(harness.peer.frames()).containsExactly("text 'b'");
    }

    @Test
    void muchLeavesAllTheSame() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        for (int i = 0; i < 4; i++) {
            ws.send(new byte[10_000]);
        }
        assertThat(harness.peer.takeBytes()).isEmpty();
        ws.send(new byte[10_000]);
        assertThat(harness.peer.takeBytes()).hasSize(5 * 10_004);
        ws.send("more");
        assertThat(harness.peer.frames()).isEmpty();
    }

    @Test
    void whatWasSentBeforeIsNotMeant() throws Exception {
        harness.events.when("text 'a'", ws -> {
            ws.send("held");
            ws.cork();
            assertThat(harness.peer.frames()).containsExactly("text 'held'");
            ws.send("corked");
        });
        harness.runtime().sweeper().close();
        harness.open();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "text 'b'");
        assertThat(harness.peer.frames()).isEmpty();
        harness.ws().uncork();
        assertThat(harness.peer.frames()).containsExactly("text 'corked'");
    }

    @Test
    void theEndOfABatchOfInputIsNotTheEndOfTheCork() throws Exception {
        harness.events.when("text 'a'", ws -> ws.send("held"));
        harness.events.when("text 'b'", ws -> ws.sendBlocking("corked", Duration.ZERO));
        harness.runtime().sweeper().close();
        WebSocketConnection ws = harness.open();
        ws.cork();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "text 'b'");
        assertThat(harness.peer.frames()).isEmpty();
        ws.uncork();
        assertThat(harness.peer.frames()).containsExactly("text 'held'", "text 'corked'");
    }

    @Test
    void blockingSendsReturnWhenQueued() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.sendBlocking("a", Duration.ZERO);
        ws.sendBlocking(ByteBuffer.wrap(new byte[] {'b'}), Duration.ZERO);
        assertThat(harness.peer.frames()).isEmpty();
        ws.uncork();
        assertThat(harness.peer.frames()).containsExactly("text 'a'", "binary 'b'");
    }

    @Test
    void aBlockingSendAboveTheLimitWaits() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.cork();
        assertThatIOException()
                .isThrownBy(() -> ws.sendBlocking(ByteBuffer.allocate(100_000), Duration.ofMillis(1)))
                .withMessage("the message was not written within 1 ms");
        harness.events.expect(
                "error ConnectionCutException: the message was not written within 1 ms", "close 1006  unclean");
    }

    @Test
    void closingSendsAll() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send("a");
        ws.close(1000, "x");
        assertThat(harness.peer.frames()).containsExactly("text 'a'", "close 1000 x");
        ws.cork(); // no effect any more
        harness.peer.send(WireFrame.close(1000, "x")).fin();
        harness.events.expect("close 1000 x clean");
    }

    @Test
    void thePeersCloseSendsAll() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send("a");
        harness.peer.send(WireFrame.close(1001, ""));
        harness.peer.expect("text 'a'", "close 1001 ");
        harness.peer.fin();
        harness.events.expect("close 1001  clean");
    }

    @Test
    void closingSendsWhatIsBeingTransformedToo() throws Exception {
        TurnExtension slow = new TurnExtension();
        harness.extensions(slow);
        WebSocketConnection ws = harness.open();
        ws.cork();
        slow.slow = true;
        CompletableFuture<Void> sending = CompletableFuture.runAsync(() -> ws.send("a"));
        slow.begun.acquire();
        ws.close();
        slow.permits.release();
        sending.get(Harness.SECONDS, TimeUnit.SECONDS);
        harness.peer.expect("text rsv4 'a'", "close ''");
    }

    @Test
    void terminatingFailsWhatWasKeptBackIfThereIsNoRoom() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.cork();
        CompletableFuture<Void> sent = ws.sendAsync("a");
        ws.terminate();
        assertThatThrownBy(() -> sent.get(Harness.SECONDS, TimeUnit.SECONDS))
                .hasCauseInstanceOf(ConnectionClosedException.class);
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void controlFramesTakeAlongWhatWasKeptBack() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send("a");
        ws.ping();
        assertThat(harness.peer.frames()).containsExactly("text 'a'", "ping ''");
        ws.send("b");
        harness.peer.send(WireFrame.of(Opcode.PING, "p"));
        harness.events.expect("ping 'p'");
        assertThat(harness.peer.frames()).containsExactly("text 'b'", "pong 'p'");
        ws.send("c");
        assertThat(harness.peer.frames()).isEmpty();
    }

    @Test
    void readingDoesNotWaitForTheUncork() throws Exception { // highWaterBytes below the limit of the cork
        harness.options(options -> options.highWaterBytes(100));
        WebSocketConnection ws = harness.open();
        ws.cork();
        ws.send(new byte[200]);
        harness.peer.text("a");
        harness.events.expect("drain", "text 'a'");
        assertThat(harness.peer.takeBytes()).hasSize(204);
    }

    @Test
    void aConnectionThatIsNotOpenCannotBeCorked() throws Exception {
        harness.ws().cork();
        WebSocketConnection ws = harness.open();
        ws.send("a");
        assertThat(harness.peer.frames()).containsExactly("text 'a'");
    }

    @Test
    void clientsCanBeCorkedToo() throws Exception {
        try (Harness client = new Harness(Role.CLIENT)) {
            WebSocketConnection ws = client.open();
            ws.cork();
            ws.send("a");
            assertThat(client.peer.frames()).isEmpty();
            ws.uncork();
            assertThat(client.peer.frames()).containsExactly("text 'a'");
        }
    }
}
