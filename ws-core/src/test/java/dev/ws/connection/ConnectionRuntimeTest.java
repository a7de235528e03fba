package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionRuntimeTest {
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
