package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendCallback;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import dev.ws.protocol.XorExtension;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Streams and files sent as messages, read when the test says so. */
@Timeout(60)
class SourceSenderTest {
    private static final String CLOSED = "The socket was closed while the blob was being read";

    private final ManualExecutor executor = new ManualExecutor();
    private final Harness harness = new Harness().executor(executor);
    private final List<CompletableFuture<Void>> sends = new ArrayList<>(); // those whose outcome does not matter
    private final List<String> outcomes = Collections.synchronizedList(new ArrayList<>());

    @AfterEach
    void end() {
        executor.runAll();
        harness.close();
    }

    /** A stream that can break, and knows whether it was closed. */
    private static final class Source extends InputStream {
        private final ByteArrayInputStream bytes;
        private final boolean breaks;
        private boolean closed;

        Source(int size, boolean breaks) {
            this.bytes = new ByteArrayInputStream(Splits.payload(size));
            this.breaks = breaks;
        }

        @Override
        public int read() {
            throw new AssertionError("blocks are read");
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            int count = bytes.read(target, from, length);
            if (count < 0 && breaks) {
                throw new IOException("the disk is gone");
            }
            return count;
        }

        @Override
        public void close() throws IOException {
            closed = true;
            throw new IOException("does not matter");
        }
    }

    private static Source source(int size) {
        return new Source(size, false);
    }

