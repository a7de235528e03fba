package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.ConnectionCutException;
import dev.ws.WebSocketOptions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** When a peer counts as silent, in played time: milliseconds. */
class KeepAliveTest {
    private final List<String> done = new ArrayList<>();
    private long now = -500_000_000; // in nanoseconds; overflows of the sign must not matter
    private @Nullable Runnable task;
    private long due;
    private boolean open = true;
    private boolean unread;
    private boolean pingOut = true;
    private double random = 0;

    private final KeepAlive.Watched watched = new KeepAlive.Watched() {
        @Override
        public boolean isOpen() {
            return open;
        }

        @Override
        public boolean hasUnreadInput() {
            return unread;
        }

        @Override
        public boolean isPingOut() {
            return pingOut;
        }

        @Override
        public void sendPing() {
            done.add("ping");
        }

        @Override
        public void closeIdle(ConnectionCutException cause) {
            done.add("close: " + cause.getMessage());
        }

        @Override
        public void cut(ConnectionCutException cause) {
            done.add("cut: " + cause.getMessage());
        }
    };

    private KeepAlive started(UnaryOperator<WebSocketOptions.Builder> options) {
        KeepAlive watch = new KeepAlive(
                watched,
                this::schedule,
                () -> now,
                () -> random,
                options.apply(WebSocketOptions.builder()).build());
        watch.start();
        watch.listens();
        return watch;
    }

    private Future<?> schedule(Runnable next, Duration delay) {
        task = next;
        due = now + delay.toNanos();
        return new CompletableFuture<>();
    }

    /** Lets time pass, and the tasks that fall due run. */
    private KeepAliveTest pass(long millis) {
        long end = now + millis * 1_000_000;
        Runnable next = task;
        while (next != null && due <= end) {
            now = Math.max(now, due);
            task = null;
            next.run();
            next = task;
        }
        now = end;
        return this;
    }

    private void expect(String... expected) {
        assertThat(done).containsExactly(expected);
        done.clear();
    }

    private static WebSocketOptions.Builder heartbeat(WebSocketOptions.Builder options) {
        return options.heartbeat(Duration.ofSeconds(1));
    }

    private void receive(KeepAlive watch) {
        watch.received();
        watch.listens();
    }

    @Test
    void aPeerThatAnswersPingsStays() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        for (int i = 0; i < 5; i++) {
            pass(1000).expect("ping");
            receive(watch);
        }
    }

    @Test
    void aPeerThatDoesNotAnswerAPingIsCut() {
        started(KeepAliveTest::heartbeat);
        pass(1000).expect("ping");
        pass(999).expect();
        pass(1).expect("cut: no answer to a ping within 1 s");
        pass(10_000).expect();
    }

    @Test
    void aHandlerThatTakesItsTimeCostsNobodyTheConnection() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        pass(500);
        watch.received(); // its handler runs
        pass(4000).expect("ping", "ping", "ping", "ping");
        watch.listens();
        pass(500).expect("ping");
        receive(watch);
        pass(1000).expect("ping");
    }

    @Test
    void afterAHandlerThatTookItsTimeAPeerHasAWholeInterval() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        pass(500);
        watch.received();
        pass(1400).expect("ping");
        watch.listens(); // 1,900
        pass(100).expect("ping"); // 2,000: heard for 100 ms only
        pass(999).expect();
        pass(1).expect("cut: no answer to a ping within 1 s");
    }

    @Test
    void aPauseCostsNobodyTheConnection() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        watch.deaf();
        pass(10_000);
        assertThat(done).hasSize(10).containsOnly("ping");
        done.clear();
        watch.listens();
        pass(1000).expect("ping");
        pass(1000).expect("cut: no answer to a ping within 1 s");
    }

    @Test
    void inputThatWaitsForAThreadIsASignOfLife() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        pass(1000).expect("ping");
        unread = true;
        pass(3000).expect("ping", "ping", "ping");
        unread = false;
        receive(watch);
        pass(1000).expect("ping");
    }

    @Test
    void outputThatThePeerTakesIsASignOfLife() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        pass(1000).expect("ping");
        pingOut = false; // behind a long message
        for (int i = 0; i < 5; i++) {
            pass(700);
            watch.outputTaken();
            pass(300).expect();
        }
        pass(999).expect();
        pass(1).expect("cut: no answer to a ping within 1 s");
    }

    @Test
    void aShortHandlerIsNoReasonToWaitLonger() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        pass(1000).expect("ping");
        watch.deaf();
        pass(100);
        watch.listens();
        pass(899).expect();
        pass(1).expect("cut: no answer to a ping within 1 s");
    }

    @ParameterizedTest(name = "{0} of the first half interval")
    @CsvSource({"0, 1000", "0.5, 750", "1, 500"})
    void theFirstPingComesAtItsOwnTime(double drawn, int millis) {
        random = drawn;
        started(KeepAliveTest::heartbeat);
        pass(millis - 1).expect();
        pass(1).expect("ping");
        pass(999).expect();
    }

    @Test
    void anIdleConnectionIsClosed() {
        KeepAlive watch = started(options -> options.idleTimeout(Duration.ofSeconds(1)));
        pass(900);
        receive(watch);
        pass(900);
        watch.outputTaken();
        pass(999).expect();
        pass(1).expect("close: idle for 1 s");
        pass(10_000).expect();
    }

    @Test
    void aConnectionThatIsNotReadIsNotIdle() {
        KeepAlive watch = started(options -> options.idleTimeout(Duration.ofSeconds(1)));
        watch.deaf();
        pass(10_000).expect();
        watch.listens();
        pass(999).expect();
        pass(126).expect("close: idle for 1 s"); // looked at every eighth of the limit while it is not judged
    }

    @Test
    void onlyAPingMovesTheLimitOfThoseWhoExpectOne() {
        KeepAlive watch = started(options -> options.expectPing(Duration.ofSeconds(20)));
        pass(15_000);
        watch.pingReceived();
        receive(watch);
        pass(19_000).expect();
        receive(watch);
        watch.outputTaken();
        pass(999).expect();
        pass(1).expect("cut: no ping within 20 s");
    }

    @Test
    void aPingThatCouldNotBeReadIsNotMissed() {
        KeepAlive watch = started(options -> options.expectPing(Duration.ofSeconds(1)));
        watch.received();
        pass(5000).expect();
        watch.listens();
        pass(999).expect();
        pass(126).expect("cut: no ping within 1 s");
    }

    @Test
    void aClosingConnectionIsLeftToTheCloseTimeout() {
        started(options -> options.expectPing(Duration.ofSeconds(1)));
        open = false;
        pass(5000).expect();
    }

    @Test
    void nothingHappensAfterTheEnd() {
        KeepAlive watch = started(KeepAliveTest::heartbeat);
        watch.stop();
        pass(5000).expect();
    }

    @Test
    void timesAreWrittenAsPeopleReadThem() {
        assertThat(TimeText.of(Duration.ofHours(1))).isEqualTo("3600 s");
        assertThat(TimeText.of(Duration.ofMillis(1500))).isEqualTo("1500 ms");
        assertThat(TimeText.of(Duration.ofNanos(5))).isEqualTo("PT0.000000005S");
    }
}
