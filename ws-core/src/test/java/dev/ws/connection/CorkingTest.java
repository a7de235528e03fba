package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Output of a pump that holds more input waits and goes out together, within the four rules that keep it honest. Only
 * rule 3 needs the sweeper; it is stopped for the others, whose outcome is then exact.
 */
@Timeout(60)
class CorkingTest {
    private final Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    private WebSocketConnection openWithoutSweeper() throws InterruptedException {
        harness.runtime().sweeper().close();
        return harness.open();
    }

    private static WireFrame[] messages(int count, String text) {
        WireFrame[] frames = new WireFrame[count];
        Arrays.fill(frames, WireFrame.text(text));
        return frames;
    }

    private void echo() {
        harness.ws().onMessage(WebSocket::send);
    }

    private void expect(int count, String event) throws InterruptedException {
        for (int i = 0; i < count; i++) {
            harness.events.expect(event);
        }
    }

    @Test
    void answersOfABatchGoOutTogether() throws Exception {
        openWithoutSweeper();
        echo();
        harness.peer.send(messages(1_000, "0123456789"));
        expect(1_000, "text '0123456789'");
        byte[] answers = harness.peer.takeBytes();

        assertThat(WireFrame.describe(answers)).hasSize(1_000).containsOnly("text '0123456789'");
        assertThat(harness.end.writes()).isEqualTo(1);
        assertThat(harness.end.flushes()).isEqualTo(1);
    }

    @Test
    void theLastMessageOfABatchGoesAtOnce() throws Exception { // rule 1
        openWithoutSweeper();
        echo();
        AtomicInteger seen = new AtomicInteger();
        harness.ws().onText((ws, text) -> {
            if (text.equals("last")) {
                seen.set(harness.peer.frames().size());
            }
        });
        harness.peer.text("a", "b", "last");

        // Received by the peer while the handler of the last message still runs.
        assertThat(seen.get()).isEqualTo(3);
        harness.events.expect("text 'a'", "text 'b'", "text 'last'");
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Dispatch.class)
    void aSendWithoutInputInHandGoesAtOnce(Dispatch dispatch) throws Exception { // rule 1
        harness.options(options -> options.dispatch(dispatch)).executor(Runnable::run);
        openWithoutSweeper();
        echo();
        harness.peer.text("ping-pong");
        assertThat(harness.peer.frames()).containsExactly("text 'ping-pong'");
        harness.ws().send("from outside");
        assertThat(harness.peer.frames()).containsExactly("text 'from outside'");
        harness.events.expect("text 'ping-pong'");
        assertThat(harness.end.writes()).isEqualTo(2);
    }

    @Test
    void manyHeldBytesGoOutEarly() throws Exception { // rule 2
        openWithoutSweeper();
        AtomicInteger received = new AtomicInteger();
        byte[] answer = new byte[10_000];
        harness.ws().onText((ws, text) -> {
            if (text.equals("check")) {
                received.set(harness.peer.takeBytes().length);
            } else {
                ws.send(answer);
            }
        });
        harness.peer.text("1", "2", "3", "4", "5", "check", "more");

        // 50,020 bytes passed 48 KiB: they left while "check" and "more" were still in hand.
        assertThat(received.get()).isEqualTo(5 * 10_004);
        for (String text : List.of("1", "2", "3", "4", "5", "check", "more")) {
            harness.events.expect("text '" + text + "'");
        }
    }

    @ParameterizedTest(name = "handler that {0}")
    @ValueSource(strings = {"sleeps", "works"})
    void aHandlerThatTakesLongDoesNotKeepItsMessageBack(String what) throws Exception { // rule 3
        CountDownLatch received = new CountDownLatch(1);
        Thread reader = new Thread(() -> {
            try {
                harness.peer.expect("text 'answer'");
                received.countDown();
            } catch (InterruptedException stop) {
                Thread.currentThread().interrupt();
            }
        });
        reader.setDaemon(true);
        harness.events.when("text 'first'", ws -> {
            ws.send("answer");
            reader.start();
            // The handler ends only when the peer has the message, although more input waits.
            if (what.equals("sleeps")) {
                assertThat(received.await(Harness.SECONDS, TimeUnit.SECONDS)).isTrue();
            } else {
                Harness.await(() -> received.getCount() == 0);
            }
        });
        harness.open();
        harness.peer.text("first", "second");
        harness.events.expect("text 'first'", "text 'second'");
    }

