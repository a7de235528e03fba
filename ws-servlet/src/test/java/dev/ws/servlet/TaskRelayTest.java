package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

class TaskRelayTest {
    private final Queue<Runnable> threads = new ArrayDeque<>(); // asked for, not begun
    private final TaskRelay relay = new TaskRelay(threads::add);
    private final List<String> log = new ArrayList<>();

    @Test
    void aBurstAsksForOneThread() {
        relay.execute(() -> log.add("first"));
        relay.execute(() -> log.add("second"));
        relay.execute(() -> log.add("third"));

        assertThat(threads).hasSize(1);
        assertThat(log).isEmpty();
    }

    @Test
    void theThreadThatComesRunsAllInOrder() {
        relay.execute(() -> log.add("first"));
        relay.execute(() -> log.add("second"));
        relay.execute(() -> log.add("third"));

        threads.remove().run();

        assertThat(log).containsExactly("first", "second", "third");
    }

    @Test
    void whileATaskRunsAnotherThreadTakesTheNext() {
        relay.execute(() -> {
            log.add("first begins");
            threads.remove().run(); // as another thread would while this one is blocked
            log.add("first ends");
        });
        relay.execute(() -> log.add("second"));
        relay.execute(() -> log.add("third"));

        threads.remove().run();

        assertThat(log).containsExactly("first begins", "second", "third", "first ends");
    }

    @Test
    void aTaskThatComesWhileOneRunsAsksForAThread() {
        relay.execute(() -> {
            relay.execute(() -> log.add("second"));
            assertThat(threads).hasSize(1);
            threads.remove().run();
            log.add("first ends");
        });

        threads.remove().run();

        assertThat(log).containsExactly("second", "first ends");
    }

    @Test
    void aThreadThatComesTooLateFindsNothing() {
        relay.execute(() -> log.add("first"));
        relay.execute(() -> log.add("second"));

        while (!threads.isEmpty()) {
            threads.remove().run();
        }

        assertThat(log).containsExactly("first", "second");
    }

    @Test
    void aTaskThatThrowsStopsNoOther() {
        relay.execute(() -> {
            throw new IllegalStateException("thrown by a test");
        });
        relay.execute(() -> log.add("second"));

        threads.remove().run();

        assertThat(log).containsExactly("second");
    }

    @Test
    void withoutThreadsTheCallerRunsItsTasks() {
        TaskRelay stopped = new TaskRelay(task -> {
            throw new RejectedExecutionException("stopped");
        });

        stopped.execute(() -> log.add("first"));
        stopped.execute(() -> log.add("second"));

        assertThat(log).containsExactly("first", "second");
    }
}
