package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;

import dev.ws.HandlerErrors;
import dev.ws.Message;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import dev.ws.message.WebSocketStreams;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@link WebSocketStreams#publisher} and {@link WebSocketStreams#subscriber}, by the rules of Reactive Streams. */
@Timeout(60)
class FlowStreamTest {
    private Harness harness = new Harness().executor(Runnable::run);

    @AfterEach
    void end() {
        harness.events.forget();
        harness.close();
    }

    private static final class Recorder implements Flow.Subscriber<Message> {
        final List<String> signals = java.util.Collections.synchronizedList(new ArrayList<>());
        private final AtomicInteger inside = new AtomicInteger();
        private final long first;
        private Flow.@Nullable Subscription subscription; // before any other signal
        private volatile long each; // asked for with every message

        Recorder(long first) {
            this.first = first;
        }

        Flow.Subscription subscription() {
            Flow.Subscription known = subscription;
            if (known == null) {
                throw new AssertionError("not subscribed");
            }
            return known;
        }

        private void note(String signal) {
            if (inside.getAndIncrement() != 0) {
                signals.add("overlap"); // rule 1.3
            }
            signals.add(signal);
            inside.getAndDecrement();
        }

        @Override
        public void onSubscribe(Flow.Subscription given) {
            subscription = given;
            if (first != 0) {
                given.request(first);
            }
            note("subscribed");
        }

        @Override
        public void onNext(Message message) {
            note(message.text());
            if (each > 0) {
                subscription().request(each);
            } else if (each < 0) {
                subscription().cancel();
            }
        }

        @Override
        public void onError(Throwable cause) {
            note("error " + cause.getMessage());
        }

        @Override
        public void onComplete() {
            note("complete");
        }
    }

    @Nested
    class Publishing {
        private Recorder subscribe(long first) {
            Recorder recorder = new Recorder(first);
            WebSocketStreams.publisher(harness.ws()).subscribe(recorder);
            return recorder;
        }

        @Test
        void givesNoMoreThanAskedFor() throws Exception { // C-049, rule 1.1
            harness.open();
            Recorder recorder = subscribe(0);
            assertThat(harness.ws().isPaused()).isTrue();
            harness.peer.text("a", "b", "c", "d");
            assertThat(recorder.signals).containsExactly("subscribed");
            recorder.subscription().request(1);
            recorder.subscription().request(2);
            assertThat(recorder.signals).containsExactly("subscribed", "a", "b", "c");
            assertThat(harness.ws().isPaused()).isTrue();
            recorder.subscription().request(5);
            assertThat(recorder.signals).containsExactly("subscribed", "a", "b", "c", "d");
            assertThat(harness.ws().isPaused()).isFalse();
        }

        @Test
        void demandReachesTheTransport() throws Exception { // C-049
            harness.peer.end().capacity(50_000);
            harness.open();
            Recorder recorder = subscribe(0);
            ByteBuffer flood = ByteBuffer.wrap(
                    WireFrame.of(Opcode.BINARY, new byte[1_000_000]).masked(1).bytes());
            while (harness.peer.end().write(flood) > 0) {
                harness.peer.end().flush();
            }
            assertThat(flood.position()).isLessThan(50_000 + 64 * 1024);
            assertThat(recorder.signals).containsExactly("subscribed");
            assertThat(harness.ws().isPaused()).isTrue();
        }

        @ParameterizedTest(name = "C-049 first {0}")
        @ValueSource(longs = {1, Long.MAX_VALUE})
        void goesOnWhileAsked(long first) throws Exception {
            harness.open();
            Recorder recorder = subscribe(first);
            recorder.each = Long.MAX_VALUE; // the sum must not overflow (rule 3.17)
            harness.peer.text("a", "b", "c");
            assertThat(recorder.signals).containsExactly("subscribed", "a", "b", "c");
        }

        @Test
        void messagesMayBeKept() throws Exception { // C-049
            harness.open();
            List<Message> kept = new ArrayList<>();
            WebSocketStreams.publisher(harness.ws()).subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    subscription.request(10);
                }

                @Override
                public void onNext(Message message) {
                    kept.add(message);
                }

                @Override
                public void onError(Throwable cause) {}