    @Test
    void eachMessageOfASlowHandlerLeaves() throws Exception { // rule 3
        harness.open();
        harness.ws().onText((ws, text) -> {
            ws.send(text + "1");
            expectInside(text + "1");
            ws.send(text + "2");
            expectInside(text + "2");
        });
        harness.peer.text("a", "b", "c");
        harness.events.expect("text 'a'", "text 'b'", "text 'c'");
        assertThat(harness.peer.frames()).isEmpty();
    }

    private void expectInside(String text) {
        try {
            harness.peer.expect("text '" + text + "'");
        } catch (InterruptedException stop) {
            Thread.currentThread().interrupt();
        }
    }

    @Test
    void sendsFromOtherThreadsAreNeverHeld() throws Exception { // rule 4
        harness.events.when("text 'first'", ws -> {
            Thread other = new Thread(() -> ws.send("other"));
            other.start();
            other.join();
            assertThat(harness.peer.frames()).containsExactly("text 'other'");
        });
        openWithoutSweeper();
        harness.peer.text("first", "second");
        harness.events.expect("text 'first'", "text 'second'");
    }

    @Test
    void anotherThreadsSendTakesHeldMessagesAlong() throws Exception { // rule 4 C-029
        harness.events.when("text 'first'", ws -> {
            ws.send("held");
            Thread other = new Thread(() -> ws.send("other"));
            other.start();
            other.join();
            harness.peer.expect("text 'held'", "text 'other'");
        });
        openWithoutSweeper();
        harness.peer.text("first", "second");
        harness.events.expect("text 'first'", "text 'second'");
    }

    @Test
    void pongsOfABatchGoOutTogether() throws Exception {
        openWithoutSweeper();
        WireFrame[] pings = new WireFrame[500];
        Arrays.fill(pings, WireFrame.of(Opcode.PING, ""));
        harness.peer.send(pings);
        expect(500, "ping ''");
        assertThat(harness.peer.frames()).hasSize(500);
        assertThat(harness.end.writes()).isEqualTo(9); // the transport is asked after 60 pongs
    }

