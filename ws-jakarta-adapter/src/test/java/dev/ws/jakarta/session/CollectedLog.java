package dev.ws.jakarta.session;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the lines of the adapter for DEBUG and above, instead of showing them, until closed. */
final class CollectedLog extends Handler implements AutoCloseable {
    private final Logger logger = Logger.getLogger("dev.ws.jakarta");
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    CollectedLog() {
        logger.setUseParentHandlers(false);
        logger.setLevel(Level.FINE);
        logger.addHandler(this);
    }

    List<LogRecord> records() {
        return records;
    }

    @Override
    public void publish(LogRecord logged) {
        records.add(logged);
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setLevel(null);
        logger.setUseParentHandlers(true);
    }
}
