package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.frame.Opcode;
import dev.ws.frame.WireFrame;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ConnectionRuntimeTest {
    @Test
    void callbacksAndStreamHandlersAreOnVirtualThreadsWhereTheRuntimeHasThem() throws Exception {
        boolean expected = Runtime.version().feature() >= 21;
        try (Harness harness = new Harness()) {
            CompletableFuture<Thread> callback = new CompletableFuture<>();
            CompletableFuture<Thread> stream = new CompletableFuture<>();
            harness.options(options -> options.dispatch(Dispatch.EXECUTOR));
            harness.ws().onText((ws, text) -> callback.complete(Thread.currentThread()));
            harness.ws().binaryStream(null, (ws, in) -> stream.complete(Thread.currentThread()));
            harness.open();
            harness.peer.send(WireFrame.text("x"), WireFrame.of(Opcode.BINARY, "y"));

            assertThat(isVirtual(callback.get(20, TimeUnit.SECONDS))).isEqualTo(expected);
            assertThat(isVirtual(stream.get(20, TimeUnit.SECONDS))).isEqualTo(expected);
            harness.events.expect("text 'x'");
            harness.ws().terminate();
            harness.events.expect("close 1006  unclean");
        }
    }

    // Thread.isVirtual() is of Java 21.
    private static boolean isVirtual(Thread thread) {
        return thread.getClass().getSimpleName().equals("VirtualThread");
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
