package dev.ws.servlet;

import jakarta.servlet.http.HttpServletRequest;
import org.jspecify.annotations.Nullable;

/**
 * Learns that the JVM ends, on servers that close their sockets before they stop their applications: GlassFish and Payara at
 * once, Open Liberty after it has waited for the sockets to be closed by others. A hook of the JVM comes before either.
 */
final class ShutdownWatch implements AutoCloseable {
    private final Thread hook;

    private ShutdownWatch(Thread hook) {
        this.hook = hook;
    }

    /** Watches the JVM for the server of a request; null when that server tells its applications in time. */
    static @Nullable ShutdownWatch start(HttpServletRequest request, Runnable stopping) {
        if (!ContainerRequest.isOfLiberty(request) && !ContainerRequest.isOfGrizzly(request)) {
            return null;
        }
        Thread hook = new Thread(stopping, "ws-shutdown");
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return new ShutdownWatch(hook);
        } catch (IllegalStateException e) {
            return null; // it is ending already
        }
    }

    Thread hook() {
        return hook;
    }

    /** Lets go of the JVM, which outlives the web application. */
    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The JVM is ending, and with it the hook.
        }
    }
}
