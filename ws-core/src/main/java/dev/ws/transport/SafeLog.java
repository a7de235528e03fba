package dev.ws.transport;

import org.jspecify.annotations.Nullable;

/**
 * Logging that never throws, for threads that serve many connections. When files cannot be opened any more, a logger
 * that has to load a class for its first line fails with an error; that must end neither a selector loop nor the retry
 * that it reports. Thread-safe.
 */
public final class SafeLog {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.transport");

    private SafeLog() {}

    /** Loads this class and the logger, while files can be opened. */
    static void prepare() {
        log(System.Logger.Level.TRACE, "ready", null);
    }

    /** Logs for this package. */
    static void log(System.Logger.Level level, String text, @Nullable Throwable cause) {
        log(LOGGER, level, text, cause);
    }

    /**
     * Logs, or loses the line.
     *
     * @param logger takes the line
     * @param level the level
     * @param text what happened
     * @param cause why, or null
     */
    @SuppressWarnings("EmptyCatch") // there is nobody to tell
    public static void log(System.Logger logger, System.Logger.Level level, String text, @Nullable Throwable cause) {
        try {
            logger.log(level, text, cause);
        } catch (Throwable unable) {
            // The line is lost.
        }
    }
}
