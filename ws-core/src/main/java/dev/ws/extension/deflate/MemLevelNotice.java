package dev.ws.extension.deflate;

import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Tells, once per JVM, whoever set {@code memLevel} that it has no effect. Called where options begin to count: when a
 * server or client is built with them.
 */
final class MemLevelNotice {
    /** Whether it was given; any thread. */
    static final AtomicBoolean GIVEN = new AtomicBoolean();

    private MemLevelNotice() {}

    /**
     * Logs a warning if these options have another {@code memLevel} than zlib's default, for the first time.
     *
     * @param options the options
     */
    static void giveFor(DeflateOptions options) {
        if (options.memLevel() != DeflateOptions.DEFAULT.memLevel() && GIVEN.compareAndSet(false, true)) {
            System.getLogger("dev.ws.extension")
                    .log(
                            System.Logger.Level.WARNING,
                            "memLevel " + options.memLevel() + " has no effect: java.util.zip cannot set it");
        }
    }
}