    @Test
    void aCloseTakesHeldMessagesAlong() throws Exception {
        harness.events.when("text 'a'", ws -> {
            ws.send("held");
            ws.close(1000, "x");
            assertThat(harness.peer.frames()).containsExactly("text 'held'", "close 1000 x");
        });
        openWithoutSweeper();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "text 'b'");
    }

    @Test
    void aPauseLetsHeldMessagesGo() throws Exception {
        harness.events.when("text 'a'", ws -> {
            ws.send("held");
            ws.pause();
        });
        openWithoutSweeper();
        harness.peer.text("a", "b");
        assertThat(harness.peer.frames()).containsExactly("text 'held'");
        harness.events.expect("text 'a'");
        harness.ws().resume();
        harness.events.expect("text 'b'");
    }

    @Test
    void aHandlerThatThrowsLetsHeldMessagesGo() throws Exception {
        harness.events.when("text 'a'", ws -> {
            ws.send("held");
            throw new IllegalStateException("x");
        });
        openWithoutSweeper();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "error IllegalStateException: x");
        assertThat(harness.peer.frames()).containsExactly("text 'held'", "close 1011 ");
    }

    /** A way to send that waits. */
    enum Blocking {
        TEXT {
            @Override
            void send(WebSocket ws, String text) throws IOException {
                ws.sendBlocking(text, Duration.ZERO);
            }
        },
        BINARY {
            @Override
            void send(WebSocket ws, String text) throws IOException {
                ws.sendBlocking(ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Duration.ZERO);
            }
        },
        MESSAGE {
            @Override
            void send(WebSocket ws, String text) throws IOException {
                ws.sendBlocking(Message.text(text), SendOptions.DEFAULT);
            }
        };

        abstract void send(WebSocket ws, String text) throws IOException;
    }

    private void answer(Blocking way) {
        harness.ws().addListener(new WebSocketListener() {
            @Override
            public void onText(WebSocket ws, String text) throws Exception {
                way.send(ws, text);
            }
        });
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Blocking.class)
    void blockingAnswersOfABatchGoOutTogether(Blocking way) throws Exception {
        openWithoutSweeper();
        answer(way);
        harness.peer.send(messages(1_000, "0123456789"));
        expect(1_000, "text '0123456789'");

        assertThat(harness.peer.frames()).hasSize(1_000);
        assertThat(harness.end.writes()).isEqualTo(1);
        assertThat(harness.end.flushes()).isEqualTo(1);
    }

    @Test
    void blockingAnswersThatAnExtensionTransformsGoOutTogether() throws Exception {
        harness.extensions(new TurnExtension());
        openWithoutSweeper();
        answer(Blocking.TEXT);
        harness.peer.send(messages(100, "a"));
        expect(100, "text 'a'");

        assertThat(harness.peer.frames()).hasSize(100).containsOnly("text rsv4 'a'");
        assertThat(harness.end.writes()).isEqualTo(1);
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Blocking.class)
    void aBlockingSendWithoutInputInHandIsOutWhenItReturns(Blocking way) throws Exception { // rule 1
        AtomicInteger seen = new AtomicInteger();
        harness.events.when("text 'last'", ws -> {
            way.send(ws, "answer");
            seen.set(harness.peer.frames().size());
        });
        openWithoutSweeper();
        harness.peer.text("last");
        harness.events.expect("text 'last'");
        assertThat(seen).hasValue(1);
        way.send(harness.ws(), "outside");
        assertThat(harness.peer.frames()).hasSize(1);
    }

    @Test
    void aBlockingSendAboveTheLimitWaits() throws Exception { // rule 2
        AtomicInteger received = new AtomicInteger();
        harness.events.when("text 'a'", ws -> {
            harness.end.capacity(1_000);
            CompletableFuture<Void> later = CompletableFuture.runAsync(() -> harness.end.capacity(200_000));
            ws.sendBlocking(ByteBuffer.allocate(100_000), Duration.ZERO);
            later.join();
            received.set(harness.peer.takeBytes().length);
        });
        openWithoutSweeper();
        harness.peer.text("a", "b");
        harness.events.expect("text 'a'", "text 'b'");
        // What is left at its end may be little enough to be left to the queue.
        assertThat(received.get()).isBetween(100_010 - 48 * 1024, 100_010);
    }

    @Test
    void aHandlerThatSendsBlockingAndThenWaitsDoesNotKeepItsMessageBack() throws Exception { // rule 3
        harness.events.when("text 'first'", ws -> {
            ws.sendBlocking("answer", Duration.ZERO);
            expectInside("answer"); // although more input waits
        });
        harness.open();
        harness.peer.text("first", "second");
        harness.events.expect("text 'first'", "text 'second'");
    }

    @Test
    void manyConnectionsHoldAtOnce() throws Exception {
        // More pumps than the sweeper has slots: those without one hold nothing back.
        int count = 100;
        CountDownLatch all = new CountDownLatch(count);
        CountDownLatch leave = new CountDownLatch(1);
        ConnectionRuntime runtime = harness.runtime();
        Harness[] others = new Harness[count];
        for (int i = 0; i < count; i++) {
            Harness one = new Harness().runtime(runtime);
            others[i] = one;
            one.events.when("text 'a'", ws -> {
                ws.send("answer");
                all.countDown();
                leave.await();
            });
            one.open();
            Thread thread = new Thread(() -> {
                try {
                    one.peer.text("a", "b");
                } catch (java.io.IOException broken) {
                    throw new AssertionError(broken);
                }
            });
            thread.setDaemon(true);
            thread.start();
        }
        assertThat(all.await(Harness.SECONDS, TimeUnit.SECONDS)).isTrue();
        for (Harness one : others) {
            one.peer.expect("text 'answer'");
        }
        leave.countDown();
        for (Harness one : others) {
            one.events.expect("text 'a'", "text 'b'");
            one.events.end();
        }
    }

    @Test
    void aSweeperThatFellAsleepIsWoken() throws Exception { // rule 3
        harness.open();
        harness.ws().onText((ws, text) -> {
            ws.send(text);
            expectInside(text);
        });
        for (int i = 0; i < 3; i++) {
            harness.peer.text("a" + i, "b" + i);
            harness.events.expect("text 'a" + i + "'", "text 'b" + i + "'");
            // With nothing held it sleeps without waking.
            Harness.await(() -> sweeping().getState() == Thread.State.WAITING);
        }
    }

    private Thread sweeping() {
        try {
            java.lang.reflect.Field thread = Sweeper.class.getDeclaredField("thread");
            thread.setAccessible(true);
            return java.util.Objects.requireNonNull(
                    (Thread) thread.get(harness.runtime().sweeper()));
        } catch (ReflectiveOperationException renamed) {
            throw new LinkageError(renamed.getMessage(), renamed);
        }
    }
}
