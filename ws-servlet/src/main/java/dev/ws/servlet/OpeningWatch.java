package dev.ws.servlet;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.server.Upgrade;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Gives up an accepted handshake whose connection the container never hands over, as most do when the client is gone before
 * the 101: it would hold its place among the server's connections for ever. Any thread.
 */
final class OpeningWatch {
    /** A container hands over when servlet and filters have returned; the slowest of them is given this long. */
    static final Duration PATIENCE = Duration.ofSeconds(30);

    private final @Nullable Future<?> timer;

    private OpeningWatch(@Nullable Future<?> timer) {
        this.timer = timer;
    }

    static OpeningWatch start(Upgrade.Accepted accepted, ConnectionRuntime runtime, Duration patience) {
        try {
            return new OpeningWatch(runtime.schedule(
                    () -> accepted.abandon(new IOException("the container never handed over the connection")),
                    patience));
        } catch (RejectedExecutionException e) {
            return new OpeningWatch(null); // the application stops, and nothing is counted any more
        }
    }

    /** The container handed over the connection, or failed to. */
    void stop() {
        if (timer != null) {
            timer.cancel(false);
        }
    }
}
