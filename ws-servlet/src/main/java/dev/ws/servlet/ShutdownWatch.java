package dev.ws.servlet;

import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletRequestWrapper;
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
        ServletRequest inner = request;
        while (inner instanceof ServletRequestWrapper wrapper) {
            inner = wrapper.getRequest();
        }
        if (!closesSocketsFirst(inner.getClass())) {
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

    private static boolean closesSocketsFirst(Class<?> request) {
        String name = request.getName();
        if (name.startsWith("com.ibm.ws.") || name.startsWith("io.openliberty.")) {
            return true;
        }
        if (!name.startsWith("org.apache.catalina.connector.")) {
            return false;
        }
        try {
            // Tomcat's requests have the same name, but its class loader does not know Grizzly.
            Class.forName("org.glassfish.grizzly.http.server.Request", false, request.getClassLoader());
            return true;
        } catch (ClassNotFoundException | LinkageError e) {
            return false;
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
