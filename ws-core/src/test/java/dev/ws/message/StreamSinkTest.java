package dev.ws.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIOException;

import dev.ws.frame.Splits;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class StreamSinkTest {
    private final ExecutorService executor = Executors.newCachedThreadPool();
    private final Flow flow = new Flow();

    @AfterEach
    void stop() {
        executor.shutdownNow();
    }

    /** Notes what the sink asks for. */
    private static final class Flow implements MessageFlow {
        private final LinkedBlockingQueue<String> calls = new LinkedBlockingQueue<>();
        private final CompletableFuture<Throwable> failure = new CompletableFuture<>();

        @Override
        public void hold() {
            calls.add("hold");
        }

        @Override
        public void release() {
            calls.add("release");
        }

        @Override
        public void handlerFailed(Throwable cause) {
            failure.complete(cause);
        }

        String next() throws InterruptedException {
            return calls.poll(20, TimeUnit.SECONDS);
        }
    }

    private StreamSink sink(StreamSink.Handler handler) {
        return new StreamSink(executor, flow, handler);
    }

    @Test
    void feedsTheHandlerWhileTheMessageArrives() throws Exception { // C-051
        CountDownLatch first = new CountDownLatch(1);
        CompletableFuture<String> read = new CompletableFuture<>();
        StreamSink sink = sink(stream -> {
            String head = new String(stream.readNBytes(2), StandardCharsets.US_ASCII);
            first.countDown();
            read.complete(head + new String(stream.readAllBytes(), StandardCharsets.US_ASCII));
        });
        Parts.give(sink, false, Parts.utf8("ab"), true, false, 0);
        assertThat(first.await(20, TimeUnit.SECONDS)).isTrue();
        Parts.give(sink, false, Parts.utf8("c"), false, false, 0);
        Parts.give(sink, false, Parts.utf8("d"), false, true, 0);

        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo("abcd");
        assertThat(flow.next()).isEqualTo("hold");
        assertThat(flow.next()).isEqualTo("release");
    }

    @Test
    void theNextMessageWaitsForTheHandlerToReturn() throws Exception {
        CountDownLatch leave = new CountDownLatch(1);
        CountDownLatch readAll = new CountDownLatch(1);
        StreamSink sink = sink(stream -> {
            stream.readAllBytes();
            readAll.countDown();
            leave.await();
        });
        Parts.message(sink, false, Parts.utf8("a"));

        assertThat(readAll.await(20, TimeUnit.SECONDS)).isTrue();
        assertThat(flow.calls).containsExactly("hold");
        leave.countDown();
        assertThat(flow.next()).isEqualTo("hold");
        assertThat(flow.next()).isEqualTo("release");
    }

    @Test
    void aSlowHandlerHoldsThePump() throws Exception {
        CountDownLatch go = new CountDownLatch(1);
        CompletableFuture<Integer> read = new CompletableFuture<>();
        StreamSink sink = sink(stream -> {
            go.await();
            read.complete(stream.readAllBytes().length);
        });
        Parts.give(sink, false, new byte[64 * 1024], true, false, 0);
        assertThat(flow.calls).isEmpty();
        Parts.give(sink, false, new byte[1], false, false, 0);
        assertThat(flow.calls).containsExactly("hold");

        go.countDown();
        assertThat(flow.next()).isEqualTo("hold");
        assertThat(flow.next()).isEqualTo("release");
        Parts.give(sink, false, new byte[0], false, true, 0);
        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(64 * 1024 + 1);
    }

    @Test
    void aHandlerThatReturnsEarlySkipsTheRest() throws Exception {
        CountDownLatch returned = new CountDownLatch(1);
        List<Thread> threads = new ArrayList<>();
        StreamSink sink = new StreamSink(
                task -> {
                    Thread thread = new Thread(() -> {
                        task.run();
                        returned.countDown();
                    });
                    threads.add(thread);
                    thread.start();
                },
                flow,
                InputStream::read);
        Parts.give(sink, false, new byte[10], true, false, 0);
        assertThat(returned.await(20, TimeUnit.SECONDS)).isTrue();
        for (int i = 0; i < 100; i++) {
            Parts.give(sink, false, new byte[10_000], false, false, 0);
        }
        Parts.give(sink, false, new byte[10], false, true, 0);

        assertThat(flow.calls).isEmpty();
        assertThat(threads).hasSize(1);
        Parts.message(sink, false, new byte[3]);
        assertThat(threads).hasSize(2);
    }

    @Test
    void anExceptionOfTheHandlerGoesToThePump() throws Exception {
        Exception thrown = new Exception("handler");
        StreamSink sink = sink(stream -> {
            throw thrown;
        });
        Parts.message(sink, false, Parts.utf8("a"));

        assertThat(flow.failure.get(20, TimeUnit.SECONDS)).isSameAs(thrown);
    }

    @Test
    void anErrorOfTheHandlerGoesToThePump() throws Exception {
        Error thrown = new AssertionError("handler");
        StreamSink sink = sink(stream -> {
            throw thrown;
        });
        Parts.message(sink, false, Parts.utf8("a"));

        assertThat(flow.failure.get(20, TimeUnit.SECONDS)).isSameAs(thrown);
    }

    @Test
    void theEndOfTheConnectionInsideAMessageIsAnIoException() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        CompletableFuture<Integer> before = new CompletableFuture<>();
        CountDownLatch aborted = new CountDownLatch(1);
        StreamSink sink = sink(stream -> {
            aborted.await();
            before.complete(stream.readNBytes(2).length);
            try {
                stream.read();
            } catch (IOException broken) {
                seen.complete(broken);
            }
        });
        Parts.give(sink, false, Parts.utf8("ab"), true, false, 10);
        IOException cause = new IOException("reset");
        sink.abort(cause);
        sink.abort(cause);
        aborted.countDown();

        assertThat(before.get(20, TimeUnit.SECONDS)).isEqualTo(2);
        assertThat(seen.get(20, TimeUnit.SECONDS))
                .isInstanceOf(IOException.class)
                .hasMessage("the connection ended inside the message")
                .hasCause(cause);
    }

    @Test
    void theEndOfTheConnectionWakesAHandlerThatWaits() throws Exception {
        CompletableFuture<Throwable> seen = new CompletableFuture<>();
        AtomicReference<Thread> reader = new AtomicReference<>();
        StreamSink sink = sink(stream -> {
            reader.set(Thread.currentThread());
            try {
                stream.readAllBytes();
            } catch (IOException broken) {
                seen.complete(broken);
            }
        });
        Parts.give(sink, false, Parts.utf8("ab"), true, false, 10);
        while (reader.get() == null || reader.get().getState() != Thread.State.WAITING) {
            Thread.onSpinWait();
        }
        sink.abort(new IOException("reset"));

        assertThat(seen.get(20, TimeUnit.SECONDS)).isInstanceOf(IOException.class);
    }

    @Test
    void aCompleteMessageIsReadToItsEndAfterTheConnectionEnded() throws Exception {
        CompletableFuture<Integer> read = new CompletableFuture<>();
        CountDownLatch aborted = new CountDownLatch(1);
        StreamSink sink = sink(stream -> {
            aborted.await();
            read.complete(stream.readAllBytes().length);
        });
        Parts.message(sink, false, new byte[10], new byte[20]);
        sink.abort(new IOException("reset"));
        aborted.countDown();

        assertThat(read.get(20, TimeUnit.SECONDS)).isEqualTo(30);
    }

    @Test
    void aRefusedTaskHoldsNothing() throws Exception {
        List<Runnable> tasks = new ArrayList<>();
        StreamSink sink = new StreamSink(
                task -> {
                    if (tasks.isEmpty()) {
                        tasks.add(task);
                        throw new RejectedExecutionException("full");
                    }
                    tasks.add(task);
                },
                flow,
                InputStream::readAllBytes);

        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> Parts.give(sink, false, Parts.utf8("a"), true, false, 0));
        // The rest of that message is skipped: nobody will ever read it.
        Parts.give(sink, false, new byte[100_000], false, false, 0);
        Parts.give(sink, false, Parts.utf8("b"), false, true, 0);
        assertThat(flow.calls).isEmpty();
        assertThat(tasks).hasSize(1);
        Parts.message(sink, false, Parts.utf8("next"));
        assertThat(tasks).hasSize(2);
    }

    @Test
    void aStreamIsOfNoUseAfterItsHandlerReturned() throws Exception {
        List<InputStream> kept = new ArrayList<>();
        List<Runnable> tasks = new ArrayList<>();
        StreamSink sink = new StreamSink(tasks::add, flow, kept::add);
        Parts.message(sink, false, Parts.utf8("never read"));
        tasks.get(0).run();
        assertThat(flow.calls).containsExactly("hold", "release");
        InputStream stream = kept.get(0);

        // An end of stream would look like the end of the message.
        assertThatIOException().isThrownBy(stream::read).withMessage("the stream's handler has returned");
        assertThat(stream.available()).isZero();
    }

    @Test
    void interruptedReadsAreTold() throws Exception {
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        StreamSink sink = sink(stream -> {
            Thread.currentThread().interrupt();
            try {
                stream.read();
            } catch (java.io.InterruptedIOException told) {
                interrupted.complete(Thread.interrupted());
            }
        });
        Parts.give(sink, false, new byte[0], true, false, 10);

        assertThat(interrupted.get(20, TimeUnit.SECONDS)).isTrue();
    }

    @Test
    void readsBytesAndRangesLikeAnyStream() throws Exception {
        PartInputStream stream = new PartInputStream(flow);
        stream.put(java.nio.ByteBuffer.wrap(Splits.hex("ff 01 02 03")), false);
        stream.put(java.nio.ByteBuffer.wrap(Splits.hex("04")), true);
        byte[] target = new byte[10];

        assertThat(stream.available()).isEqualTo(5);
        assertThat(stream.read()).isEqualTo(255);
        assertThat(stream.read(target, 0, 0)).isZero();
        assertThat(stream.read(target, 1, 9)).isEqualTo(3);
        assertThat(stream.read(target, 4, 6)).isEqualTo(1);
        assertThat(target).containsExactly(0, 1, 2, 3, 4, 0, 0, 0, 0, 0);
        assertThat(stream.read()).isEqualTo(-1);
        assertThat(stream.read(target, 0, 1)).isEqualTo(-1);
        assertThatExceptionOfType(IndexOutOfBoundsException.class).isThrownBy(() -> stream.read(target, 5, 6));
    }
}
