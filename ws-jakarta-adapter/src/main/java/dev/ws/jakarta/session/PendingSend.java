package dev.ws.jakarta.session;

import dev.ws.SendCallback;
import dev.ws.transport.SafeLog;
import java.io.IOException;
import java.lang.System.Logger.Level;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * An asynchronous send until its outcome is known: told once, by the thread that wrote, or after its time is over by a thread
 * of the executor.
 */
final class PendingSend implements SendCallback {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.jakarta.session");

    private final Outbound out;
    private final SendCallback told;
    private final AtomicBoolean done = new AtomicBoolean();
    private volatile @Nullable Future<?> timer; // the sending thread, once

    PendingSend(Outbound out, SendCallback told) {
        this.out = out;
        this.told = told;
    }

    @Override
    public void completed(@Nullable Throwable failure) {
        if (done.compareAndSet(false, true)) {
            cancelTimer();
            tell(failure);
        }
    }

    /** Limits the time from now on, unless the outcome is known: most messages are written at once. */
    void limit(long millis) {
        if (millis <= 0 || done.get()) {
            return;
        }
        try {
            timer = out.runtime().schedule(this::late, Duration.ofMillis(millis));
        } catch (RejectedExecutionException stopped) {
            return; // the runtime is closed, which ends all connections
        }
        if (done.get()) {
            cancelTimer();
        }
    }

    private void cancelTimer() {
        Future<?> running = timer;
        if (running != null) {
            running.cancel(false);
        }
    }

    // A message that was taken cannot be taken back, so the connection ends.
    private void late() {
        if (!done.compareAndSet(false, true)) {
            return;
        }
        out.session().webSocket().terminate();
        IOException late = new SlowPeerException("the message was not written within the send timeout");
        try {
            out.runtime().executor().execute(() -> tell(late));
        } catch (RuntimeException refused) {
            tell(late); // better here than never
        }
    }

    private void tell(@Nullable Throwable failure) {
        try {
            told.completed(failure);
        } catch (Throwable thrown) {
            SafeLog.log(
                    LOGGER, Level.WARNING, "a send handler of " + out.session().label() + " failed", thrown);
        }
    }
}
