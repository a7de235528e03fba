package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.ConnectionClosedException;
import dev.ws.Dispatch;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import dev.ws.protocol.XorExtension;
import java.io.IOException;
import java.io.OutputStream;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionSendingTest {
    private Harness harness = new Harness();
    private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        harness.close();
    }

    // A callback that notes its outcome; a second call would be noted too.
    private dev.ws.SendCallback note(String name) {
        return failure -> outcomes.add(name + (failure == null ? "" : " " + failure.getMessage()));
    }

    private void sendNoting(WebSocket ws, String text) {
        ws.send(Message.text(text), SendOptions.DEFAULT, note(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @ParameterizedTest(name = "C-020 C-029 {0}")
    @EnumSource(Role.class)
    void sendsKeepTheirOrder(Role role) throws Exception {
        harness = new Harness(role);
        WebSocketConnection ws = harness.open();
        ws.send("a");
        ws.send(bytes("b"));
        ws.send(new byte[] {'c'});
        ws.send(Message.text("d"));
        ws.send(Message.binary(bytes("e")));
        ws.ping();
        CompletableFuture<Void> text = ws.sendAsync("f");
        CompletableFuture<Void> binary = ws.sendAsync(bytes("g"));
        CompletableFuture<Void> message = ws.sendAsync(Message.utf8(bytes("h")));
        ws.pong();
        ws.sendBlocking(Message.text("i"), SendOptions.DEFAULT);
        ws.ping(bytes("j"), note("ping"));
        ws.pong(bytes("k"), note("pong"));

        harness.peer.expect(
                "text 'a'",
                "binary 'b'",
                "binary 'c'",
                "text 'd'",
                "binary 'e'",
                "ping ''",
                "text 'f'",
                "binary 'g'",
                "text 'h'",
                "pong ''",
                "text 'i'",
                "ping 'j'",
                "pong 'k'");
        assertThat(List.of(text, binary, message)).allMatch(CompletableFuture::isDone);
        assertThat(outcomes).containsExactly("ping", "pong");
        assertThat(ws.bufferedAmount()).isZero();
    }

    @Test
    void textNumbersAndNothing() throws Exception { // C-020 C-021 C-033 C-035 C-037
        WebSocketConnection ws = harness.open();
        ws.send(java.nio.CharBuffer.wrap("built"));
        ws.send(5);
        ws.send(-0.5);
        ws.sendEmpty();
        ws.ping(new byte[] {'a'});
        ws.pong(new byte[] {'b'});
        harness.peer.expect("text 'built'", "text '5'", "text '-0.5'", "binary ''", "ping 'a'", "pong 'b'");
        ws.ping();
        ws.ping("text");
        ws.ping(7);
        ws.pong();
        ws.pong(java.nio.CharBuffer.wrap("built"));
        ws.pong(-0.5);
        ws.ping("\u00E9\uD800");
        harness.peer.expect(
                "ping ''", "ping 'text'", "ping '7'", "pong ''", "pong 'built'", "pong '-0.5'", "ping c3a93f");
    }

    @ParameterizedTest(name = "C-022 transformed: {0}")
    @ValueSource(booleans = {false, true})
    void theKindCanBeForced(boolean transformed) throws Exception {
        if (transformed) {
            harness.extensions(new dev.ws.protocol.XorExtension(FramePart.RSV1, 0, 100));
        }
        WebSocketConnection ws = harness.open();
        SendOptions text = SendOptions.DEFAULT.withBinary(false);
        SendOptions binary = SendOptions.DEFAULT.withBinary(true);
        ws.send(Message.text("a"), binary, null);
        ws.send(Message.binary(bytes("b")), text, null);
        ws.send(Message.utf8(bytes("c")), text, null);
        ws.send(Message.text("d"), binary.withFin(false), null);
        ws.send(Message.text("e"), text.withBinary(null), null);
        String rsv = transformed ? " rsv4" : "";
        harness.peer.expect(
                "binary" + rsv + " 'a'",
                "text" + rsv + " 'b'",
                "text" + rsv + " 'c'",
                "binary+" + rsv + " 'd'",
                "cont 'e'");
    }

    @Test
    void aRelayedMessageIsNeverDecoded() { // C-022
        ByteBuffer payload = ByteBuffer.wrap(new byte[] {(byte) 0xFF});
        Message text = Message.utf8(payload);
        assertThat(text.withBinary(true).buffer()).isSameAs(payload);
        assertThat(text.withBinary(true).isBinary()).isTrue();
        assertThat(text.withBinary(false)).isSameAs(text);
    }

    @ParameterizedTest(name = "C-025 {0}")
    @EnumSource(Role.class)
    void maskingCanBeForced(Role role) throws Exception {
        harness = new Harness(role);
        WebSocketConnection ws = harness.open();
        ws.send(Message.text("a"), SendOptions.DEFAULT.withMask(true), null);
        ws.send(Message.text("b"), SendOptions.DEFAULT.withMask(false).withCompress(false), null);
        ws.send(Message.text("c"), SendOptions.DEFAULT.withMask(true).withMask(null), null);
        assertThat(WireFrame.parse(harness.peer.takeBytes()))
                .extracting(frame -> frame.maskKey() != null)
                .containsExactly(true, false, role == Role.CLIENT);
    }

    @Test
    void messagesBehindAStreamKeepTheirMasking() throws Exception { // C-025 C-029
        WebSocketConnection ws = harness.open();
        OutputStream stream = ws.openBinary();
        ws.send(Message.text("a"), SendOptions.DEFAULT.withMask(true), null);
        stream.close();
        assertThat(WireFrame.parse(harness.peer.takeBytes()))
                .extracting(frame -> frame.maskKey() != null)
                .containsExactly(false, true);
    }

    @Test
    void aSendHasTakenItsBytes() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ByteBuffer buffer = ByteBuffer.wrap(new byte[] {'x', 'a', 'b', 'c', 'x'}, 1, 3);
        ws.send(buffer);
        ws.send(Message.binary(buffer), SendOptions.DEFAULT, null);
        assertThat(buffer.position()).isEqualTo(1);
        assertThat(buffer.remaining()).isEqualTo(3);
        assertThat(buffer.array()).containsExactly('x', 'a', 'b', 'c', 'x');
        java.util.Arrays.fill(buffer.array(), (byte) '!');
        harness.end.capacity(1000);

        harness.peer.expect("binary 'abc'", "binary 'abc'");
    }

    @Test
    void callbacksComeWhenTheTransportTookTheBytes() throws Exception { // C-006 C-026
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        sendNoting(ws, "one");
        sendNoting(ws, "two");
        CompletableFuture<Void> three = ws.sendAsync("three");
        assertThat(ws.bufferedAmount()).isEqualTo(5 + 5 + 7);
        assertThat(outcomes).isEmpty();

        harness.end.capacity(4);
        assertThat(outcomes).isEmpty();
        assertThat(ws.bufferedAmount()).isEqualTo(13);
        harness.end.capacity(5);
        assertThat(outcomes).containsExactly("one");
        harness.end.capacity(12);
        assertThat(outcomes).containsExactly("one", "two");
        assertThat(three).isNotDone();
        harness.end.capacity(17);
        assertThat(three).isCompleted();
        assertThat(ws.bufferedAmount()).isZero();
        harness.peer.expect("text 'one'", "text 'two'", "text 'three'");
    }

    @ParameterizedTest(name = "writes of {0} bytes")
    @ValueSource(ints = {1, 2, 3, 100, 4_096})
    void partialWrites(int room) throws Exception {
        harness.end.capacity(room);
        WebSocketConnection ws = harness.open();
        byte[] large = Splits.payload(room < 4 ? 3_000 : 100_000);
        ws.send(large);
        sendNoting(ws, "after");
        byte[] wire = harness.peer.expectBytes(large.length + (large.length < 65536 ? 4 : 10) + 7);

        assertThat(WireFrame.describe(wire)).containsExactly("binary " + WireFrame.brief(large), "text 'after'");
        Harness.await(() -> ws.bufferedAmount() == 0);
        assertThat(outcomes).containsExactly("after");
    }

    @Test
    void sendsWhileClosingOrClosedAreRefused() throws Exception { // C-007 C-028 C-033 C-035
        WebSocketConnection ws = harness.open();
        ws.send("in time");
        harness.peer.expect("text 'in time'");
        assertThat(ws.droppedMessages()).isZero();
        ws.close();
        harness.peer.expect("close ''");
        refused(ws, "2 (CLOSING)");
        harness.peer.send(WireFrame.of(Opcode.CLOSE, ""));
        harness.peer.fin();
        harness.events.expect("close 1005  clean");
        refused(ws, "3 (CLOSED)");
        harness.peer.expectEnd();
        assertThat(ws.bufferedAmount()).isEqualTo(2 * (3 + 2 + 3 + 4 + 2 + 1 + 1));
        assertThat(ws.droppedMessages()).isEqualTo(2 * 6);
    }

    @Test
    void droppedMessagesOfAllThreadsAreCounted() throws Exception { // C-028
        WebSocketConnection ws = harness.open();
        ws.close();
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Thread thread = new Thread(() -> {
                for (int i = 0; i < 1_000; i++) {
                    ws.send("late");
                }
            });
            thread.start();
            threads.add(thread);
        }
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(ws.droppedMessages()).isEqualTo(4_000);
        assertThat(ws.bufferedAmount()).isEqualTo(4_000 * 4);
    }

    @Test
    void sourcesThatAreRefusedCount() throws Exception { // C-028
        WebSocketConnection ws = harness.open();
        ws.close();
        assertThat(ws.sendAsync(java.io.InputStream.nullInputStream(), SendOptions.DEFAULT))
                .isCompletedExceptionally();
        assertThat(ws.droppedMessages()).isEqualTo(1);
    }

    private void refused(WebSocketConnection ws, String state) throws Exception {
        String text = "WebSocket is not open: readyState " + state;
        outcomes.clear();
        ws.send("abc");
        ws.send(new byte[2]);
        sendNoting(ws, "d\u00E4");
        CompletableFuture<Void> async = ws.sendAsync(ByteBuffer.allocate(4));
        ws.ping(ByteBuffer.allocate(2), note("ping"));
        ws.pong(ByteBuffer.allocate(1), null);
        assertThatIOException()
                .isThrownBy(() -> ws.sendBlocking(Message.text("x"), SendOptions.DEFAULT))
                .withMessage(text);
        assertThat(outcomes).containsExactly("d\u00E4 " + text, "ping " + text);
        assertThat(async).isCompletedExceptionally();
        assertThat(async.handle((done, failure) -> failure).get()).isInstanceOf(ConnectionClosedException.class);
        try (OutputStream stream = ws.openBinary()) {
            assertThatIOException()
                    .isThrownBy(() -> {
                        stream.write(1);
                        stream.flush();
                    })
                    .withMessage(text);
            assertThatIOException().isThrownBy(stream::close).withMessage(text);
        }
        PreparedMessage.of(Message.text("")).sendTo(ws);
        ws.close();
        ws.close(1000, "again");
    }

    @ParameterizedTest(name = "A-132 {0}")
    @ValueSource(ints = {126, 1000})
    void controlPayloadsAreLimited(int size) throws Exception {
        WebSocketConnection ws = harness.open();
        ByteBuffer payload = ByteBuffer.allocate(size);
        String message = "The data size must not be greater than 125 bytes, is " + size;
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ws.ping(payload, null))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ws.pong(payload, null))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ws.ping("\u00E9".repeat(size / 2)))
                .withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ws.pong("a".repeat(size)))
                .withMessage(message);
        ws.ping(ByteBuffer.allocate(125), null);
        harness.peer.expect("ping " + WireFrame.brief(new byte[125]));
    }

    @Test
    void fragmentsOfOneMessage() throws Exception { // A-127 C-024
        WebSocketConnection ws = harness.open();
        ws.send(Message.text("a"), SendOptions.PART, note("a"));
        ws.ping();
        ws.send(Message.text("b"), SendOptions.PART, note("b"));
        assertThatIllegalStateException()
                .isThrownBy(ws::openText)
                .withMessage("another message is being sent part by part");
        PreparedMessage.of(Message.text("c")).sendTo(ws);
        ws.send("d");

        harness.peer.expect("text+ 'a'", "ping ''", "cont+ 'b'", "cont 'c'", "text 'd'");
        assertThat(outcomes).containsExactly("a", "b");
    }

    @Test
    void preparedMessagesGoToEveryKindOfReceiver() throws Exception { // G-020
        PreparedMessage text = PreparedMessage.of(Message.text("h\u00E9"));
        PreparedMessage binary =
                PreparedMessage.of(Message.binary(bytes("xabcx").slice(1, 3)));
        PreparedMessage large = PreparedMessage.of(Message.binary(ByteBuffer.allocate(100_000)));
        String big = "binary " + WireFrame.brief(new byte[100_000]);
        assertThat(text.message().text()).isEqualTo("h\u00E9");
        for (int i = 0; i < 3; i++) {
            try (Harness receiver = new Harness(i == 1 ? Role.CLIENT : Role.SERVER)) {
                if (i == 2) {
                    receiver.extensions(new XorExtension(FramePart.RSV2, 0, 100));
                }
                WebSocketConnection ws = receiver.open();
                text.sendTo(ws);
                binary.sendTo(ws);
                large.sendTo(ws);
                String rsv = i == 2 ? " rsv2" : "";
                receiver.peer.expect(
                        "text" + rsv + " 68c3a9", "binary" + rsv + " 'abc'", big.replace("binary", "binary" + rsv));
            }
        }
    }

    @Test
    void compressIsPassedToTheExtension() throws Exception { // A-103 C-023
        harness.extensions(new XorExtension(FramePart.RSV1, 1, 100));
        WebSocketConnection ws = harness.open();
        ws.send("a");
        ws.send(Message.text("a"), new SendOptions(true, false), null);
        ws.send(new byte[] {'a'});

        harness.peer.expect("text rsv4 '`'", "text 'a'", "binary rsv4 '`'");
        assertThat(ws.extensions()).containsExactly("x-xor");
    }

    @Test
    void streamsSendPartByPart() throws Exception { // A-127 A-142
        WebSocketConnection ws = harness.open();
        try (Writer writer = ws.openText()) {
            writer.write("he");
            writer.flush();
            ws.ping();
            sendNoting(ws, "later");
            ws.send(bytes("much later"));
            PreparedMessage.of(Message.text("last")).sendTo(ws);
            assertThatIllegalStateException().isThrownBy(ws::openBinary);
            assertThat(ws.bufferedAmount()).isEqualTo(5 + 10 + 4);
            assertThat(outcomes).isEmpty();
            writer.write("llo");
        }
        harness.peer.expect(
                "text+ 'he'", "ping ''", "cont 'llo'", "text 'later'", "binary 'much later'", "text 'last'");
        assertThat(outcomes).containsExactly("later");
        assertThat(ws.bufferedAmount()).isZero();
        try (OutputStream stream = ws.openBinary()) {
            stream.write(new byte[20_000]);
        }
        harness.peer.expect(
                "binary+ " + WireFrame.brief(new byte[8192]),
                "cont+ " + WireFrame.brief(new byte[8192]),
                "cont " + WireFrame.brief(new byte[3616]));
    }

    @ParameterizedTest(name = "C-011 C-036 binary: {0}")
    @ValueSource(booleans = {false, true})
    void oneStreamAtATime(boolean binary) throws Exception {
        WebSocketConnection ws = harness.open();
        java.io.Closeable stream = binary ? ws.openBinary() : ws.openText();
        ws.send("text");
        ws.send(bytes("binary"));
        for (int i = 0; i < 2; i++) {
            assertThatIllegalStateException()
                    .isThrownBy(ws::openBinary)
                    .withMessage("another message is being sent part by part");
            assertThatIllegalStateException()
                    .isThrownBy(ws::openText)
                    .withMessage("another message is being sent part by part");
        }
        assertThat(harness.peer.frames()).isEmpty();
        stream.close();
        harness.peer.expect((binary ? "binary" : "text") + " ''", "text 'text'", "binary 'binary'");

        ws.openText().close();
        ws.openBinary().close();
        harness.peer.expect("text ''", "binary ''");
    }

    @Test
    void aBlockingSendNeverWaitsForItsOwnThread() throws Exception {
        WebSocketConnection ws = harness.open();
        Writer writer = ws.openText();
        for (int written = 0; written < 2; written++) {
            assertThatIllegalStateException()
                    .isThrownBy(() -> ws.sendBlocking("now", Duration.ofSeconds(1)))
                    .withMessageStartingWith("this thread is sending a message part by part (openText or openBinary)");
            assertThatIllegalStateException().isThrownBy(() -> ws.sendBlocking(bytes("now"), Duration.ofSeconds(1)));
            assertThatIllegalStateException()
                    .isThrownBy(() -> ws.sendBlocking(Message.text("now"), SendOptions.DEFAULT));
            writer.write("a");
            writer.flush();
        }
        writer.close();
        ws.sendBlocking("then", Duration.ofSeconds(1));

        harness.peer.expect("text+ 'a'", "cont+ 'a'", "cont ''", "text 'then'");
        assertThat(ws.isOpen()).isTrue();
    }

    @Test
    void aBlockingSendWaitsForAStreamOfAnotherThread() throws Exception {
        WebSocketConnection ws = harness.open();
        Writer writer = ws.openText();
        Thread other = new Thread(() -> {
            try (writer) {
                writer.write("first");
                writer.flush();
                outcomes.add("writing");
                Harness.await(() -> ws.bufferedAmount() > 0);
            } catch (Exception failed) {
                outcomes.add(failed.toString());
            }
        });
        other.start();
        Harness.await(() -> !outcomes.isEmpty());

        ws.sendBlocking("then", Duration.ofSeconds(Harness.SECONDS));

        other.join();
        harness.peer.expect("text+ 'first'", "cont ''", "text 'then'");
        assertThat(outcomes).containsExactly("writing");
    }

    @Test
    void waitingMessagesAreTakenWhenSent() throws Exception {
        WebSocketConnection ws = harness.open();
        ByteBuffer reused = ByteBuffer.wrap(new byte[] {'a', 'b', 'c'});
        try (Writer writer = ws.openText()) {
            ws.send(reused);
            ws.send(Message.binary(reused), SendOptions.DEFAULT, null);
            java.util.Arrays.fill(reused.array(), (byte) '!');
            writer.write("x");
        }
        harness.peer.expect("text 'x'", "binary 'abc'", "binary 'abc'");
    }

    @Test
    void messagesBehindAnOpenStreamFailWithTheConnection() throws Exception {
        WebSocketConnection ws = harness.open();
        Writer writer = ws.openText();
        writer.write("a");
        writer.flush();
        sendNoting(ws, "behind");
        ws.terminate();
        harness.events.expect("close 1006  unclean");

        assertThat(outcomes).containsExactly("behind the connection is closing");
        assertThatIOException()
                .isThrownBy(() -> {
                    writer.write("b");
                    writer.flush();
                })
                .withMessage("WebSocket is not open: readyState 3 (CLOSED)");
        assertThatIOException().isThrownBy(writer::close);
        assertThat(ws.bufferedAmount()).isZero();
    }

    @Test
    void aStreamsWriterWaitsAboveTheHighMark() throws Exception {
        harness.end.capacity(0);
        harness.options(options -> options.highWaterBytes(10_000));
        WebSocketConnection ws = harness.open();
        CountDownLatch done = new CountDownLatch(1);
        Thread writer = new Thread(() -> {
            try (OutputStream stream = ws.openBinary()) {
                stream.write(new byte[500_000]);
            } catch (IOException broken) {
                outcomes.add(broken.toString());
            }
            done.countDown();
        });
        writer.setDaemon(true);
        writer.start();
        Harness.await(() -> writer.getState() == Thread.State.TIMED_WAITING);
        assertThat(ws.bufferedAmount()).isBetween(10_000L, 30_000L);
        harness.end.capacity(Long.MAX_VALUE);
        harness.peer.expectBytes(500_000 + 62 * 4);

        assertThat(done.await(Harness.SECONDS, TimeUnit.SECONDS)).isTrue();
        assertThat(outcomes).isEmpty();
        Harness.await(() -> ws.bufferedAmount() == 0);
        harness.events.expect("drain");
    }

    @Test
    void everySendIsToldOnceWhenTheConnectionIsTerminated() throws Exception { // C-026 C-031
        harness.end.capacity(5);
        WebSocketConnection ws = harness.open();
        sendNoting(ws, "one");
        sendNoting(ws, "two");
        ws.ping(ByteBuffer.allocate(0), note("ping"));
        ws.terminate();
        harness.events.expect("close 1006  unclean");

        String ended = " the connection ended before the message was written";
        Harness.await(() -> outcomes.size() == 3);
        assertThat(outcomes).containsExactly("one", "two" + ended, "ping" + ended);
        harness.gone();
        assertThat(outcomes).hasSize(3);
    }

    @Test
    void everySendIsToldOnceWhenAWriteBreaks() throws Exception { // C-026 C-046
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        sendNoting(ws, "one");
        harness.peer.reset();
        sendNoting(ws, "two");
        harness.events.expect("close 1006  unclean");
        harness.gone();

        assertThat(outcomes).hasSize(2);
        assertThat(outcomes.get(0)).startsWith("one the connection ended before");
        assertThat(outcomes.get(1)).startsWith("two ");
        assertThat(ws.closeCause()).isInstanceOf(IOException.class);
    }

    @Test
    void everySendIsToldOnceWhenTheConnectionCloses() throws Exception { // A-062 C-026
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        for (int i = 0; i < 100; i++) {
            sendNoting(ws, "m" + i);
        }
        ws.close();
        harness.end.capacity(10_000);
        assertThat(harness.peer.frames()).hasSize(101).endsWith("text 'm99'", "close ''");
        assertThat(outcomes).hasSize(100).doesNotHaveDuplicates().allMatch(name -> name.length() <= 3);
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        assertThat(outcomes).hasSize(100);
    }

    @Test
    void aCallbackThatThrowsDisturbsNothing() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.send(Message.text("a"), SendOptions.DEFAULT, failure -> {
            throw new IllegalStateException("callback");
        });
        sendNoting(ws, "b");
        harness.peer.expect("text 'a'", "text 'b'");
        assertThat(outcomes).containsExactly("b");
    }

    @Test
    void aCallbackThatThrowsIsNoHarmEvenWhereLoggingFails() throws Exception {
        WebSocketConnection ws = harness.open();
        try (FailingLog log = new FailingLog("dev.ws.connection")) {
            ws.send(Message.text("a"), SendOptions.DEFAULT, failure -> {
                throw new IllegalStateException("callback");
            });
            sendNoting(ws, "b");
            harness.peer.expect("text 'a'", "text 'b'");
            assertThat(log.lines()).isEqualTo(1);
        }
        assertThat(outcomes).containsExactly("b");
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
    }

    @Test
    void aCallbackMaySend() throws Exception {
        WebSocketConnection ws = harness.open();
        ws.send(Message.text("a"), SendOptions.DEFAULT, failure -> sendNoting(ws, "b"));
        harness.peer.expect("text 'a'", "text 'b'");
        assertThat(outcomes).containsExactly("b");
    }

    @ParameterizedTest(name = "C-030 {0}")
    @EnumSource(Role.class)
    void threadsKeepTheirOrderAndNeverMix(Role role) throws Exception {
        harness = new Harness(role);
        harness.end.capacity(3_000);
        WebSocketConnection ws = harness.open();
        int each = 400;
        CountDownLatch go = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            String name = String.valueOf((char) ('A' + t));
            Thread thread = new Thread(() -> {
                try {
                    go.await();
                    for (int i = 0; i < each; i++) {
                        String text = name + i + ":" + name.repeat(i % 97);
                        switch (i % 4) {
                            case 0 -> ws.send(text);
                            case 1 -> ws.send(bytes(text));
                            case 2 -> ws.send(Message.text(text), SendOptions.DEFAULT, note(text));
                            default -> ws.sendBlocking(Message.utf8(bytes(text)), SendOptions.DEFAULT);
                        }
                    }
                } catch (InterruptedException | IOException broken) {
                    outcomes.add(broken.toString());
                }
            });
            thread.setDaemon(true);
            threads.add(thread);
            thread.start();
        }
        go.countDown();
        java.io.ByteArrayOutputStream wire = new java.io.ByteArrayOutputStream();
        Harness.await(() -> {
            wire.writeBytes(harness.peer.takeBytes());
            return threads.stream().noneMatch(Thread::isAlive) && ws.bufferedAmount() == 0;
        });
        wire.writeBytes(harness.peer.takeBytes());

        List<WireFrame> frames = WireFrame.parse(wire.toByteArray());
        assertThat(frames).hasSize(4 * each);
        int[] next = new int[4];
        for (WireFrame frame : frames) {
            String text = new String(frame.payload(), StandardCharsets.US_ASCII);
            char name = text.charAt(0);
            int i = next[name - 'A']++;
            assertThat(text)
                    .isEqualTo(name + "" + i + ":" + String.valueOf(name).repeat(i % 97));
        }
        assertThat(outcomes).hasSize(each).doesNotHaveDuplicates();
    }

    @Test
    void blockingSendsWaitForTheTransport() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                ws.sendBlocking(Message.text("a"), SendOptions.DEFAULT);
                outcome.complete("sent");
            } catch (IOException broken) {
                outcome.complete(broken.toString());
            }
        });
        sender.start();
        Harness.await(() -> sender.getState() == Thread.State.TIMED_WAITING);
        assertThat(outcome).isNotDone();
        harness.end.capacity(100);
        assertThat(outcome.get(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("sent");
        harness.peer.expect("text 'a'");
    }

    @Test
    void aBlockingSendThatTakesTooLongTerminates() throws Exception {
        harness.options(options -> options.sendTimeout(Duration.ofMillis(1)))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        assertThatIOException()
                .isThrownBy(() -> ws.sendBlocking(Message.text("a"), SendOptions.DEFAULT))
                .withMessage("the message was not written within 1 ms");
        harness.events.expect(
                "error ConnectionCutException: the message was not written within 1 ms", "close 1006  unclean");
        assertThat(ws.closeCause()).hasMessage("the message was not written within 1 ms");
        harness.gone();
    }

    @Test
    void aBlockingSendEndsWithTheConnection() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        CompletableFuture<String> outcome = new CompletableFuture<>();
        Thread sender = new Thread(() -> {
            try {
                ws.sendBlocking(Message.text("a"), SendOptions.DEFAULT);
                outcome.complete("sent");
            } catch (IOException broken) {
                outcome.complete(broken.getMessage());
            }
        });
        sender.start();
        Harness.await(() -> sender.getState() == Thread.State.TIMED_WAITING);
        ws.terminate();
        assertThat(outcome.get(Harness.SECONDS, TimeUnit.SECONDS))
                .isEqualTo("the connection ended before the message was written");
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void anInterruptedBlockingSendIsTold() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        Thread.currentThread().interrupt();
        assertThatIOException()
                .isThrownBy(() -> ws.sendBlocking(Message.text("a"), SendOptions.DEFAULT))
                .isInstanceOf(java.io.InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
    }

    /** The ways to send a message and wait. */
    interface BlockingSend {
        void send(WebSocketConnection ws) throws IOException;
    }

    static Stream<Arguments> blockingSends() {
        return Stream.of(
                blockingSend("text", ws -> ws.sendBlocking("b", Duration.ZERO)),
                blockingSend("bytes", ws -> ws.sendBlocking(ByteBuffer.wrap(new byte[] {'b'}), Duration.ZERO)),
                blockingSend("message", ws -> ws.sendBlocking(Message.text("b"), SendOptions.DEFAULT)));
    }

    private static Arguments blockingSend(String name, BlockingSend send) {
        return Arguments.of(Named.of(name, send));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blockingSends")
    void aBlockingSendOnAThreadThatMustNotBeBlockedIsWrittenIfThereIsRoom(BlockingSend send) throws Exception {
        harness.end.blockingAllowed(false);
        harness.events.when("text 'a'", ws -> send.send(harness.ws()));
        harness.open();
        harness.peer.text("a", "c");
        harness.events.expect("text 'a'", "text 'c'");
        assertThat(harness.peer.expectBytes(3)).endsWith('b');
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blockingSends")
    void aBlockingSendOnAThreadThatMustNotBeBlockedFailsRatherThanWait(BlockingSend send) throws Exception {
        harness.end.blockingAllowed(false).capacity(0);
        harness.options(options -> options.handlerErrors(dev.ws.HandlerErrors.REPORT));
        harness.events.when("text 'a'", ws -> send.send(harness.ws()));
        harness.open();
        harness.peer.text("a");
        harness.events.expect(
                "text 'a'",
                "error IllegalStateException: the message is queued, but this thread must not wait until it is written:"
                        + " use Dispatch.EXECUTOR or AUTO, or send with a callback");
        harness.end.capacity(100);
        assertThat(harness.peer.expectBytes(3)).endsWith('b');
        harness.ws().sendBlocking(Message.text("outside"), SendOptions.DEFAULT);
        harness.peer.expect("text 'outside'");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("blockingSends")
    void theDeadlineOfABlockingSendCountsWhereNobodyWaits(BlockingSend send) throws Exception {
        harness.end.blockingAllowed(false).capacity(0);
        harness.options(options -> options.handlerErrors(dev.ws.HandlerErrors.REPORT)
                .writeTimeout(Duration.ZERO)
                .sendTimeout(Duration.ofMillis(1)));
        harness.events.when("text 'a'", ws -> send.send(harness.ws()));
        harness.open();
        harness.peer.text("a");
        assertThat(harness.events.next()).isEqualTo("text 'a'");
        assertThat(harness.events.next()).startsWith("error IllegalStateException");
        harness.events.expect(
                "error ConnectionCutException: the message was not written within 1 ms", "close 1006  unclean");
        assertThat(harness.ws().closeCause()).hasMessage("the message was not written within 1 ms");
    }

    @Test
    void aPumpThatTheExecutorRefusesMustNotWaitEither() throws Exception {
        harness.end.blockingAllowed(false).capacity(0);
        harness.options(options -> options.dispatch(Dispatch.EXECUTOR).handlerErrors(dev.ws.HandlerErrors.REPORT));
        harness.executor(task -> {
            throw new java.util.concurrent.RejectedExecutionException();
        });
        harness.events.when("text 'a'", ws -> ws.sendBlocking("b", Duration.ZERO));
        harness.open();
        harness.peer.text("a");
        assertThat(harness.events.next()).isEqualTo("text 'a'");
        assertThat(harness.events.next()).startsWith("error IllegalStateException");
    }

    @Test
    void blockingIsAllowedInCallbacksOfOtherTransports() throws Exception {
        harness.events.when("text 'a'", ws -> {
            harness.end.capacity(0);
            CompletableFuture<Void> later = CompletableFuture.runAsync(() -> harness.end.capacity(1000));
            ws.sendBlocking(Message.text("b"), SendOptions.DEFAULT);
            later.join();
        });
        harness.open();
        harness.peer.text("a", "c");
        harness.events.expect("text 'a'", "text 'c'");
        harness.peer.expect("text 'b'");
    }

    @Test
    void blockingIsAllowedOnTheExecutor() throws Exception {
        harness.end.blockingAllowed(false);
        harness.options(options -> options.dispatch(Dispatch.EXECUTOR));
        harness.events.when("text 'a'", ws -> {
            ws.sendBlocking(Message.text("b"), SendOptions.DEFAULT);
            try (Writer writer = ws.openText()) {
                writer.write("c");
            }
        });
        harness.open();
        harness.peer.text("a");
        harness.events.expect("text 'a'");
        harness.peer.expect("text 'b'", "text 'c'");
    }

    @Test
    void drainIsToldAfterTheHighMark() throws Exception {
        harness.options(options -> options.highWaterBytes(1_000))
                .executor(Runnable::run)
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send(new byte[900]);
        harness.end.capacity(2_000);
        harness.events.nothing();
        harness.end.capacity(904);
        ws.send(new byte[1_200]);
        harness.end.capacity(904 + 950);
        harness.events.nothing();
        harness.end.capacity(904 + 954);
        harness.events.expect("drain");
        harness.end.capacity(10_000);
        harness.events.nothing();
    }

    @Test
    void aStreamInACallbackWaitsWhereThatIsAllowed() throws Exception {
        harness.options(options -> options.highWaterBytes(10_000));
        harness.end.capacity(1_000);
        harness.events.when("text 'a'", ws -> {
            CompletableFuture<byte[]> read = CompletableFuture.supplyAsync(() -> {
                try {
                    return harness.peer.expectBytes(100_000 + 13 * 4);
                } catch (InterruptedException stop) {
                    throw new AssertionError(stop);
                }
            });
            try (OutputStream stream = ws.openBinary()) {
                stream.write(new byte[100_000]);
            }
            assertThat(ws.bufferedAmount()).isLessThan(30_000);
            read.join();
        });
        harness.open();
        harness.peer.text("a");
        harness.events.expect("text 'a'");
        harness.ws().terminate();
        for (String event = harness.events.next(); !"close 1006  unclean".equals(event); ) {
            assertThat(event).isEqualTo("drain");
            event = harness.events.next();
        }
    }

    @Test
    void aStreamInACallbackQueuesWhereWaitingIsForbidden() throws Exception {
        harness.end.blockingAllowed(false).capacity(0);
        harness.options(options -> options.highWaterBytes(10_000));
        harness.events.when("text 'a'", ws -> {
            try (OutputStream stream = ws.openBinary()) {
                stream.write(new byte[100_000]);
            }
            assertThat(ws.bufferedAmount()).isEqualTo(100_000 + 13 * 4);
        });
        harness.open();
        harness.peer.text("a");
        harness.events.expect("text 'a'");
        harness.end.capacity(Long.MAX_VALUE);
        assertThat(harness.peer.expectBytes(100_000 + 13 * 4)).hasSize(100_000 + 13 * 4);
        harness.events.expect("drain");
    }

    @Test
    void theOutcomeOfAPreparedMessageIsToldOnce() throws Exception { // G-020
        PreparedMessage prepared = PreparedMessage.of(Message.text("p"));
        WebSocketConnection ws = harness.open();
        harness.end.capacity(0);
        prepared.sendTo(ws, note("direct"));
        Writer writer = ws.openText();
        prepared.sendTo(ws, note("behind"));
        assertThat(outcomes).isEmpty();
        harness.end.capacity(1_000);
        assertThat(outcomes).containsExactly("direct");
        writer.close();
        assertThat(outcomes).containsExactly("direct", "behind");
        harness.peer.expect("text 'p'", "text ''", "text 'p'");
        harness.end.capacity(0);
        prepared.sendTo(ws, note("cut"));
        ws.terminate();
        prepared.sendTo(ws, note("late"));
        harness.events.expect("close 1006  unclean");
        Harness.await(() -> outcomes.size() == 4);
        assertThat(outcomes)
                .contains("cut the connection ended before the message was written")
                .element(2)
                .asString()
                .startsWith("late WebSocket is not open: readyState");
    }

    @Test
    void aNegativeDeadlineIsRefused() throws Exception {
        WebSocketConnection ws = harness.open();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ws.sendBlocking("a", Duration.ofNanos(-1)))
                .withMessage("timeout is PT-0.000000001S, must not be negative");
        assertThat(harness.peer.frames()).isEmpty();
    }

    @Test
    void aDeadlineCanBeForEver() throws Exception {
        harness.options(options -> options.sendTimeout(Duration.ofMillis(1)))
                .end
                .capacity(0);
        WebSocketConnection ws = harness.open();
        Thread sender = new Thread(() -> {
            try {
                ws.sendBlocking("a", Duration.ofSeconds(Long.MAX_VALUE));
                outcomes.add("sent");
            } catch (IOException broken) {
                outcomes.add(broken.toString());
            }
        });
        sender.start();
        Harness.await(() -> sender.getState() == Thread.State.TIMED_WAITING);
        harness.end.capacity(100);
        sender.join();
        assertThat(outcomes).containsExactly("sent");
    }

    @Test
    void preparedMessagesPassThroughOtherImplementations() {
        List<String> sent = new ArrayList<>();
        WebSocket other = (WebSocket) java.lang.reflect.Proxy.newProxyInstance(
                WebSocket.class.getClassLoader(), new Class<?>[] {WebSocket.class}, (proxy, method, arguments) -> {
                    sent.add(method.getName() + " " + ((Message) arguments[0]).text());
                    return null;
                });
        PreparedMessage.of(Message.text("a")).sendTo(other);

        assertThat(sent).containsExactly("send a");
    }
}
