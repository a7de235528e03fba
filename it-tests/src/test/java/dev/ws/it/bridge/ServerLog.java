package dev.ws.it.bridge;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * What nobody may have a server log by bad behaviour: anything of ours above DEBUG, and stack traces of anybody. Takes
 * the place of the console.
 */
final class ServerLog extends Handler {
    private static final int FRAMES = 8;

    private final List<String> lines = new CopyOnWriteArrayList<>();

    private ServerLog() {}

    static ServerLog install() {
        ServerLog log = new ServerLog();
        Logger root = Logger.getLogger("");
        for (Handler handler : root.getHandlers()) {
            root.removeHandler(handler);
        }
        root.addHandler(log);
        Thread.setDefaultUncaughtExceptionHandler(
                (thread, failure) -> log.lines.add(thread.getName() + " died" + trace(failure)));
        return log;
    }

    @Override
    public void publish(LogRecord entry) {
        String logger = String.valueOf(entry.getLoggerName());
        if (logger.startsWith("dev.ws") || entry.getThrown() != null) {
            lines.add(entry.getLevel() + " " + logger + ": " + entry.getMessage() + trace(entry.getThrown()));
        }
    }

    private static String trace(@Nullable Throwable failure) {
        StringBuilder text = new StringBuilder();
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            text.append(" | ").append(cause);
            List<StackTraceElement> frames = List.of(cause.getStackTrace());
            for (StackTraceElement frame : frames.subList(0, Math.min(FRAMES, frames.size()))) {
                text.append(" | at ").append(frame);
            }
        }
        return text.toString().replace('\n', ' ');
    }

    /** What was logged since the last call. */
    List<String> take() {
        List<String> taken = new ArrayList<>(lines);
        lines.removeAll(taken);
        return taken;
    }

    @Override
    public void flush() {}

    @Override
    public void close() {}
}
