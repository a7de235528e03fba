package dev.ws.connection;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Collects the lines of a logger, instead of showing them, until closed. */
@SuppressWarnings("exports") // of a module that only tests read
public final class CollectedLog extends Handler implements AutoCloseable {
    private final Logger logger;
    private final List<LogRecord> records = new CopyOnWriteArrayList<>();

    /**
     * Collects lines from INFO on.
     *
     * @param name of the logger
     */
    public CollectedLog(String name) {
        this(name, Level.INFO);
    }

    /**
     * Collects lines.
     *
     * @param name of the logger
     * @param least the lowest level
     */
    public CollectedLog(String name, Level least) {
        this.logger = Logger.getLogger(name);
        logger.setUseParentHandlers(false);
        logger.setLevel(least);
        logger.addHandler(this);
    }

    /** {@return the lines so far} */
    public List<LogRecord> records() {
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
        logger.setUseParentHandlers(true);
        logger.setLevel(null);
    }
}
