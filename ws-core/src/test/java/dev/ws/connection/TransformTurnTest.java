package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseCode;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendCallback;
import dev.ws.SendOptions;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Messages that an extension transforms slowly: who waits for whom, and what becomes of them at the end. */
class TransformTurnTest {
    private static final String CLOSED = "The socket was closed while data was being compressed";

    private final Harness harness = new Harness();
    private final TurnExtension extension = new TurnExtension();
    private final Queue<String> outcomes = new ConcurrentLinkedQueue<>();

    @AfterEach
    void end() throws Exception {
        extension.slow = false;
        extension.permits.release(1000);
        harness.close();
    }

    private WebSocketConnection open() throws Exception {
        harness.extensions(extension);
        return harness.open();
    }

    private SendCallback noting(String name) {
        return failure -> outcomes.add(failure == null ? name : name + ": " + failure.getMessage());
    }

    private Thread slowly(Runnable send) throws InterruptedException {
        extension.slow = true;
        Thread sender = new Thread(send);
        sender.start();
        assertThat(extension.begun.tryAcquire(Harness.SECONDS, TimeUnit.SECONDS))
                .isTrue();
        return sender;
    }

    private static void join(Thread sender) throws InterruptedException {
        sender.join(Harness.SECONDS * 1000);
        assertThat(sender.isAlive()).isFalse();
    }

