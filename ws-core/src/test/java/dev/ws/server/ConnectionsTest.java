package dev.ws.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.SubprotocolSelector;
import dev.ws.server.Connections.Place;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private Connections connections(boolean ownsRuntime) {
        ServerHooks hooks =
                new ServerHooks(SubprotocolSelector.first(), null, (headers, request) -> {}, null, List.of(), null);
        return new Connections(hooks, runtime, ownsRuntime, null, ServerOptions.DEFAULT);
    }

    private void assertRuntimeEnded() {
        assertThatExceptionOfType(RejectedExecutionException.class)
                .isThrownBy(() -> runtime.schedule(() -> {}, Duration.ZERO));
    }

    private void assertRuntimeAlive() {
        runtime.schedule(() -> {}, Duration.ZERO).cancel(false);
    }

    @Test
    void anOwnRuntimeEndsWithTheLastConnection() {
        Connections connections = connections(true);
        assertThat(connections.take()).isEqualTo(Place.TAKEN);
        connections.stopAccepting();
        assertRuntimeAlive();

        connections.giveBack();

        assertRuntimeEnded();
        assertThat(connections.take()).isEqualTo(Place.SERVER_CLOSED);
    }

    @Test
    void aSharedRuntimeStays() {
        connections(false).stopAccepting();

        assertRuntimeAlive();
    }

    @Test
    void anOwnRuntimeEndsEvenWhenAConnectionNeverDoes() throws Exception {
        Connections connections = connections(true);
        assertThat(connections.take()).isEqualTo(Place.TAKEN);

        assertThat(connections.shutdown(1001, "", Duration.ZERO).get(TestClient.SECONDS, TimeUnit.SECONDS))
                .isEqualTo(new ShutdownReport(0, 1));
        assertThat(connections.tooLate()).isTrue();

        assertThat(runtime.executor())
                .isInstanceOfSatisfying(
                        java.util.concurrent.ExecutorService.class,
                        executor -> assertThat(executor)
                                .satisfies(one -> assertThat(one.awaitTermination(TestClient.SECONDS, TimeUnit.SECONDS))
                                        .isTrue()));
        assertRuntimeEnded();
    }

    @Test
    void aRuntimeThatWasClosedTooEarlyLeavesNobodyWaiting() {
        Connections connections = connections(false);
        assertThat(connections.take()).isEqualTo(Place.TAKEN);
        runtime.close();

        assertThat(connections.shutdown(1001, "", Duration.ofDays(1))).isCompletedWithValue(new ShutdownReport(0, 1));
    }
}