                @Override
                public void onComplete() {}
            });
            harness.peer.send(WireFrame.of(Opcode.BINARY, "first"));
            harness.peer.send(WireFrame.of(Opcode.BINARY, "other"));
            assertThat(kept).extracting(Message::text).containsExactly("first", "other");
        }

        @Test
        void waitsForOpen() throws Exception { // C-049
            Recorder recorder = subscribe(0);
            harness.start();
            assertThat(harness.ws().isPaused()).isTrue();
            harness.peer.text("a");
            recorder.subscription().request(1);
            assertThat(recorder.signals).containsExactly("subscribed", "a");
        }

        @Test
        void completesWithTheConnection() throws Exception { // C-049, rule 1.5
            harness.open();
            Recorder recorder = subscribe(5);
            harness.peer.send(WireFrame.text("a"), WireFrame.close(1001, ""));
            harness.peer.takeBytes();
            harness.peer.fin();
            Harness.await(() -> recorder.signals.contains("complete"));
            recorder.subscription().request(1);
            recorder.subscription().request(0);
            assertThat(recorder.signals).containsExactly("subscribed", "a", "complete");
        }

        @Test
        void failsWhenTheConnectionBreaks() throws Exception { // C-049 C-075, rule 1.4
            harness.open();
            Recorder recorder = subscribe(5);
            harness.peer.send(WireFrame.text("a"), WireFrame.of(Opcode.CONTINUATION, "out of order"));
            harness.peer.takeBytes();
            harness.peer.fin();
            Harness.await(() -> recorder.signals.size() == 3);
            Throwable cause = harness.ws().closeCause();
            assertThat(recorder.signals)
                    .containsExactly("subscribed", "a", "error " + (cause == null ? "" : cause.getMessage()));
        }

        @Test
        void failsWithoutACloseFrame() throws Exception { // C-049
            harness.open();
            Recorder recorder = subscribe(5);
            harness.peer.fin();
            Harness.await(() -> recorder.signals.size() == 2);
            assertThat(recorder.signals)
                    .containsExactly("subscribed", "error the connection ended without a close frame");
        }

        @Test
        void failsWithTheCauseOfTheEnd() throws Exception { // C-049
            harness.open();
            Recorder recorder = subscribe(5);
            harness.end.lose(new java.io.IOException("reset"));
            Harness.await(() -> recorder.signals.size() == 2);
            assertThat(recorder.signals).containsExactly("subscribed", "error reset");
            Recorder late = new Recorder(1);
            WebSocketStreams.publisher(harness.ws()).subscribe(late);
            assertThat(late.signals).containsExactly("subscribed", "error reset");
        }

        @Test
        void goesOnAfterErrorsThatAreOnlyReported() throws Exception { // C-049
            harness.options(options -> options.handlerErrors(HandlerErrors.REPORT));
            harness.events.when("ping ''", ws -> {
                throw new IllegalArgumentException("a handler's");
            });
            harness.open();
            Recorder recorder = subscribe(5);
            harness.peer.send(WireFrame.of(Opcode.PING, ""), WireFrame.text("a"), WireFrame.close(1000, ""));
            harness.peer.takeBytes();
            harness.peer.fin();
            Harness.await(() -> recorder.signals.contains("complete"));
            assertThat(recorder.signals).containsExactly("subscribed", "a", "complete");
        }

        @ParameterizedTest(name = "C-049 rule 3.9 request({0})")
        @ValueSource(longs = {0, -1, Long.MIN_VALUE})
        void refusesToBeAskedForNothing(long count) throws Exception {
            harness.open();
            Recorder recorder = subscribe(count == 0 ? 2 : count);
            if (count == 0) {
                recorder.subscription().request(0);
            }
            harness.peer.text("a");
            recorder.subscription().request(1);
            assertThat(recorder.signals)
                    .containsExactly(
                            "subscribed", "error a subscriber must ask for more than " + count + " (rule 3.9)");
            assertThat(harness.ws().isPaused()).isFalse();
        }

        @Test
        void givesNothingAfterCancel() throws Exception { // C-049, rules 2.8 3.6 3.7
            harness.open();
            Recorder recorder = subscribe(0);
            harness.peer.text("a", "b");
            recorder.each = -1;
            recorder.subscription().request(5);
            recorder.subscription().request(5);
            recorder.subscription().cancel();
            assertThat(recorder.signals).containsExactly("subscribed", "a");
            harness.events.expect("text 'a'", "text 'b'"); // others go on listening
            assertThat(harness.ws().isPaused()).isFalse();
        }

        @Test
        void aSubscriberThatThrowsIsCancelled() throws Exception { // C-049, rule 2.13
            harness.options(options -> options.handlerErrors(HandlerErrors.REPORT))
                    .open();
            AtomicInteger calls = new AtomicInteger();
            Recorder thrower = new Recorder(9);
            WebSocketStreams.publisher(harness.ws()).subscribe(new Flow.Subscriber<>() {
                @Override
                public void onSubscribe(Flow.Subscription subscription) {
                    thrower.onSubscribe(subscription);
                }

                @Override
                public void onNext(Message message) {
                    calls.incrementAndGet();
                    throw new IllegalArgumentException("broken");
                }

                @Override
                public void onError(Throwable cause) {
                    calls.incrementAndGet();
                }

                @Override
                public void onComplete() {
                    calls.incrementAndGet();
                }
            });
            harness.peer.text("a", "b");
            thrower.subscription().request(1);
            assertThat(calls).hasValue(1);
            harness.events.expect("text 'a'", "error IllegalArgumentException: broken", "text 'b'");
        }

        @Test
        void takesOneSubscriber() throws Exception { // C-049, rule 1.9
            harness.open();
            Flow.Publisher<Message> publisher = WebSocketStreams.publisher(harness.ws());
            assertThatNullPointerException().isThrownBy(() -> publisher.subscribe(nothing()));
            Recorder first = new Recorder(1);
            publisher.subscribe(first);
            Recorder second = new Recorder(1);
            publisher.subscribe(second);
            second.subscription().cancel();
            harness.peer.text("a");
            assertThat(first.signals).containsExactly("subscribed", "a");
            assertThat(second.signals)
                    .containsExactly("subscribed", "error the messages of a connection go to one subscriber");
        }

        @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"})
        private static <T> T nothing() {
            return (T) null;
        }

        @Test
        void signalsDoNotOverlapWhenManyThreadsAsk() throws Exception { // C-049, rules 1.3 2.7
            ExecutorService threads = Executors.newFixedThreadPool(4);
            harness.open();
            Recorder recorder = subscribe(0);
            int count = 2_000;
            for (int i = 0; i < 4; i++) {
                threads.execute(() -> {
                    for (int n = 0; n < count / 4; n++) {
                        recorder.subscription().request(1);
                    }
                });
            }
            List<String> expected = new ArrayList<>(List.of("subscribed"));
            for (int i = 0; i < count; i++) {
                harness.peer.text("m" + i);
                expected.add("m" + i);
            }
            Harness.await(() -> recorder.signals.size() > count);
            threads.shutdown();
            assertThat(recorder.signals).isEqualTo(expected);
        }
    }

    @Nested
    class Subscribing {
        private final List<String> asked = new ArrayList<>();
        private final Flow.Subscription source = new Flow.Subscription() {
            @Override
            public void request(long count) {
                asked.add("request " + count);
            }

            @Override
            public void cancel() {
                asked.add("cancel");
            }
        };

        private Flow.Subscriber<Message> subscriber() {
            Flow.Subscriber<Message> subscriber = WebSocketStreams.subscriber(harness.ws());
            subscriber.onSubscribe(source);
            return subscriber;
        }

        @Test
        void asksForOneMoreWhenOneIsOut() throws Exception { // C-049 C-073
            harness.open();
            Flow.Subscriber<Message> subscriber = subscriber();
            assertThat(asked).containsExactly("request 16");
            subscriber.onNext(Message.text("a"));
            assertThat(asked).containsExactly("request 16", "request 1");
            harness.end.capacity(0);
            subscriber.onNext(Message.binary(ByteBuffer.wrap(new byte[] {'b'})));
            assertThat(asked).hasSize(2);
            harness.end.capacity(1_000);
            assertThat(asked).containsExactly("request 16", "request 1", "request 1");
            harness.peer.expect("text 'a'", "binary 'b'");
        }

        @Test
        void closesAtTheEnd() throws Exception { // C-049 C-071
            harness.open();
            Flow.Subscriber<Message> subscriber = subscriber();
            subscriber.onNext(Message.text("a"));
            subscriber.onComplete();
            harness.peer.expect("text 'a'", "close ''");
        }

        @Test
        void closesWith1011AfterAnError() throws Exception { // C-049
            harness.open();
            subscriber().onError(new Exception("of the source"));
            harness.peer.expect("close 1011 ");
        }

        @Test
        void waitsForOpen() throws Exception { // C-049 C-069
            subscriber();
            assertThat(asked).isEmpty();
            harness.start();
            assertThat(asked).containsExactly("request 16");
        }

        @Test
        void anEmptySourceClosesAfterOpen() throws Exception { // C-049 C-069
            subscriber().onComplete();
            harness.open();
            harness.peer.expect("close ''");
            assertThat(asked).isEmpty();
        }

        @Test
        void cancelsWhenTheConnectionEnds() throws Exception { // C-049
            harness.open();
            subscriber();
            harness.ws().terminate();
            assertThat(asked).containsExactly("request 16", "cancel");
        }

        @Test
        void cancelsWhenASendIsRefused() throws Exception { // C-049 C-070
            harness.open();
            Flow.Subscriber<Message> subscriber = subscriber();
            harness.ws().close();
            subscriber.onNext(Message.text("late"));
            assertThat(asked).containsExactly("request 16", "cancel");
        }

        @Test
        void cancelsAtOnceWhenTheConnectionIsClosing() throws Exception { // C-049
            harness.open().close();
            subscriber();
            assertThat(asked).containsExactly("cancel");
        }

        @Test
        void takesOneSource() throws Exception { // C-049, rules 2.5 2.13
            harness.open();
            Flow.Subscriber<Message> subscriber = subscriber();
            subscriber.onSubscribe(source);
            assertThat(asked).containsExactly("request 16", "cancel");
        }

        @Test
        void aRelayNeedsNoMore() throws Exception { // C-049
            Harness target = new Harness().executor(Runnable::run);
            try {
                harness.open();
                target.open();
                WebSocketStreams.publisher(harness.ws()).subscribe(WebSocketStreams.subscriber(target.ws()));
                for (int i = 0; i < 50; i++) {
                    harness.peer.text("m" + i);
                }
                assertThat(target.peer.frames())
                        .hasSize(50)
                        .startsWith("text 'm0'")
                        .endsWith("text 'm49'");
                harness.peer.send(WireFrame.close(1000, ""));
                harness.peer.fin();
                target.peer.expect("close ''");
            } finally {
                target.events.forget();
                target.close();
            }
        }
    }
}