    @Test
    void pingsAreAnsweredAndMessagesDeliveredMeanwhile() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send("a"));
        harness.peer.send(WireFrame.of(Opcode.PING, "p"), WireFrame.text("in"));
        harness.peer.expect("pong 'p'");
        harness.events.expect("ping 'p'", "text 'in'");
        extension.permits.release();
        join(sender);
        harness.peer.expect("text rsv4 'a'");
    }

    @Test
    void othersLeaveTheirMessagesInOrder() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send(Message.text("a"), SendOptions.DEFAULT, noting("a")));
        ByteBuffer reused = ByteBuffer.wrap("b".getBytes(StandardCharsets.UTF_8));
        ws.send(reused);
        reused.put(0, (byte) '!');
        ws.send(Message.text("cc"), new SendOptions(false, true), noting("cc"));
        ws.send(Message.text("d"), SendOptions.DEFAULT, noting("d"));
        PreparedMessage.of(Message.text("e")).sendTo(ws);
        assertThat(ws.bufferedAmount()).isEqualTo(1 + 1 + 2 + 1 + 1);
        assertThat(outcomes).isEmpty();
        extension.slow = false;
        extension.permits.release();
        join(sender);
        harness.peer.expect("text rsv4 'a'", "binary rsv4 'b'", "text+ rsv4 'cc'", "cont 'd'", "text rsv4 'e'");
        assertThat(outcomes).containsExactly("a", "cc", "d");
        assertThat(ws.bufferedAmount()).isZero();
    }

    @Test
    void aMessageMayBeOpenedWhileTheEndOfTheOneBeforeWaits() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> {
            try (Writer first = ws.openText()) {
                first.write("a");
                first.flush();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        ws.send(Message.text("b"), SendOptions.DEFAULT, noting("b"));
        extension.permits.release();
        // the last part, empty, is at work: the message is over for those who send
        assertThat(extension.begun.tryAcquire(Harness.SECONDS, TimeUnit.SECONDS))
                .isTrue();
        try (Writer second = ws.openText()) {
            second.write("c");
        }
        extension.slow = false;
        extension.permits.release();
        join(sender);
        harness.peer.expect("text+ rsv4 'a'", "cont ''", "text rsv4 'b'", "text rsv4 'c'");
    }

    @Test
    void noMessageMayBeOpenedBehindAPartThatWaits() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send("a"));
        ws.send(Message.text("b"), SendOptions.PART, null);
        assertThatThrownBy(ws::openText).isInstanceOf(IllegalStateException.class);
        ws.send(Message.text("c"), SendOptions.DEFAULT, null);
        ws.openText().close();
        extension.slow = false;
        extension.permits.release();
        join(sender);
        harness.peer.expect("text rsv4 'a'", "text+ rsv4 'b'", "cont 'c'", "text rsv4 ''");
    }

    @Test
    void nobodyIsKeptByWhatOthersSend() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send("0"));
        List<String> expected = new ArrayList<>(List.of("text rsv4 '0'"));
        for (int i = 1; i <= 100; i++) {
            ws.send(Message.text("" + i), SendOptions.DEFAULT, noting("x"));
            expected.add("text rsv4 '" + i + "'");
        }
        ws.close(CloseCode.NORMAL, "");
        expected.add("close 1000 ");
        extension.slow = false;
        extension.permits.release();
        join(sender);
        harness.peer.expect(expected.toArray(String[]::new));
        Harness.await(() -> outcomes.size() == 100);
        assertThat(extension.threads).hasSize(101).contains(sender);
        assertThat(extension.threads.stream().filter(thread -> thread == sender))
                .hasSizeLessThan(50);
    }

    @Test
    void whereNobodyElseCanTheSenderGoesOn() throws Exception {
        harness.executor(task -> {
            throw new java.util.concurrent.RejectedExecutionException("shut down");
        });
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send("0"));
        for (int i = 1; i <= 100; i++) {
            ws.send(Message.text("" + i), SendOptions.DEFAULT, noting("x"));
        }
        extension.slow = false;
        extension.permits.release();
        join(sender);
        assertThat(outcomes).hasSize(100);
        assertThat(extension.threads).hasSize(101).containsOnly(sender);
    }

    @Test
    void theCloseFrameGoesBehindWhatWasSentBefore() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send(Message.text("a"), SendOptions.DEFAULT, noting("a")));
        ws.send(Message.text("b"), SendOptions.DEFAULT, noting("b"));
        ws.close(CloseCode.NORMAL, "bye");
        ws.close(CloseCode.GOING_AWAY, "late");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        ws.send(Message.text("c"), SendOptions.DEFAULT, noting("c"));
        extension.slow = false;
        extension.permits.release();
        join(sender);
        harness.peer.expect("text rsv4 'a'", "text rsv4 'b'", "close 1000 bye");
        harness.peer.send(WireFrame.close(1000, "bye"));
        harness.peer.fin();
        harness.events.expect("close 1000 bye clean");
        assertThat(outcomes).containsExactly("c: WebSocket is not open: readyState 2 (CLOSING)", "a", "b");
        assertThat(extension.closes).hasValue(2);
    }

    @Test
    void thePeersCloseIsAnsweredBehindWhatWasSentBefore() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send(Message.text("a"), SendOptions.DEFAULT, noting("a")));
        harness.peer.send(WireFrame.close(1001, "x"));
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        assertThat(harness.peer.frames()).isEmpty();
        extension.permits.release();
        join(sender);
        harness.peer.expect("text rsv4 'a'", "close 1001 x");
        harness.peer.fin();
        harness.events.expect("close 1001 x clean");
        assertThat(outcomes).containsExactly("a");
    }

    @Test
    void terminateFailsEverythingOnceAndTheStageIsClosedByWhoHasTheTurn() throws Exception { // A-111 A-112
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send(Message.text("a"), SendOptions.DEFAULT, noting("a")));
        ws.send(Message.text("b"), SendOptions.DEFAULT, noting("b"));
        ws.send("c");
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        assertThat(outcomes).containsExactly("b: " + CLOSED);
        assertThat(extension.outboundClosed.getCount()).isEqualTo(1);
        extension.permits.release();
        join(sender);
        assertThat(extension.outboundClosed.getCount()).isZero();
        assertThat(outcomes).hasSize(2).last().asString().startsWith("a: ");
        assertThat(ws.bufferedAmount()).isZero();
        assertThat(extension.closes).hasValue(2);
    }

    @Test
    void whatWaitsFailsUntriedWhenTheConnectionBreaks() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send(Message.text("broken"), SendOptions.DEFAULT, noting("a")));
        ws.send(Message.text("b"), SendOptions.DEFAULT, noting("b"));
        extension.permits.release();
        join(sender);
        harness.events.expect("close 1006  unclean");
        assertThat(ws.closeCause()).hasMessage("broken");
        assertThat(outcomes).containsExactlyInAnyOrder("a: " + CLOSED, "b: " + CLOSED);
        assertThat(extension.begun.availablePermits()).isZero();
        assertThat(extension.outboundClosed.await(Harness.SECONDS, TimeUnit.SECONDS))
                .isTrue();
        assertThat(harness.peer.frames()).isEmpty();
    }

    @Test
    void anAbandonedConnectionClosesItsStages() throws Exception {
        harness.extensions(extension);
        harness.ws().abandon(new IllegalStateException("no"));
        assertThat(extension.closes).hasValue(2);
        harness.events.expect("error IllegalStateException: no", "close 1006  unclean");
    }

    @Test
    void streamsTakeTurnsToo() throws Exception {
        WebSocketConnection ws = open();
        Thread sender = slowly(() -> ws.send("first"));
        Writer writer = ws.openText();
        writer.write("he");
        writer.flush();
        ws.send(Message.text("behind"), SendOptions.DEFAULT, noting("behind"));
        extension.slow = false;
        extension.permits.release();
        join(sender);
        harness.peer.expect("text rsv4 'first'", "text+ rsv4 'he'");
        writer.write("llo");
        writer.close();
        harness.peer.expect("cont 'llo'", "text rsv4 'behind'");
        assertThat(outcomes).containsExactly("behind");
    }

    @Test
    void manySendersNeverMeet() throws Exception { // the extension throws if they do
        WebSocketConnection ws = open();
        int senders = 8;
        int messages = 500;
        Thread[] threads = new Thread[senders];
        for (int t = 0; t < senders; t++) {
            int sender = t;
            threads[t] = new Thread(() -> {
                for (int i = 0; i < messages; i++) {
                    ws.send(Message.text(sender + " " + i), SendOptions.DEFAULT, noting("x"));
                }
            });
            threads[t].start();
        }
        AtomicInteger[] next = new AtomicInteger[senders];
        java.util.Arrays.setAll(next, t -> new AtomicInteger());
        int received = 0;
        while (received < senders * messages) {
            for (String frame : harness.peer.frames()) {
                String words = frame.replace("text rsv4 '", "").replace("'", "");
                int space = words.indexOf(' ');
                int sender = Integer.parseInt(words.substring(0, space));
                assertThat(words.substring(space + 1)).isEqualTo("" + next[sender].getAndIncrement());
                received++;
            }
            assertThat(ws.closeCause()).isNull();
        }
        for (Thread thread : threads) {
            join(thread);
        }
        Harness.await(() -> outcomes.size() == senders * messages);
    }

    @Test
    void aPreparedMessageIsTransformedOncePerAgreement() throws Exception { // G-020
        AtomicInteger[] sharings = {new AtomicInteger(), new AtomicInteger()};
        List<Object> agreements = List.of("first", "second");
        PreparedMessage prepared = PreparedMessage.of(Message.text("p"));
        for (int i = 0; i < 10; i++) {
            TurnExtension agreed = new TurnExtension(agreements.get(i % 2), sharings[i % 2]);
            try (Harness receiver = new Harness(Role.SERVER)) {
                receiver.extensions(agreed);
                WebSocketConnection ws = receiver.open();
                ws.send("before");
                prepared.sendTo(ws);
                ws.send("after");
                receiver.peer.expect("text rsv4 'before'", "text rsv4 'p'", "text rsv4 'after'");
                assertThat(agreed.shared).containsExactly("p");
            }
        }
        assertThat(sharings[0]).hasValue(1);
        assertThat(sharings[1]).hasValue(1);
    }

    @Test
    void theOutcomeOfAPreparedMessageIsToldOnce() throws Exception { // G-020
        PreparedMessage prepared = PreparedMessage.of(Message.text("p"));
        WebSocketConnection ws = open();
        harness.end.capacity(0);
        prepared.sendTo(ws, noting("shared"));
        Writer writer = ws.openText();
        writer.write("o");
        prepared.sendTo(ws, noting("behind"));
        assertThat(outcomes).isEmpty();
        harness.end.capacity(1_000);
        assertThat(outcomes).containsExactly("shared");
        writer.close();
        harness.peer.expect("text rsv4 'p'", "text rsv4 'o'", "text rsv4 'p'");
        assertThat(outcomes).containsExactly("shared", "behind");
        ws.close();
        prepared.sendTo(ws, noting("late"));
        assertThat(outcomes).containsExactly("shared", "behind", "late: WebSocket is not open: readyState 2 (CLOSING)");
        assertThat(ws.droppedMessages()).isEqualTo(1);
    }

    @Test
    void aPreparedMessageGoesTheOrdinaryWayWhereItsFrameCannot() throws Exception {
        PreparedMessage prepared = PreparedMessage.of(Message.text("prepared"));
        harness.options(options -> options.autoFragmentBytes(4));
        prepared.sendTo(open());
        harness.peer.expect("text+ rsv4 'prep'", "cont 'ared'");
        try (Harness client = new Harness(Role.CLIENT)) {
            client.extensions(new TurnExtension());
            prepared.sendTo(client.open());
            client.peer.expect("text rsv4 'prepared'");
        }
        assertThat(extension.shared).isEmpty();
    }
}