    private static InputStream text(String text) {
        return new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8));
    }

    private void send(WebSocket ws, InputStream source, SendOptions options) {
        sends.add(ws.sendAsync(source, options));
    }

    private SendCallback note(String name) {
        return failure -> outcomes.add(name + (failure == null ? "" : " " + failure.getMessage()));
    }

    private static Throwable failureOf(CompletableFuture<Void> sent) {
        assertThat(sent).isCompletedExceptionally();
        return sent.handle((nothing, failure) -> failure).join();
    }

    // The messages on the wire, fragments joined by the plainest means.
    private List<String> messages() {
        List<String> messages = new ArrayList<>();
        int length = 0;
        for (WireFrame frame : WireFrame.parse(harness.peer.takeBytes())) {
            length = frame.opcode() == Opcode.CONTINUATION ? length + frame.payload().length : frame.payload().length;
            if (frame.fin()) {
                messages.add(length > 40 ? "" + length : frame.toString());
            }
        }
        return messages;
    }

    @Test
    void sourcesAreBinaryUnlessToldOtherwise(@TempDir Path folder) throws Exception {
        WebSocketConnection ws = harness.open();
        Path file = Files.writeString(folder.resolve("b"), "b");

        CompletableFuture<Void> stream = ws.sendAsync(text("a"));
        CompletableFuture<Void> path = ws.sendAsync(file);
        executor.runAll();

        assertThat(stream).isCompleted();
        assertThat(path).isCompleted();
        assertThat(messages()).containsExactly("binary 'a'", "binary 'b'");
    }

    @ParameterizedTest(name = "C-020 C-029 transformed: {0}")
    @ValueSource(booleans = {false, true})
    void sourcesKeepTheOrderOfSends(boolean transformed) throws Exception {
        if (transformed) {
            harness.extensions(new XorExtension(0, 0, 100_000));
        }
        WebSocketConnection ws = harness.open();
        Source first = source(40_000);
        ws.send("a");
        CompletableFuture<Void> one = ws.sendAsync(first, SendOptions.DEFAULT);
        ws.send(Message.text("b"), SendOptions.DEFAULT, note("b"));
        CompletableFuture<Void> two = ws.sendAsync(source(50_000), SendOptions.DEFAULT);
        CompletableFuture<Void> three = ws.sendAsync(source(60_000), SendOptions.DEFAULT);
        ws.send("c");
        ws.ping();
        ws.close(1000, "last");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        assertThat(messages()).containsExactly("text 'a'", "ping ''");
        assertThat(outcomes).isEmpty();

        executor.runNext();
        assertThat(messages()).containsExactly("40000", "text 'b'");
        assertThat(first.closed).isTrue();
        assertThat(one).isCompleted();
        assertThat(outcomes).containsExactly("b");
        assertThat(two).isNotDone();
        executor.runNext();
        assertThat(messages()).containsExactly("50000");
        executor.runNext();
        assertThat(messages()).containsExactly("60000", "text 'c'", "close 1000 last");
        assertThat(List.of(two, three)).allMatch(CompletableFuture::isDone);
        assertThat(ws.bufferedAmount()).isZero();

        harness.peer.send(WireFrame.close(1000, "last")).fin();
        executor.runAll();
        harness.events.expect("close 1000 last clean");
    }

    @Test
    void aSourceIsOneMessageInParts() throws Exception { // C-020
        WebSocketConnection ws = harness.open();
        CompletableFuture<Void> sent = ws.sendAsync(source(40_000), SendOptions.DEFAULT);
        executor.runNext();
        assertThat(sent).isCompleted();
        assertThat(harness.peer.frames())
                .hasSize(3)
                .allMatch(frame -> frame.startsWith("binary+ 16384")
                        || frame.startsWith("cont+ 16384")
                        || frame.startsWith("cont 7232"));
        send(ws, source(16_384), SendOptions.DEFAULT);
        executor.runNext();
        assertThat(harness.peer.frames()).hasSize(2).endsWith("cont ''");
        send(ws, source(0), SendOptions.DEFAULT);
        executor.runNext();
        harness.peer.expect("binary ''");
    }

    @Test
    void theKindAndMaskingCanBeForced() throws Exception { // C-022 C-025
        WebSocketConnection ws = harness.open();
        send(ws, text("t"), SendOptions.DEFAULT.withBinary(false));
        send(ws, text("b"), SendOptions.DEFAULT.withBinary(true).withMask(true));
        executor.runAll();
        List<WireFrame> frames = WireFrame.parse(harness.peer.takeBytes());
        assertThat(frames).extracting(WireFrame::toString).containsExactly("text 't'", "binary 'b'");
        assertThat(frames).extracting(frame -> frame.maskKey() != null).containsExactly(false, true);
    }

    @Test
    void compressIsPassedOn() throws Exception { // C-023
        WebSocketConnection ws =
                harness.extensions(new XorExtension(FramePart.RSV1, 0, 100)).open();
        send(ws, text("a"), SendOptions.DEFAULT);
        send(ws, text("b"), SendOptions.DEFAULT.withCompress(false));
        executor.runAll();
        harness.peer.expect("binary rsv4 'a'", "binary 'b'");
    }

    @Test
    void filesAreSources(@TempDir Path folder) throws Exception { // C-020
        Path file = Files.writeString(folder.resolve("file"), "content");
        WebSocketConnection ws = harness.open();
        CompletableFuture<Void> sent = ws.sendAsync(file, SendOptions.DEFAULT);
        executor.runNext();
        harness.peer.expect("binary 'content'");
        assertThat(sent).isCompleted();
    }

    @Test
    void aFileThatIsNotThereFails(@TempDir Path folder) throws Exception { // C-032
        CompletableFuture<Void> sent = harness.open().sendAsync(folder.resolve("none"), SendOptions.DEFAULT);
        executor.runAll();
        assertThat(failureOf(sent)).isInstanceOf(NoSuchFileException.class);
        assertThat(harness.events.next()).startsWith("error NoSuchFileException");
        harness.peer.expectEnd();
        harness.peer.fin();
        executor.runAll();
        harness.events.expect("close 1006  unclean");
    }

    @ParameterizedTest(name = "C-032 after {0} bytes")
    @ValueSource(ints = {0, 20_000})
    void aReadFailureEndsTheConnection(int size) throws Exception {
        WebSocketConnection ws = harness.open();
        Source source = new Source(size, true);
        CompletableFuture<Void> sent = ws.sendAsync(source, SendOptions.DEFAULT);
        Source behind = source(10);
        CompletableFuture<Void> unread = ws.sendAsync(behind, SendOptions.DEFAULT);
        ws.send(Message.text("a"), SendOptions.DEFAULT, note("a"));
        ws.send("b");
        executor.runAll();
        assertThat(failureOf(sent)).hasMessage("the disk is gone");
        assertThat(failureOf(unread)).hasMessage(CLOSED);
        assertThat(outcomes).containsExactly("a " + CLOSED);
        assertThat(source.closed).isTrue();
        assertThat(behind.closed).isTrue();
        harness.events.expect("error IOException: the disk is gone");
        assertThat(ws.readyState()).isEqualTo(ReadyState.CLOSING);
        assertThat(ws.closeCause()).hasMessage("the disk is gone");
        List<String> frames = harness.peer.frames();
        assertThat(frames).hasSize(size == 0 ? 0 : 1).allMatch(frame -> frame.startsWith("binary+"));
        harness.peer.expectEnd(); // half-closed, without a close frame
        harness.peer.text("still delivered").fin();
        executor.runAll();
        harness.events.expect("text 'still delivered'", "close 1006  unclean");
    }

    @Test
    void noCloseFrameFollowsAnUnfinishedMessage() throws Exception { // C-032
        WebSocketConnection ws = harness.open();
        send(ws, new Source(0, true), SendOptions.DEFAULT);
        ws.close();
        executor.runAll();
        harness.events.expect("error IOException: the disk is gone");
        harness.peer.expectEnd();
        harness.peer.fin();
        executor.runAll();
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void everySendIsToldWhenTheSocketClosesMeanwhile() throws Exception { // C-031
        WebSocketConnection ws = harness.open();
        Source source = source(10);
        CompletableFuture<Void> sent = ws.sendAsync(source, SendOptions.DEFAULT);
        Source behind = source(10);
        CompletableFuture<Void> unread = ws.sendAsync(behind, SendOptions.DEFAULT);
        ws.send(Message.text("a"), SendOptions.DEFAULT, note("a"));
        ws.terminate();
        executor.runAll();
        assertThat(failureOf(sent)).hasMessage(CLOSED);
        assertThat(failureOf(unread)).hasMessage(CLOSED);
        assertThat(outcomes).containsExactly("a " + CLOSED);
        assertThat(source.closed).isTrue();
        assertThat(behind.closed).isTrue();
        harness.events.expect("close 1006  unclean");
        assertThat(ws.bufferedAmount()).isZero();
    }

    @Test
    void readingStopsWhenTheSocketClosesMeanwhile() throws Exception { // C-031
        WebSocketConnection ws = harness.open();
        List<Integer> reads = new ArrayList<>();
        CompletableFuture<Void> sent = ws.sendAsync(
                new InputStream() {
                    @Override
                    public int read() {
                        throw new AssertionError("blocks are read");
                    }

                    @Override
                    public int read(byte[] target, int from, int length) {
                        reads.add(length);
                        if (reads.size() == 2) {
                            ws.terminate();
                        }
                        return length;
                    }
                },
                SendOptions.DEFAULT);
        executor.runAll();
        assertThat(reads).hasSize(2);
        assertThat(failureOf(sent)).hasMessage(CLOSED);
        harness.events.expect("close 1006  unclean");
    }

    @Test
    void theAnswerToACloseFrameWaitsForTheSource() throws Exception { // A-054 C-029
        WebSocketConnection ws = harness.open();
        CompletableFuture<Void> sent = ws.sendAsync(source(100), SendOptions.DEFAULT);
        harness.peer.send(WireFrame.close(1000, ""));
        assertThat(harness.peer.frames()).isEmpty();
        executor.runAll();
        assertThat(sent).isCompleted();
        assertThat(messages()).containsExactly("100", "close 1000 ");
        harness.peer.fin();
        executor.runAll();
        harness.events.expect("close 1000  clean");
    }

    @Test
    void aSourceWaitsForAStream() throws Exception { // C-029
        WebSocketConnection ws = harness.open();
        OutputStream stream = ws.openBinary();
        CompletableFuture<Void> sent = ws.sendAsync(text("source"), SendOptions.DEFAULT);
        ws.send("after");
        assertThatIllegalStateException().isThrownBy(ws::openText);
        assertThat(executor.size()).isZero();
        stream.write('s');
        stream.close();
        assertThat(messages()).containsExactly("binary 's'");
        executor.runAll();
        assertThat(messages()).containsExactly("binary 'source'", "text 'after'");
        assertThat(sent).isCompleted();
        ws.openText().close();
    }

    @Test
    void aSourceIsNoPartOfAnotherMessage() throws Exception { // C-024
        WebSocketConnection ws = harness.open();
        assertThatIllegalArgumentException().isThrownBy(() -> ws.sendAsync(text(""), SendOptions.PART));
        OutputStream stream = ws.openBinary();
        ws.send(Message.text("a"), SendOptions.PART, null);
        assertThatIllegalStateException().isThrownBy(() -> ws.sendAsync(text(""), SendOptions.DEFAULT));
        stream.close();
        assertThatIllegalStateException().isThrownBy(() -> ws.sendAsync(text(""), SendOptions.DEFAULT));
        ws.send("b");
        send(ws, text("c"), SendOptions.DEFAULT);
        executor.runAll();
        harness.peer.expect("binary ''", "text+ 'a'", "cont 'b'", "binary 'c'");
    }

    @Test
    void sourcesAreRefusedLikeOtherSends() throws Exception { // C-027 C-028
        assertThatIllegalStateException()
                .isThrownBy(() -> harness.ws().sendAsync(text(""), SendOptions.DEFAULT))
                .withMessage("WebSocket is not open: readyState 0 (CONNECTING)");
        WebSocketConnection ws = harness.open();
        ws.close();
        Source source = source(10);
        assertThat(failureOf(ws.sendAsync(source, SendOptions.DEFAULT)))
                .hasMessage("WebSocket is not open: readyState 2 (CLOSING)");
        assertThat(source.closed).isTrue();
        assertThat(failureOf(ws.sendAsync(Path.of("none"), SendOptions.DEFAULT)))
                .hasMessage("WebSocket is not open: readyState 2 (CLOSING)");
        harness.peer.expect("close ''");
    }

    @Test
    void anExecutorThatRefusesIsAReadFailure() throws Exception { // C-032
        Harness refusing = new Harness().runtime(ConnectionRuntime.create(Runnable::run, task -> {
            throw new RejectedExecutionException("full");
        }));
        try {
            Source source = source(10);
            CompletableFuture<Void> sent = refusing.open().sendAsync(source, SendOptions.DEFAULT);
            assertThat(failureOf(sent)).hasMessage("full");
            assertThat(source.closed).isTrue();
            refusing.events.expect("error RejectedExecutionException: full");
            refusing.peer.fin();
            refusing.events.expect("close 1006  unclean");
        } finally {
            refusing.close();
        }
    }

    @Test
    void aSourceIsReadNoFasterThanItIsSent() throws Exception { // C-020
        harness.options(options -> options.highWaterBytes(100_000)).end.capacity(0);
        WebSocketConnection ws = harness.open();
        int size = 2_000_000;
        CompletableFuture<Void> sent = ws.sendAsync(source(size), SendOptions.DEFAULT);
        Thread reader = new Thread(executor::runNext, "source");
        reader.start();
        Harness.await(() -> reader.getState() == Thread.State.TIMED_WAITING);
        assertThat(ws.bufferedAmount()).isBetween(100_000L, 100_000L + 40_000);
        harness.end.capacity(Long.MAX_VALUE);
        reader.join();
        assertThat(sent).isCompleted();
        assertThat(messages()).containsExactly("" + size);
        executor.runAll();
        harness.events.expect("drain");
    }
}
