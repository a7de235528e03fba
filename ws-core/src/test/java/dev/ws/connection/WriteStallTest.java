package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.ConnectionCutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** When a peer counts as taking nothing; time passes when the test says so. */
class WriteStallTest {
    private static final Duration LIMIT = Duration.ofSeconds(60);

    private final List<String> done = new ArrayList<>();
    private @Nullable Runnable task;
    private int scheduled;
    private boolean stalled;
    private boolean busy;
    private @Nullable Runnable onTry;
    private boolean refusing;

    private final WriteStall stall = new WriteStall(
            new WriteStall.Watched() {
                @Override
                public boolean isStalled() {
                    return stalled;
                }

                @Override
                public boolean wouldWrite() {
                    return !busy;
                }

                @Override
                public void tryToWrite() {
                    done.add("try");
                    if (onTry != null) {
                        onTry.run();
                    }
                }

                @Override
                public void reset(ConnectionCutException cause) {
                    done.add("cut: " + cause.getMessage());
                }
            },
            this::schedule,
            this::execute,
            LIMIT);

    private Future<?> schedule(Runnable next, Duration delay) {
        if (refusing) {
            throw new RejectedExecutionException();
        }
        assertThat(task).as("one at a time").isNull();
        assertThat(delay).isEqualTo(LIMIT);
        task = next;
        scheduled++;
        return new CompletableFuture<>();
    }

    private void execute(Runnable next) {
        if (refusing) {
            throw new RejectedExecutionException();
        }
        next.run();
    }

    private void stall() {
        stalled = true;
        stall.stalled();
    }

    private void resume() {
        stall.taken();
        stalled = false;
    }

    /** Lets the limit pass once. */
    private void pass() {
        Runnable due = task;
        task = null;
        assertThat(due).isNotNull();
        due.run();
    }

    private void expect(String... expected) {
        assertThat(done).containsExactly(expected);
        done.clear();
    }

    @Test
    void aPeerThatTakesNothingIsCut() {
        stall();
        pass();
        expect("try", "cut: the peer took no byte within 60 s");
    }

    @Test
    void aPeerThatTakesSomethingHasTheWholeTimeAgain() {
        stall();
        for (int i = 0; i < 3; i++) {
            stall.taken();
            pass();
            expect();
        }
        pass();
        expect("try", "cut: the peer took no byte within 60 s");
    }

    @Test
    void aStallThatBeginsInsideTheTimeOfAnEarlierOneHasItsOwn() {
        stall();
        resume();
        stall();
        assertThat(scheduled).isEqualTo(1);
        pass();
        expect();
        pass();
        expect("try", "cut: the peer took no byte within 60 s");
    }

    @Test
    void nothingIsWatchedWhileNothingWaits() {
        stall();
        resume();
        pass();
        expect();
        assertThat(task).isNull();
        stall();
        pass();
        expect("try", "cut: the peer took no byte within 60 s");
    }

    @Test
    void timeInWhichTheApplicationHasTheThreadDoesNotCount() {
        stall();
        busy = true;
        pass();
        pass();
        expect();
        busy = false;
        pass();
        expect("try", "cut: the peer took no byte within 60 s");
    }

    @Test
    void whatATryWritesCounts() {
        stall();
        onTry = stall::taken;
        pass();
        expect("try");
        onTry = this::resume;
        pass();
        expect("try");
        assertThat(task).isNull();
    }

    @Test
    void anEndedWatchDoesNothing() {
        stall();
        stall.stop();
        pass();
        expect();
        stall();
        assertThat(task).isNull();
    }

    @Test
    void anExecutorThatIsShutDownSavesNobody() {
        stall();
        refusing = true;
        pass();
        expect("try", "cut: the peer took no byte within 60 s");
    }

    @Test
    void aTimerThatIsShutDownIsNoFailure() {
        refusing = true;
        stall();
        assertThat(task).isNull();
        expect();
    }
}
