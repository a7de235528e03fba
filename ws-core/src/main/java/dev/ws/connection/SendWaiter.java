package dev.ws.connection;

import dev.ws.SendCallback;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Lets one thread wait for the outcome of a send. */
final class SendWaiter implements SendCallback {
    private static final long FIRST_POLL_NANOS = 50_000;
    private static final long LAST_POLL_NANOS = 5_000_000;

    private final CountDownLatch done = new CountDownLatch(1);
    private volatile @Nullable Throwable failure; // whoever completes, before the latch opens

    @Override
    public void completed(@Nullable Throwable cause) {
        failure = cause;
        done.countDown();
    }

    boolean isDone() {
        return done.getCount() == 0;
    }

    /**
     * Waits.
     *
     * @param limit at most so long
     * @param poll called again and again while waiting, or null
     * @return whether the outcome is known
     * @throws InterruptedIOException when the thread was interrupted
     */
    boolean await(Duration limit, @Nullable Runnable poll) throws InterruptedIOException {
        long nanos = ConnectionRuntime.nanos(limit);
        long end = System.nanoTime() + nanos;
        long pause = poll == null ? nanos : FIRST_POLL_NANOS;
        try {
            while (true) {
                long left = end - System.nanoTime();
                if (done.await(Math.min(Math.max(left, 0), pause), TimeUnit.NANOSECONDS)) {
                    return true;
                }
                if (left <= 0) {
                    return false;
                }
                if (poll != null) {
                    poll.run();
                    pause = Math.min(2 * pause, LAST_POLL_NANOS);
                }
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for a message to be written")
                            .initCause(interrupted);
        }
    }

    /** Throws what went wrong, if something did. */
    void check() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException(cause.getMessage(), cause);
        }
    }
}
