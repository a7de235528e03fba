package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.transport.Scheduler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.FutureTask;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** How connections are let go of, against a connection and a timer played by hand. */
class LingeringTest {
    private static final int MIB = 1024 * 1024;

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> log = new ArrayList<>();
    private Duration time = Duration.ZERO;
    private final Scheduler scheduler = (task, delay) -> {
        tasks.add(() -> {
            time = time.plus(delay);
            task.run();
        });
        return new FutureTask<>(task, null);
    };
    private final Lingering lingering = new Lingering(scheduler);
    private final Connection connection = new Connection();

    private final class Connection implements Lingering.Rest {
        boolean full;
        int unread; // negative: the end
        boolean flood;

        @Nullable IOException failure;

        @Override
        public boolean endOutput() throws IOException {
            if (failure != null) {
                throw failure;
            }
            if (!full) {
                log.add("end of output");
            }
            return !full;
        }

        @Override
        public int drop(ByteBuffer scratch) {
            if (unread <= 0) {
                return unread;
            }
            int count = Math.min(unread, scratch.remaining());
            unread -= flood ? 0 : count;
            return count;
        }

        @Override
        public void resetRest() {
            log.add("reset");
        }

        @Override
        public void closeRest() {
            log.add("close");
        }
    }

    private void pass() {
        Runnable task = tasks.poll();
        assertThat(task).isNotNull();
        task.run();
    }

    @Test
    void aPeerThatEndedItsSideIsNotWaitedFor() {
        connection.unread = -1;
        lingering.begin(connection);
        assertThat(log).containsExactly("end of output", "close");
        assertThat(tasks).isEmpty();
    }

    @Test
    void thePeersEndIsWaitedFor() {
        connection.unread = 100_000;
        lingering.begin(connection);
        assertThat(log).containsExactly("end of output");
        assertThat(connection.unread).isZero();
        connection.unread = 5;
        pass();
        assertThat(connection.unread).isZero();
        assertThat(log).containsExactly("end of output");
        connection.unread = -1;
        pass();
        assertThat(log).containsExactly("end of output", "close");
        assertThat(tasks).isEmpty();
    }

    @Test
    void notForLong() {
        lingering.begin(connection);
        int looks = 0;
        while (!tasks.isEmpty()) {
            pass();
            looks++;
        }
        assertThat(time).isBetween(Duration.ofSeconds(2), Duration.ofSeconds(3));
        assertThat(looks).isLessThan(10);
        assertThat(log).containsExactly("end of output", "close");
    }

    @Test
    void aFloodIsNotReadWithoutEnd() {
        connection.unread = MIB;
        connection.flood = true;
        lingering.begin(connection);
        assertThat(log).containsExactly("end of output", "close");
        assertThat(tasks).isEmpty();
    }

    @Test
    void outputThatTheContainerHoldsGoesOutBeforeTheEnd() {
        connection.full = true;
        lingering.begin(connection);
        pass();
        assertThat(log).isEmpty();
        connection.full = false;
        connection.unread = -1;
        pass();
        assertThat(log).containsExactly("end of output", "close");
    }

    @Test
    void aPeerThatTakesNothingIsReset() {
        connection.full = true;
        connection.unread = -1; // its end alone does not help
        lingering.begin(connection);
        while (!tasks.isEmpty()) {
            pass();
        }
        assertThat(log).containsExactly("reset", "close");
    }

    @Test
    void aConnectionThatBrokeIsClosed() {
        connection.failure = new IOException("reset by peer");
        lingering.begin(connection);
        assertThat(log).containsExactly("close");
        assertThat(tasks).isEmpty();
    }

    @Test
    void theEndOfTheApplicationEndsAll() {
        lingering.begin(connection);
        lingering.close();
        assertThat(log).containsExactly("end of output", "close");
        lingering.begin(connection);
        assertThat(log).containsExactly("end of output", "close", "end of output", "close");
    }

    @Test
    void aTimerThatHasEndedEndsTheWait() {
        new Lingering((task, delay) -> {
                    throw new RejectedExecutionException();
                })
                .begin(connection);
        assertThat(log).containsExactly("end of output", "close");
    }
}
