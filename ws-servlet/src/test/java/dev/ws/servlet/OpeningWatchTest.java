package dev.ws.servlet;

import static org.mockito.ArgumentMatchers.any;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.never;
import static org.mockito.Mockito.timeout;
import static org.mockito.Mockito.verify;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.server.Upgrade;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A place that nobody takes is given back. */
class OpeningWatchTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final Upgrade.Accepted accepted = mock(Upgrade.Accepted.class);

    @AfterEach
    void close() {
        runtime.close();
    }

    @Test
    void aHandshakeThatNobodyOpensIsAbandoned() {
        OpeningWatch.start(accepted, runtime, Duration.ofMillis(1));
        verify(accepted, timeout(30_000)).abandon(any());
    }

    @Test
    void oneThatWasOpenedIsNot() {
        OpeningWatch.start(accepted, runtime, Duration.ofDays(1)).stop();
        OpeningWatch other = OpeningWatch.start(mock(Upgrade.Accepted.class), runtime, Duration.ZERO);
        other.stop();
        verify(accepted, never()).abandon(any());
    }

    @Test
    void aStoppedApplicationNeedsNoWatch() {
        runtime.close();
        OpeningWatch.start(accepted, runtime, Duration.ofMillis(1)).stop();
        verify(accepted, never()).abandon(any());
    }
}
