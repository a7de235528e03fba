package dev.ws.it.wire;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.function.Supplier;

/** Waits for a condition of another thread or process, looking every few milliseconds. */
public final class Await {
    private Await() {}

    /**
     * Returns once the condition holds.
     *
     * @param what names the condition when it does not come true
     * @param patience how long it may take on a busy machine
     */
    public static void until(Supplier<String> what, Duration patience, Callable<Boolean> condition) throws Exception {
        long deadline = System.nanoTime() + patience.toNanos();
        while (!condition.call()) {
            if (System.nanoTime() > deadline) {
                throw new AssertionError("not within " + patience.toSeconds() + " s: " + what.get());
            }
            Thread.sleep(20);
        }
    }

    /** Returns once the condition holds; it may take {@link RawWebSocket#PATIENCE}. */
    public static void until(String what, Callable<Boolean> condition) throws Exception {
        until(() -> what, RawWebSocket.PATIENCE, condition);
    }
}
