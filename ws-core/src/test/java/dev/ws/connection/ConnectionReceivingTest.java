package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.BinaryType;
import dev.ws.Dispatch;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Timeout(60)
class ConnectionReceivingTest {
    private Harness harness = new Harness();

    @AfterEach
    void end() {
        harness.close();
    }

    private static WireFrame binary(String text) {
        return WireFrame.of(Opcode.BINARY, text);
    }

    private static WireFrame cont(String text) {
        return WireFrame.of(Opcode.CONTINUATION, text);
    }

    @ParameterizedTest(name = "C-042 C-043 A-130 {0}")
    @EnumSource(Role.class)
    void eventsComeInOrder(Role role) throws Exception {
        harness = new Harness(role);
        harness.open();
        harness.peer.send(
                WireFrame.text("a").more(),
                WireFrame.of(Opcode.PING, "p"),
                cont("b"),
                binary("c"),
                WireFrame.of(Opcode.PONG, "q"),
                WireFrame.text(""));

        harness.events.expect("ping 'p'", "text 'ab'", "binary 'c'", "pong 'q'", "text ''");
        assertThat(harness.peer.frames()).containsExactly("pong 'p'");
    }

    @ParameterizedTest(name = "A-001 reads of {0} bytes")
    @ValueSource(ints = {1, 2, 3, 7, 1000})
    void readsMayBeSmall(int most) throws Exception {
        harness.end.mostPerRead(most);
        harness.open();
        byte[] large = Splits.payload(3_000);
        harness.peer.send(WireFrame.text("a"), WireFrame.of(Opcode.BINARY, large), WireFrame.text("b"));

        harness.events.expect("text 'a'", "binary " + WireFrame.brief(large), "text 'b'");
    }

    @ParameterizedTest(name = "C-034 {0} bytes")
    @ValueSource(ints = {16_000, 65_536, 100_000, 5_000_000})
    void largeMessages(int size) throws Exception {
        harness.open();
        byte[] large = Splits.payload(size);
        harness.peer.send(WireFrame.of(Opcode.BINARY, large), WireFrame.text("after"));

        harness.events.expect("binary " + WireFrame.brief(large), "text 'after'");
    }

    @Test
    void allListenersSeeTheWholeMessage() throws Exception {
        RecordingListener second = new RecordingListener();
        harness.open().addListener(second);
        harness.peer.send(binary("abc"), WireFrame.text("def"), WireFrame.of(Opcode.PING, "p"));
        harness.peer.send(binary("ab").more(), cont("c"));

        harness.events.expect("binary 'abc'", "text 'def'", "ping 'p'", "binary 'abc'");
        second.expect("binary 'abc'", "text 'def'", "ping 'p'", "binary 'abc'");
        second.end();
        harness.ws().removeListener(second).removeListener(new WebSocketListener() {});
        harness.peer.text("x");
        harness.events.expect("text 'x'");
        second.end();
    }

    @Test
    void shortFormsOfListeners() throws Exception {
        List<String> seen = new ArrayList<>();
        WebSocket ws = harness.open();
        ws.onMessage((socket, message) -> seen.add("message " + message))
                .onText((socket, text) -> seen.add("text " + text))
                .onBinary((socket, data) -> seen.add("binary " + data.remaining()))
                .onPong((socket, data) -> seen.add("pong " + data.remaining()))
                .onError((socket, error) -> seen.add("error"))
                .onClose((socket, status) -> seen.add("close " + status));
        harness.peer.send(WireFrame.text("a"), binary("bc"), WireFrame.of(Opcode.PONG, "d"), WireFrame.of(3, ""));
        harness.peer.fin();

        harness.events.expect(
                "text 'a'",
                "binary 'bc'",
                "pong 'd'",
                "error ProtocolException: Invalid WebSocket frame: invalid opcode 3",
                "close 1006  unclean");
        assertThat(seen)
                .containsExactly(
                        "message text message of 1 byte: \"a\"",
                        "text a",
                        "message binary message of 2 bytes: 6263",
                        "binary 2",
                        "pong 1",
                        "error",
                        "close 1006");
    }

    @Test
    void binaryTypeChangesWithTheNextMessage() throws Exception { // C-009 C-040 C-041
        List<Message> kept = new ArrayList<>();
        WebSocketConnection ws = harness.open();
        assertThat(ws.binaryType()).isEqualTo(BinaryType.BUFFER);
        ws.binaryType(BinaryType.ARRAY).onMessage((socket, message) -> kept.add(message));
        assertThat(ws.binaryType()).isEqualTo(BinaryType.ARRAY);
        harness.peer.send(binary("one"), binary("tw").more(), cont("o"));
        harness.peer.send(binary("six"), binary("ten"));

        harness.events.expect("binary 'one'", "binary 'two'", "binary 'six'", "binary 'ten'");
        for (Message message : kept) {
            message.buffer().rewind();
            assertThat(message.buffer().array()).hasSize(3);
        }
        assertThat(kept).extracting(Message::text).containsExactly("one", "two", "six", "ten");
    }

