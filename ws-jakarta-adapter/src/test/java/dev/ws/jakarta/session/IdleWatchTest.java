package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.StringReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** E-081, E-103. */
class IdleWatchTest {
    private record Task(FutureTask<?> run, long nanos) {}

    private final List<Task> tasks = new ArrayList<>();
    private long now = 5;
    private int expired;
    private final IdleWatch watch = new IdleWatch(
            (task, delay) -> {
                FutureTask<?> kept = new FutureTask<>(task, null);
                tasks.add(new Task(kept, now + delay.toNanos()));
                return kept;
            },
            () -> now,
            () -> expired++);

    private void pass(long millis) {
        now += TimeUnit.MILLISECONDS.toNanos(millis);
        for (Task task : List.copyOf(tasks)) {
            if (task.nanos() <= now) {
                tasks.remove(task);
                task.run().run();
            }
        }
    }

    private long planned() {
        return tasks.stream().filter(task -> !task.run().isDone()).count();
    }

    @Test
    void withoutALimitNothingIsPlanned() {
        watch.limits(0, -1, 0);
        watch.start();
        watch.received();
        watch.sent();

        assertThat(planned()).isZero();
    }

    @Test
    void nothingExpiresBeforeTheStart() {
        watch.limits(10, 0, 0);

        assertThat(planned()).isZero();
    }

    @Test
    void silenceInBothDirectionsExpires() {
        watch.limits(10, 0, 0);
        watch.start();

        pass(9);
        assertThat(expired).isZero();
        pass(1);
        assertThat(expired).isEqualTo(1);
        assertThat(planned()).isZero();
    }

    @Test
    void trafficInEitherDirectionCounts() {
        watch.limits(10, 0, 0);
        watch.start();

        pass(6);
        watch.received();
        pass(6);
        watch.sent();
        pass(9);
        assertThat(expired).isZero();
        pass(1);
        assertThat(expired).isEqualTo(1);
    }

    @Test
    void aLimitOfReadingIgnoresWrites() {
        watch.limits(0, 10, 0);
        watch.start();

        pass(6);
        watch.sent();
        pass(4);

        assertThat(expired).isEqualTo(1);
    }

    @Test
    void aLimitOfWritingIgnoresReads() {
        watch.limits(100, 50, 10);
        watch.start();

        pass(6);
        watch.received();
        pass(4);

        assertThat(expired).isEqualTo(1);
    }

    @Test
    void aChangeCountsAtOnce() {
        watch.limits(1000, 0, 0);
        watch.start();
        pass(5);

        watch.limits(10, 0, 0);
        pass(5);

        assertThat(expired).isEqualTo(1);
    }

    @Test
    void aLimitThatIsTakenAwayDoesNotExpire() {
        watch.limits(10, 0, 0);
        watch.start();

        watch.limits(0, 0, 0);
        pass(20);

        assertThat(expired).isZero();
        assertThat(planned()).isZero();
    }

    @Test
    void nothingExpiresAfterTheEnd() {
        watch.limits(10, 0, 0);
        watch.start();

        watch.stop();
        pass(20);

        assertThat(expired).isZero();
    }

    @Test
    void aTimerThatIsShutDownIsNoError() {
        IdleWatch late = new IdleWatch(
                (task, delay) -> {
                    throw new RejectedExecutionException(Duration.ZERO + " is too late");
                },
                () -> now,
                () -> expired++);
        late.limits(10, 0, 0);

        late.start();

        assertThat(expired).isZero();
    }

    @Test
    void readingAStreamIsTraffic() throws Exception {
        CountedReader reader = new CountedReader(new StringReader("ab"), -1, watch);
        CountedStream stream = new CountedStream(new ByteArrayInputStream(new byte[] {7}), -1, watch);
        watch.limits(10, 0, 0);
        watch.start();

        pass(6);
        assertThat(reader.read()).isEqualTo('a');
        pass(6);
        assertThat(stream.read()).isEqualTo(7);
        assertThat(stream.read()).isEqualTo(-1);
        pass(9);

        assertThat(expired).isZero();
    }
}
