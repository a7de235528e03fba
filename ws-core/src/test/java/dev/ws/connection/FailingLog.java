package dev.ws.connection;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.logging.Handler;
import java.util.logging.LogRecord;
import java.util.logging.Logger;

/** Makes a logger throw at each line, until closed. */
final class FailingLog extends Handler implements AutoCloseable {
    private final Logger logger;
    private final AtomicInteger lines = new AtomicInteger();

    FailingLog(String name) {
        logger = Logger.getLogger(name);
        logger.setUseParentHandlers(false);
        logger.addHandler(this);
    }

    int lines() {
        return lines.get();
    }

    @Override
    public void publish(LogRecord logged) {
        lines.incrementAndGet();
        throw new NoClassDefFoundError("no file can be opened");
    }

    @Override
    public void flush() {}

    @Override
    public void close() {
        logger.removeHandler(this);
        logger.setUseParentHandlers(true);
    }
}
