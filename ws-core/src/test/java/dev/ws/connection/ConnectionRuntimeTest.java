package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionRuntimeTest {
    @Test
    void callbacksAndStreamsHaveVirtualThreadsWhereThereAreSome() throws Exception {
        boolean expected = Runtime.version().feature() >= 21;
        ConnectionRuntime runtime = ConnectionRuntime.create();
        try {
            for (Executor executor : List.of(runtime.executor(), runtime.streamExecutor())) {
                CompletableFuture<Boolean> virtual = new CompletableFuture<>();
                executor.execute(() -> virtual.complete(isVirtual(Thread.currentThread())));
                assertThat(virtual.get(20, TimeUnit.SECONDS)).isEqualTo(expected);
            }
        } finally {
            runtime.close();
        }
    }

    private static boolean isVirtual(Thread thread) {
        try {
            return Boolean.TRUE.equals(Thread.class.getMethod("isVirtual").invoke(thread));
        } catch (ReflectiveOperationException before21) {
            return false;
        }
    }

    @Test
    void closeReturnsWhenTheThreadsHaveEnded() throws Exception {
        CompletableFuture<Thread> timer = new CompletableFuture<>();
        ConnectionRuntime runtime = ConnectionRuntime.create();
        assertThat(runtime.schedule(() -> timer.complete(Thread.currentThread()), Duration.ZERO))
                .isNotNull();
        Thread thread = timer.get(20, TimeUnit.SECONDS);

        runtime.close();

        assertThat(thread.getState()).isEqualTo(Thread.State.TERMINATED);
    }
}
