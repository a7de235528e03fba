package dev.ws.transport;

import org.jspecify.annotations.Nullable;

/**
 * The log of this package, which never throws. When files cannot be opened any more, a logger that has to load a class
 * for its first line fails with an error; that must end neither a selector loop nor the retry that it reports.
 */
final class SafeLog {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.transport");

    private SafeLog() {}

    /** Loads this class and the logger, while files can be opened. */
    static void prepare() {
        log(System.Logger.Level.TRACE, "ready", null);
    }

    @SuppressWarnings("EmptyCatch") // there is nobody to tell
    static void log(System.Logger.Level level, String text, @Nullable Throwable cause) {
        try {
            LOGGER.log(level, text, cause);
        } catch (Throwable unable) {
            // The line is lost.
        }
    }
}
