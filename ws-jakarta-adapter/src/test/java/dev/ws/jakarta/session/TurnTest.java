package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.transport.Waiting;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** E-070. */
class TurnTest {
    private final Turn turn = new Turn();
    private final List<String> done = new ArrayList<>();

    @Test
    void aTaskRunsAtOnceWhenNobodyIsInside() {
        turn.soon(() -> done.add("a"));

        assertThat(done).containsExactly("a");
    }

    @Test
    void aTaskLeftInsideRunsOnLeaving() {
        assertThat(turn.enter()).isTrue();
        turn.soon(() -> done.add("later"));
        done.add("inside");

        turn.leave();

        assertThat(done).containsExactly("inside", "later");
    }

    @Test
    void aTaskLeftByATaskRunsAfterIt() {
        turn.soon(() -> {
            turn.soon(() -> done.add("second"));
            done.add("first");
        });

        assertThat(done).containsExactly("first", "second");
    }

    @Test
    void nobodyElseComesIn() throws Exception {
        CountDownLatch tried = new CountDownLatch(1);
        assertThat(turn.enter()).isTrue();

        Waiting.inBackground(() -> {
            if (turn.enter()) {
                done.add("two inside");
            }
            turn.soon(() -> done.add("by " + Thread.currentThread().getName()));
            tried.countDown();
        });
        Waiting.await(tried);
        assertThat(done).isEmpty();
        turn.leave();

        assertThat(done).containsExactly("by " + Thread.currentThread().getName());
    }

    @Test
    void whoMayWaitComesInAfterwards() throws Exception {
        CountDownLatch inside = new CountDownLatch(1);
        assertThat(turn.enter()).isTrue();
        Thread other = Waiting.inBackground(() -> {
            turn.await();
            inside.countDown();
            turn.leave();
        });
        assertThat(inside.getCount()).isEqualTo(1);

        turn.leave();

        other.join();
        assertThat(inside.getCount()).isZero();
    }

    @Test
    void insideIsTheClassLoaderOfTheCreator() {
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(null);
        try {
            turn.soon(() -> assertThat(thread.getContextClassLoader()).isSameAs(before));
            assertThat(turn.enter()).isTrue();
            assertThat(thread.getContextClassLoader()).isSameAs(before);
            turn.leave();
            assertThat(thread.getContextClassLoader()).isNull();
        } finally {
            thread.setContextClassLoader(before);
        }
    }
}
