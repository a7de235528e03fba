package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ws.HandlerErrors;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.frame.Opcode;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import dev.ws.message.WebSocketDuplex;
import dev.ws.message.WebSocketStreams;
import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The stream pair of {@link WebSocketStreams#duplex} over a connection. */
@Timeout(60)
class DuplexStreamTest {
    private final Harness harness = new Harness().executor(Runnable::run);

    @AfterEach
    void end() {
        harness.events.forget();
        harness.close();
    }

    private WebSocketDuplex open() throws Exception {
        return WebSocketStreams.duplex(harness.open());
    }

    // Runs a task on another thread and waits until it waits.
    private static <T> FutureTask<T> waiting(Callable<T> work) throws InterruptedException {
        FutureTask<T> task = new FutureTask<>(work);
        Thread thread = new Thread(task, "stream test");
        thread.setDaemon(true);
        thread.start();
        Harness.await(() -> thread.getState() == Thread.State.WAITING);
        return task;
    }

    private static int available(WebSocketDuplex duplex) {
        try {
            return duplex.input().available();
        } catch (IOException impossible) {
            throw new AssertionError(impossible);
        }
    }

    @Test
    void readsMessagesInARow() throws Exception { // C-068 C-071 C-074
        InputStream in = open().input();
        harness.peer.send(
                WireFrame.of(Opcode.BINARY, "ab"),
                WireFrame.text(""),
                WireFrame.text("c").more(),
                WireFrame.of(Opcode.CONTINUATION, "d"),
                WireFrame.close(1000, ""));
        harness.peer.fin();
        assertThat(in.available()).isEqualTo(4);
        assertThat(in.read()).isEqualTo('a');
        assertThat(in.read(new byte[10])).isEqualTo(1);
        assertThat(in.read(new byte[0])).isZero();
        assertThat(in.readAllBytes()).containsExactly('c', 'd');
        assertThat(in.read()).isEqualTo(-1);
    }

    @Test
    void aReadWaitsForAMessage() throws Exception { // C-068
        WebSocketDuplex duplex = open();
        FutureTask<Integer> read = waiting(() -> duplex.input().read());
        harness.peer.send(WireFrame.of(Opcode.BINARY, new byte[] {(byte) 0xFF}));
        assertThat(read.get()).isEqualTo(255);
        FutureTask<Integer> last = waiting(() -> duplex.input().read());
        harness.peer.fin();
        assertThat(last.get()).isEqualTo(-1);
        assertThat(harness.ws().closeCause()).isNull();
    }

    @Test
    void eachWriteIsAMessage() throws Exception { // C-068
        OutputStream out = open().output();
        out.write('a');
        out.write("xbcx".getBytes(StandardCharsets.US_ASCII), 1, 2);
        out.write(new byte[0]);
        out.flush();
        OutputStream buffered = new BufferedOutputStream(out);
        buffered.write('d');
        buffered.write('e');
        buffered.flush();
        harness.peer.expect("binary 'a'", "binary 'bc'", "binary 'de'");
    }

    @Test
    void charactersGoBothWays() throws Exception { // C-074
        WebSocketDuplex duplex = open();
        Writer writer = duplex.writer();
        writer.write("gr\u00FC\u00DFe");
        writer.write("");
        writer.write("a\uD83D");
        writer.append('\uDE00');
        writer.flush();
        try (Writer buffered = new BufferedWriter(writer)) {
            buffered.append("two ").append("parts").append("\uD83D");
        }
        harness.peer.expect(
                WireFrame.text("gr\u00FC\u00DFe").toString(),
                "text 'a'",
                WireFrame.text("\uD83D\uDE00").toString(),
                "text 'two parts'",
                "text '?'",
                "close ''");

        // A character split over two binary messages, as a byte stream may be.
        harness.peer.send(
                WireFrame.of(Opcode.BINARY, Splits.hex("61 e2 82")),
                WireFrame.of(Opcode.BINARY, Splits.hex("ac 0a")),
                WireFrame.text("second"),
                WireFrame.close(1000, ""));
        harness.peer.fin();
        Reader reader = duplex.reader();
        assertThat(new BufferedReader(reader).lines()).containsExactly("a\u20AC", "second");
    }

    @Test
    void writeAndEndWaitForOpen() throws Exception { // C-069
        WebSocketDuplex duplex = WebSocketStreams.duplex(harness.ws());
        FutureTask<Boolean> written = waiting(() -> {
            duplex.output().write('a');
            duplex.close();
            return true;
        });
        harness.start();
        assertThat(written.get()).isTrue();
        harness.peer.expect("binary 'a'", "close ''");
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.CLOSING);
    }

    @Test
    void writeAndReadFailWhenTheConnectionNeverOpens() throws Exception { // C-069 C-075
        WebSocketDuplex duplex = WebSocketStreams.duplex(harness.ws());
        FutureTask<Boolean> written = waiting(() -> {
            duplex.output().write('a');
            return true;
        });
        Exception refused = new Exception("refused");
        harness.ws().abandon(refused);
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(ExecutionException.class, written::get))
                .cause()
                .hasMessage("refused")
                .hasCause(refused);
        assertThatIOException().isThrownBy(() -> duplex.input().read()).withCause(refused);
        duplex.close();
    }

    @Test
    void aStreamOfAClosedConnectionEndsAtOnce() throws Exception { // C-070 C-071
        WebSocket ws = harness.open();
        ws.terminate();
        harness.events.expect("close 1006  unclean");
        WebSocketDuplex duplex = WebSocketStreams.duplex(ws);
        assertThat(duplex.input().read()).isEqualTo(-1);
        assertThatIOException()
                .isThrownBy(() -> duplex.output().write('a'))
                .withMessage("WebSocket is not open: readyState 3 (CLOSED)");
    }

    @Test
    void aWriteWhileClosingFailsAndDestroys() throws Exception { // C-070 C-072
        WebSocketDuplex duplex = open();
        harness.peer.text("unread");
        harness.ws().close();
        assertThatIOException()
                .isThrownBy(() -> duplex.output().write('a'))
                .withMessage("WebSocket is not open: readyState 2 (CLOSING)");
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.CLOSED);
        assertThatIOException().isThrownBy(() -> duplex.input().read()).withMessageContaining("readyState 2");
    }

    @Test
    void theEndOfTheOutputLeavesTheInputOpen() throws Exception { // C-063 C-071
        WebSocketDuplex duplex = open();
        duplex.output().write('a');
        duplex.output().close();
        duplex.output().close();
        harness.peer.expect("binary 'a'", "close ''");
        assertThatIOException().isThrownBy(() -> duplex.output().write('b')).withMessage("the stream is closed");
        harness.peer.send(WireFrame.text("still"), WireFrame.of(Opcode.CLOSE, ""));
        harness.peer.fin();
        assertThat(duplex.input().readAllBytes()).hasSize(5);
        harness.events.expect("text 'still'", "close 1005  clean");
        harness.gone();
    }

    @Test
    void closingBothEndsInAnOrderlyWay() throws Exception { // C-071
        WebSocketDuplex duplex = open();
        harness.peer.send(WireFrame.of(Opcode.BINARY, new byte[100_000]));
        assertThat(harness.ws().isPaused()).isTrue();
        duplex.close();
        assertThat(harness.ws().isPaused()).isFalse();
        assertThatIOException().isThrownBy(() -> duplex.input().read()).withMessage("the stream is closed");
        harness.peer.expect("close ''");
        harness.peer.send(WireFrame.text("dropped"), WireFrame.of(Opcode.CLOSE, ""));
        harness.peer.fin();
        Harness.await(() -> harness.ws().readyState() == ReadyState.CLOSED);
        assertThat(duplex.input().available()).isZero();
    }

    @Test
    void closingTheInputWakesItsReader() throws Exception { // C-071
        WebSocketDuplex duplex = open();
        FutureTask<Integer> read = waiting(() -> duplex.input().read());
        duplex.input().close();
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(ExecutionException.class, read::get))
                .hasRootCauseMessage("the stream is closed");
    }

    @Test
    void destroyTerminates() throws Exception { // C-072
        WebSocketDuplex duplex = open();
        harness.peer.text("unread");
        duplex.destroy();
        harness.events.expect("text 'unread'", "close 1006  unclean");
        assertThatIOException().isThrownBy(() -> duplex.input().read()).withMessage("the stream was destroyed");
        assertThatIOException().isThrownBy(() -> duplex.output().write(1)).withMessage("the stream was destroyed");
        harness.gone();
    }

    @Test
    void anErrorOfTheConnectionFailsTheStreams() throws Exception { // C-072 C-075
        WebSocketDuplex duplex = open();
        FutureTask<Integer> read = waiting(() -> duplex.input().read());
        harness.peer.send(WireFrame.of(Opcode.CONTINUATION, "out of order"));
        assertThat(org.assertj.core.api.Assertions.catchThrowableOfType(ExecutionException.class, read::get))
                .hasRootCause(harness.ws().closeCause());
        assertThatIOException()
                .isThrownBy(() -> duplex.output().write(1))
                .withCause(harness.ws().closeCause());
        duplex.destroy();
        harness.peer.expect("close 1002 unexpected or unknown opcode");
        assertThat(harness.ws().readyState()).isEqualTo(ReadyState.CLOSING);
    }

    @Test
    void errorsThatAreOnlyReportedDoNotFailTheStreams() throws Exception { // C-075
        harness.options(options -> options.handlerErrors(HandlerErrors.REPORT));
        harness.events.when("text 'a'", ws -> {
            throw new IllegalArgumentException("a handler's");
        });
        WebSocketDuplex duplex = open();
        harness.peer.text("a", "b");
        assertThat(duplex.input().read()).isEqualTo('b'); // the listener before took the other one with it
    }

    @ParameterizedTest(name = "C-073 closing: {0}")
    @ValueSource(booleans = {false, true})
    void whatIsNotReadStaysWithThePeer(boolean closing) throws Exception {
        WebSocketDuplex duplex = open();
        if (closing) {
            duplex.output().close();
        }
        byte[] message = new byte[20_000];
        for (int i = 0; i < 10; i++) {
            harness.peer.send(WireFrame.of(Opcode.BINARY, message));
        }
        assertThat(harness.ws().isPaused()).isTrue();
        assertThat(duplex.input().available()).isEqualTo(80_000);
        assertThat(duplex.input().read(message)).isEqualTo(20_000);
        assertThat(duplex.input().read(message)).isEqualTo(20_000);
        assertThat(duplex.input().read(message)).isEqualTo(20_000);
        assertThat(harness.ws().isPaused()).isTrue();
        assertThat(duplex.input().available()).isEqualTo(20_000);
        assertThat(duplex.input().read(message, 0, 4_000)).isEqualTo(4_000); // down to a quarter of the mark
        Harness.await(() -> available(duplex) == 16_000 + 3 * 20_000);
        assertThat(harness.ws().isPaused()).isTrue();
        assertThat(duplex.input().readNBytes(16_000 + 6 * 20_000)).hasSize(16_000 + 6 * 20_000);
        assertThat(harness.ws().isPaused()).isFalse();
        harness.ws().terminate();
    }

    @Test
    void aWriteWaitsForTheTransport() throws Exception { // C-073
        harness.end.capacity(0);
        WebSocketDuplex duplex = open();
        FutureTask<Boolean> written = new FutureTask<>(() -> {
            duplex.output().write(new byte[1_000]);
            return true;
        });
        Thread thread = new Thread(written, "writer");
        thread.start();
        Harness.await(() -> thread.getState() == Thread.State.TIMED_WAITING);
        harness.end.capacity(10_000);
        assertThat(written.get()).isTrue();
    }

    @Test
    void anInterruptedReadThrows() throws Exception { // C-068
        InputStream in = open().input();
        Thread.currentThread().interrupt();
        assertThatIOException().isThrownBy(in::read).isInstanceOf(InterruptedIOException.class);
        assertThat(Thread.interrupted()).isTrue();
    }
}
