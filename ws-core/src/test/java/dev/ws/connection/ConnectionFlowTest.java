package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.extension.Extension;
import dev.ws.extension.InboundStage;
import dev.ws.extension.OutboundStage;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import dev.ws.protocol.XorExtension;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionFlowTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    @Test
    void nothingIsDeliveredWhilePaused() throws Exception { // C-008 C-047
        WebSocketConnection ws = harness.executor(Runnable::run).open();
        ws.pause();
        assertThat(ws.isPaused()).isTrue();
        harness.peer.send(WireFrame.text("a"), WireFrame.of(Opcode.PING, "p"));
        harness.peer.text("b");
        harness.events.nothing();
        ws.send("sends go on");
        harness.peer.expect("text 'sends go on'");
        ws.resume();
        assertThat(ws.isPaused()).isFalse();
        harness.events.expect("text 'a'", "ping 'p'", "text 'b'");
        ws.resume();
    }

    @Test
    void pauseInsideAListenerHoldsTheNextMessage() throws Exception { // C-047
        harness.executor(Runnable::run).events.when("text 'a'", WebSocket::pause);
        harness.open();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'");
        harness.events.nothing();
        harness.ws().resume();
        harness.events.expect("text 'b'");
    }

    @Test
    void resumeRunsOnTheExecutor() throws Exception {
        ManualExecutor executor = new ManualExecutor();
        WebSocketConnection ws = harness.executor(executor).open();
        executor.runAll();
        ws.pause();
        harness.peer.text("a");
        ws.resume();
        harness.events.nothing();
        executor.runAll();
        harness.events.expect("text 'a'");
    }

    @Test
    void aPausedConnectionTakesABoundedAmountOfInput() throws Exception { // C-047
        harness.peer.end().capacity(100_000);
        WebSocketConnection ws = harness.executor(Runnable::run).open();
        ws.pause();
        ByteBuffer flood = ByteBuffer.allocate(1_000_000);
        int taken = 0;
        while (true) {
            int count = harness.peer.end().write(flood);
            harness.peer.end().flush();
            if (count == 0) {
                break;
            }
            taken += count;
        }
        assertThat(taken).isBetween(100_000, 100_000 + 64 * 1024);
        ws.terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void whatTheConnectionEndsWithWaitsWhilePaused() throws Exception { // C-047
        WebSocketConnection ws = harness.executor(Runnable::run).open();
        ws.pause();
        harness.peer.put(WireFrame.text("a"), WireFrame.close(1000, ""));
        harness.peer.fin();
        harness.events.nothing();
        ws.resume();
        harness.events.expect("text 'a'", "close 1000  clean");
        assertThat(ws.isPaused()).isFalse();
        harness.gone();
    }

    @Test
    void pauseHoldsMessagesWhileClosingToo() throws Exception { // C-008 C-047 C-063
        WebSocketConnection ws = harness.executor(Runnable::run).open();
        ws.close();
        ws.pause();
        assertThat(ws.isPaused()).isTrue();
        harness.peer.send(WireFrame.text("a"), WireFrame.of(Opcode.CLOSE, ""));
        harness.peer.fin();
        harness.events.nothing();
        ws.resume();
        harness.events.expect("text 'a'", "close 1005  clean");
        assertThat(ws.isPaused()).isFalse();
    }

    @Test
    void theCloseTimeoutRunsOnWhilePaused() throws Exception { // A-061 C-047
        WebSocketConnection ws = harness.options(options -> options.closeTimeout(Duration.ofMillis(20)))
                .open();
        ws.pause();
        ws.close();
        harness.peer.text("never read");
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void terminateDoesNotWaitForResume() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.pause();
        harness.peer.text("a");
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void aPeerThatDoesNotReadIsNotReadFrom() throws Exception {
        harness.executor(Runnable::run)
                .options(options -> options.highWaterBytes(100))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send(new byte[200]);
        harness.peer.text("a");
        harness.peer.text("b");
        harness.events.nothing();
        harness.end.capacity(1_000);
        harness.events.expect("drain", "text 'a'", "text 'b'");
        assertThat(harness.peer.frames()).hasSize(1);
    }

    private static Harness slowClient() {
        Harness client = new Harness(Role.CLIENT);
        client.executor(Runnable::run)
                .options(options -> options.highWaterBytes(100))
                .end
                .capacity(0);
        return client;
    }

    @Test
    void aClientReadsOnHoweverMuchItsApplicationSends() throws Exception {
        try (Harness client = slowClient()) {
            client.open().send(new byte[200]);
            client.peer.text("a", "b");
            client.events.expect("text 'a'", "text 'b'");
            client.end.capacity(1_000);
            client.events.expect("drain");
        }
    }

    @Test
    void aClientWaitsForWhatItAnswers() throws Exception {
        try (Harness client = slowClient()) {
            client.events.when("text 'a'", ws -> {
                ws.send(new byte[60]);
                ws.send(new byte[60]);
            });
            client.open();
            client.peer.text("a");
            client.peer.text("b");
            client.events.expect("text 'a'");
            client.events.nothing();
            client.end.capacity(1_000);
            client.events.expect("drain", "text 'b'");
        }
    }

    @Test
    void aClientForgetsAnswersThatAreOut() throws Exception {
        try (Harness client = slowClient()) {
            client.end.capacity(1_000);
            client.events.when("text 'a'", ws -> ws.send(new byte[60]));
            client.events.when("text 'b'", ws -> ws.send(new byte[60]));
            client.open();
            client.peer.text("a", "b");
            client.events.expect("text 'a'", "text 'b'", "drain");
            assertThat(client.peer.frames()).hasSize(2);
            client.end.capacity(0);
            client.ws().send(new byte[200]);
            client.peer.text("c");
            client.events.expect("text 'c'");
            client.end.capacity(1_000);
            client.events.expect("drain");
        }
    }

    @Test
    void aFloodOfPingsFromAPeerThatDoesNotReadIsBounded() throws Exception {
        harness.executor(Runnable::run)
                .options(options -> options.highWaterBytes(10_000).maxPendingAutoPongs(0))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        byte[] ping = WireFrame.of(Opcode.PING, new byte[125]).masked(1).bytes();
        for (int i = 0; i < 1_000; i++) {
            harness.peer.putBytes(ping).end().flush();
        }
        assertThat(ws.bufferedAmount()).isBetween(10_000L, 10_200L);
        ws.terminate();
        for (String event = harness.events.next(); event != null && event.startsWith("ping"); ) {
            event = harness.events.next();
        }
        harness.gone();
    }

    @Test
    void echoOfManyMessagesToASlowReader() throws Exception {
        harness.options(options -> options.highWaterBytes(5_000)).end.capacity(2_000);
        harness.open().onText((ws, text) -> ws.send(text));
        int count = 2_000;
        Thread writer = new Thread(() -> {
            try {
                for (int i = 0; i < count; i++) {
                    harness.peer.put(WireFrame.text("message " + i)).end().flush();
                }
            } catch (java.io.IOException broken) {
                throw new AssertionError(broken);
            }
        });
        writer.setDaemon(true);
        writer.start();
        java.io.ByteArrayOutputStream wire = new java.io.ByteArrayOutputStream();
        long expected = 0;
        for (int i = 0; i < count; i++) {
            expected += 2 + ("message " + i).length();
        }
        long total = expected;
        Harness.await(() -> {
            wire.writeBytes(harness.peer.takeBytes());
            return wire.size() >= total;
        });
        java.util.List<String> frames = WireFrame.describe(wire.toByteArray());
        assertThat(frames).hasSize(count);
        for (int i = 0; i < count; i++) {
            assertThat(frames.get(i)).isEqualTo("text 'message " + i + "'");
        }
        writer.join(TimeUnit.SECONDS.toMillis(Harness.SECONDS));
        harness.ws().terminate();
        for (String event = harness.events.next(); event != null && !event.startsWith("close"); ) {
            event = harness.events.next();
        }
        harness.gone();
    }

    // Decodes nothing, but takes its time for the first part.
    private static Extension slow(CountDownLatch begun, CountDownLatch goOn) {
        Extension plain = new XorExtension(FramePart.RSV1, 0, 100_000);
        InboundStage decoder = plain.inbound();
        InboundStage slow = new InboundStage() {
            @Override
            public void accept(FramePart part) {
                begun.countDown();
                try {
                    goOn.await();
                } catch (InterruptedException stop) {
                    throw new AssertionError(stop);
                }
                decoder.accept(part);
            }

            @Override
            public @Nullable FramePart next() {
                return decoder.next();
            }
        };
        return new Extension() {
            @Override
            public String token() {
                return plain.token();
            }

            @Override
            public int reservedBits() {
                return plain.reservedBits();
            }

            @Override
            public InboundStage inbound() {
                return slow;
            }

            @Override
            public OutboundStage outbound() {
                return plain.outbound();
            }
        };
    }

    @ParameterizedTest(name = "C-048 paused meanwhile: {0}")
    @ValueSource(booleans = {false, true})
    void nothingIsReadWhileAnExtensionDecodes(boolean paused) throws Exception {
        CountDownLatch begun = new CountDownLatch(1);
        CountDownLatch goOn = new CountDownLatch(1);
        ManualExecutor pump = new ManualExecutor();
        harness.options(options -> options.dispatch(Dispatch.EXECUTOR))
                .executor(pump)
                .extensions(slow(begun, goOn));
        harness.start();
        pump.runAll();
        harness.events.expect("open");
        harness.peer.end().capacity(50_000);
        harness.peer.text("a");
        Thread decoder = new Thread(pump::runAll);
        decoder.start();
        begun.await();
        ByteBuffer flood = ByteBuffer.wrap(
                WireFrame.of(Opcode.BINARY, new byte[300_000]).masked(5).bytes());
        assertThat(harness.peer.end().write(flood)).isPositive();
        harness.peer.end().flush();
        assertThat(harness.peer.end().write(flood)).isZero();
        if (paused) {
            harness.ws().pause();
        }
        goOn.countDown();
        decoder.join();
        if (paused) {
            harness.events.nothing();
            assertThat(harness.peer.end().write(flood)).isZero();
            harness.ws().resume();
        }
        String all = "binary " + WireFrame.brief(new byte[300_000]);
        CountDownLatch arrived = new CountDownLatch(1);
        harness.events.when(all, ws -> arrived.countDown());
        Harness.await(() -> {
            try {
                harness.peer.end().write(flood);
                harness.peer.end().flush();
            } catch (java.io.IOException broken) {
                throw new AssertionError(broken);
            }
            pump.runAll();
            return arrived.getCount() == 0;
        });
        harness.events.expect("text 'a'", all);
    }

    @Test
    void aBusyHandlerOnTheExecutorHoldsTheInput() throws Exception {
        CountDownLatch entered = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        harness.options(options -> options.dispatch(Dispatch.EXECUTOR));
        harness.peer.end().capacity(50_000);
        harness.events.when("text 'a'", ws -> {
            entered.countDown();
            leave.await();
        });
        harness.open();
        harness.peer.text("a");
        assertThat(entered.await(Harness.SECONDS, TimeUnit.SECONDS)).isTrue();
        ByteBuffer flood = ByteBuffer.wrap(
                WireFrame.of(Opcode.BINARY, new byte[300_000]).masked(5).bytes());
        harness.peer.end().write(flood);
        harness.peer.end().flush();
        assertThat(harness.peer.end().write(flood)).isZero();
        harness.events.expect("text 'a'");
        leave.countDown();
        Harness.await(() -> {
            try {
                harness.peer.end().write(flood);
                harness.peer.end().flush();
            } catch (java.io.IOException broken) {
                throw new AssertionError(broken);
            }
            return !flood.hasRemaining();
        });
        harness.events.expect("binary " + WireFrame.brief(new byte[300_000]));
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.OPEN);
    }
}