    @Test
    void textIsDecodedOnDemandOnly() throws Exception {
        CompletableFuture<Boolean> hasBytes = new CompletableFuture<>();
        harness.open().onMessage((socket, message) -> hasBytes.complete(message.hasBuffer() && !message.isBinary()));
        harness.peer.text("a");

        harness.events.expect("text 'a'");
        assertThat(hasBytes.get(1, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void partsComeAsTheyArrive() throws Exception { // E-062 A-019
        List<String> parts = new ArrayList<>();
        WebSocketConnection ws = harness.open();
        ws.textParts((part, last) -> parts.add("text " + part + last));
        ws.binaryParts((part, last) -> parts.add("binary " + part.remaining() + last));
        byte[] frame =
                WireFrame.bytes(Role.SERVER, WireFrame.of(Opcode.TEXT, "a\u20ACb".getBytes(StandardCharsets.UTF_8)));
        harness.peer.putBytes(Arrays.copyOf(frame, 8)).end().flush();
        assertThat(parts).containsExactly("text afalse");
        harness.peer.putBytes(Arrays.copyOfRange(frame, 8, frame.length)).end().flush();
        harness.peer.send(binary("ab").more(), WireFrame.of(Opcode.PING, ""), cont(""), WireFrame.text("x"));

        assertThat(parts)
                .containsExactly("text afalse", "text \u20ACbtrue", "binary 2false", "binary 0true", "text xtrue");
        harness.events.expect("ping ''");
        ws.textParts(null).binaryParts(null);
        harness.peer.send(binary("ab"), WireFrame.text("x"));
        harness.events.expect("binary 'ab'", "text 'x'");
    }

    @Test
    void aSinkKeepsItsMessageToTheEnd() throws Exception { // C-041
        List<String> parts = new ArrayList<>();
        WebSocketConnection ws = harness.open();
        ws.textParts((part, last) -> parts.add(part + last));
        harness.peer.send(WireFrame.text("a").more());
        ws.textParts(null);
        harness.peer.send(cont("b"), WireFrame.text("c"));

        assertThat(parts).containsExactly("afalse", "btrue");
        harness.events.expect("text 'c'");
    }

    @Test
    void fragmentsAreNotJoined() throws Exception { // C-040
        List<List<String>> messages = new ArrayList<>();
        harness.open()
                .binaryFragments((socket, fragments) -> messages.add(fragments.stream()
                        .map(fragment ->
                                StandardCharsets.US_ASCII.decode(fragment).toString())
                        .toList()));
        harness.peer.send(binary("a").more(), cont("bc").more(), cont("d"), binary("e"));
        assertThat(messages).containsExactly(List.of("a", "bc", "d"), List.of("e"));
        harness.ws().binaryFragments(null);
        harness.peer.send(binary("f"));
        harness.events.expect("binary 'f'");
    }

    @Test
    void streamsAreFedWhileTheMessageArrives() throws Exception { // C-051
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        WebSocketConnection ws = harness.open();
        ws.textStream(null, (socket, reader) -> {
            read.add("first " + (char) reader.read());
            StringBuilder rest = new StringBuilder();
            for (int c = reader.read(); c >= 0; c = reader.read()) {
                rest.append((char) c);
            }
            read.add("rest " + rest);
        });
        harness.peer.send(WireFrame.text("a").more());
        assertThat(read.poll(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("first a");
        harness.peer.send(cont("b").more(), WireFrame.of(Opcode.PING, ""), cont("c"));
        assertThat(read.poll(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("rest bc");
        harness.events.expect("ping ''");
        ws.textStream(null, null);
        harness.peer.text("whole");
        harness.events.expect("text 'whole'");
    }

    @Test
    void theNextMessageWaitsForTheStreamsHandler() throws Exception {
        BlockingQueue<String> read = new LinkedBlockingQueue<>();
        CountDownLatch leave = new CountDownLatch(1);
        harness.open().binaryStream(null, (socket, stream) -> {
            read.add(new String(stream.readAllBytes(), StandardCharsets.US_ASCII));
            leave.await();
            read.add("left");
        });
        harness.peer.send(binary("one"), WireFrame.text("two"), binary("three"));
        assertThat(read.poll(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("one");
        harness.events.nothing();
        leave.countDown();
        assertThat(read.poll(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("left");
        harness.events.expect("text 'two'");
        assertThat(read.poll(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("three");
        assertThat(read.poll(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("left");
        harness.ws().binaryStream(null, null);
    }

    @Test
    void aStreamThatIsNotReadHoldsThePeerBack() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> size = new CompletableFuture<>();
        harness.peer.end().capacity(200_000);
        harness.open().binaryStream(null, (socket, stream) -> {
            go.await();
            size.complete(stream.readAllBytes().length);
        });
        byte[] frame = WireFrame.bytes(Role.SERVER, WireFrame.of(Opcode.BINARY, new byte[2_000_000]));
        ByteBuffer rest = ByteBuffer.wrap(frame);
        // Writes as long as the other side takes: a bounded number of bytes, as nobody reads the stream.
        int taken;
        do {
            taken = harness.peer.end().write(rest);
            harness.peer.end().flush();
        } while (taken > 0);
        assertThat(rest.position()).isBetween(200_000, 600_000);

        go.countDown();
        while (rest.hasRemaining()) {
            harness.peer.end().write(rest);
            harness.peer.end().flush();
            Thread.onSpinWait();
        }
        assertThat(size.get(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo(2_000_000);
    }

    @Test
    void theEndOfTheConnectionInsideAStreamIsAnIoException() throws Exception {
        CompletableFuture<String> seen = new CompletableFuture<>();
        harness.open().binaryStream(null, (socket, stream) -> {
            try {
                stream.readAllBytes();
            } catch (java.io.IOException broken) {
                seen.complete(broken.getMessage());
            }
        });
        harness.peer.send(binary("abc").more());
        harness.peer.fin();

        assertThat(seen.get(Harness.SECONDS, TimeUnit.SECONDS)).isEqualTo("the connection ended inside the message");
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @Test
    void anExceptionOfAStreamsHandlerClosesWith1011() throws Exception {
        harness.open().textStream(null, (socket, reader) -> {
            throw new IllegalStateException("stream");
        });
        harness.peer.text("a");
        harness.events.expect("error IllegalStateException: stream");
        harness.peer.expect("close 1011 ");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void oneEventPerTaskWhenAsked() throws Exception {
        ManualExecutor executor = new ManualExecutor();
        harness.executor(executor).options(options -> options.allowSynchronousEvents(false));
        harness.start();
        harness.events.expect("open");
        executor.runAll();
        harness.peer.send(WireFrame.text("a"), WireFrame.of(Opcode.PING, "p"), WireFrame.text("b"));

        harness.events.expect("text 'a'");
        harness.events.nothing();
        assertThat(executor.runNext()).isTrue();
        harness.events.expect("ping 'p'");
        harness.events.nothing();
        assertThat(executor.runNext()).isTrue();
        harness.events.expect("text 'b'");
        executor.runAll();
        harness.peer.text("c");
        harness.events.expect("text 'c'");
        executor.runAll();
    }

    @Test
    void aRefusedTaskDoesNotLoseTheEnd() throws Exception {
        harness.executor(task -> {
                    throw new java.util.concurrent.RejectedExecutionException("shut down");
                })
                .options(options -> options.allowSynchronousEvents(false));
        harness.open();
        harness.peer.send(WireFrame.text("a"), WireFrame.text("b"), WireFrame.close(1000, ""));
        harness.peer.fin();
        harness.events.expect("text 'a'", "text 'b'", "close 1000  clean");
        harness.gone();
    }

    @Test
    void executorDispatchRunsNothingOnTheTransportsThread() throws Exception {
        ManualExecutor executor = new ManualExecutor();
        harness.executor(executor).options(options -> options.dispatch(Dispatch.EXECUTOR));
        harness.start();
        harness.events.nothing();
        assertThat(executor.runAll()).isPositive();
        harness.events.expect("open");
        harness.peer.text("a", "b");
        harness.events.nothing();
        executor.awaitNext();
        harness.events.expect("text 'a'", "text 'b'");
        harness.peer.fin();
        harness.events.nothing();
        executor.awaitNext();
        executor.runAll();
        harness.events.expect("close 1006  unclean");
        harness.gone();
    }

    @ParameterizedTest(name = "blocking allowed {0}")
    @ValueSource(booleans = {true, false})
    void automaticDispatchAsksTheTransport(boolean blockingAllowed) throws Exception {
        ManualExecutor executor = new ManualExecutor();
        harness.end.blockingAllowed(blockingAllowed);
        harness.executor(executor).options(options -> options.dispatch(Dispatch.AUTO));
        harness.events.when("text 'a'", ws -> ws.sendBlocking("b", Duration.ZERO)); // allowed either way
        harness.start();
        if (!blockingAllowed) {
            harness.events.nothing();
            executor.runAll();
        }
        harness.events.expect("open");
        harness.peer.text("a");
        if (!blockingAllowed) {
            harness.events.nothing();
            executor.awaitNext();
        }
        harness.events.expect("text 'a'");
        harness.peer.expect("text 'b'");
    }

    @Test
    void autoPongCanBeOff() throws Exception {
        harness.options(options -> options.autoPong(false));
        harness.open();
        harness.peer.send(WireFrame.of(Opcode.PING, "p"));
        harness.events.expect("ping 'p'");
        assertThat(harness.peer.frames()).isEmpty();
        harness.ws().pong(ByteBuffer.wrap(new byte[] {'q'}), null);
        harness.peer.expect("pong 'q'");
    }

    @Test
    void pongsGoOutBeforeThePingIsTold() throws Exception {
        harness.events.when("ping 'p'", ws -> ws.send("after"));
        harness.open();
        harness.peer.send(WireFrame.of(Opcode.PING, "p"));
        harness.events.expect("ping 'p'");
        harness.peer.expect("pong 'p'", "text 'after'");
    }

    @Test
    void noPongWhileClosing() throws Exception { // A-141 A-130
        harness.open().close();
        harness.peer.send(WireFrame.of(Opcode.PING, "p"));
        harness.events.expect("ping 'p'");
        assertThat(harness.peer.frames()).containsExactly("close ''");
        harness.ws().terminate();
        harness.events.expect("close 1006  unclean");
    }

    private void ping(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            harness.peer.send(WireFrame.of(Opcode.PING, ""));
        }
    }

    private void expectPings(int times) throws Exception {
        for (int i = 0; i < times; i++) {
            harness.events.expect("ping ''");
        }
    }

    @Test
    void aPeerThatPingsAndNeverReadsIsTerminated() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ping(60);
        expectPings(60);
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
        assertThat(ws.bufferedAmount()).isEqualTo(120);
        ping(1);
        String why = "more than 60 pongs are pending, and the peer takes nothing";
        harness.events.expect("error ConnectionCutException: " + why, "close 1006  unclean");
        assertThat(ws.closeCause()).isInstanceOf(IOException.class).hasMessage(why);
        assertThat(harness.end.isReset()).isTrue();
        harness.gone();
    }

    @ParameterizedTest(name = "A-141 limit {0}")
    @ValueSource(ints = {0, 200})
    void theNumberOfPendingPongsIsAnOption(int most) throws Exception {
        harness.options(options -> options.maxPendingAutoPongs(most)).end.capacity(0);
        WebSocketConnection ws = harness.open();
        ping(200);
        expectPings(200);
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
        harness.end.capacity(1_000_000);
        assertThat(harness.peer.frames()).hasSize(200).containsOnly("pong ''");
    }

    @Test
    void aBatchOfPingsIsNoFlood() throws Exception {
        harness.open();
        WireFrame[] pings = new WireFrame[1_000];
        Arrays.fill(pings, WireFrame.of(Opcode.PING, ""));
        harness.peer.send(pings);
        expectPings(1_000);
        assertThat(harness.peer.frames()).hasSize(1_000);
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.OPEN);
    }

    @Test
    void pongsThatWereTakenAreNotPending() throws Exception {
        // Output never runs empty, as during a long download, but each pong is taken before the next one but some.
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        for (int i = 0; i < 200; i++) {
            ws.send("0123456789");
            ping(1);
            harness.events.expect("ping ''");
            if (i >= 5) {
                harness.end.capacity(14);
                harness.end.capacity(0);
                assertThat(harness.peer.skip(14)).isPositive();
            }
            assertThat(ws.bufferedAmount()).isPositive();
        }
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
    }

    @Test
    void pongsBehindMuchOutputAreNoFloodWhileThePeerReads() throws Exception {
        harness.end.capacity(0);
        WebSocketConnection ws = harness.open();
        ws.send("x".repeat(10_000));
        for (int i = 1; i <= 300; i++) {
            ping(1);
            harness.events.expect("ping ''");
            if (i % 30 == 0) {
                harness.end.capacity(10);
                harness.end.capacity(0);
                assertThat(harness.peer.skip(10)).isPositive();
            }
        }
        assertThat(ws.readyState()).isEqualTo(ReadyState.OPEN);
    }

    @Test
    void aProtocolErrorIsTheOnlyErrorAndEndsTheConnection() throws Exception { // A-058 A-059 C-046
        harness.open();
        harness.peer.send(WireFrame.text("a"), WireFrame.of(3, ""), WireFrame.text("b"), WireFrame.of(4, ""));
        harness.events.expect("text 'a'", "error ProtocolException: Invalid WebSocket frame: invalid opcode 3");
        harness.peer.expect("close 1002 unexpected or unknown opcode");
        harness.peer.expectEnd();
        harness.peer.send(WireFrame.text("c"), WireFrame.close(1002, ""));
        harness.peer.fin();
        harness.events.expect("close 1006  unclean");
        assertThat(harness.ws().closeCause()).isInstanceOf(dev.ws.ProtocolException.class);
        harness.gone();
    }
}
