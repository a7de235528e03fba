package dev.ws.servlet;

import jakarta.servlet.http.WebConnection;
import java.util.concurrent.Executor;

/**
 * Jetty, which reads and closes from any thread. Its own close hands the connection back to HTTP, which would take bytes
 * behind a close frame for the next request; so the end point is closed first.
 */
final class JettyHabits extends ContainerHabits {
    private final AutoCloseable endPoint;

    JettyHabits(WebConnection connection, Executor executor, AutoCloseable endPoint) {
        super(connection, executor);
        this.endPoint = endPoint;
    }

    @Override
    boolean needsFirstFlush() {
        return false;
    }

    @Override
    void close(boolean abort) {
        try {
            endPoint.close();
        } catch (Exception e) {
            // Its socket is closed, or was before.
        }
        closeConnection();
    }
}
