package dev.ws.benchmarks.servers;

import dev.ws.benchmarks.jakarta.BigEchoEndpoint;
import dev.ws.benchmarks.jakarta.EchoEndpoint;
import dev.ws.benchmarks.jakarta.PlainBroadcastEndpoint;
import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletException;
import java.util.ServiceLoader;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Serves the measured paths by endpoints on this project's Jakarta adapter, which starts as in a scanned web application.
 * Called by the container while the application starts.
 */
final class MeasuredEndpoints implements ServletContainerInitializer {
    private static final Set<Class<?>> ENDPOINTS =
            Set.of(EchoEndpoint.class, BigEchoEndpoint.class, PlainBroadcastEndpoint.class);

    private final boolean deflate;

    MeasuredEndpoints(boolean deflate) {
        this.deflate = deflate;
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) throws ServletException {
        application.setInitParameter("dev.ws.jakarta.compression", deflate ? "on" : "off");
        for (ServletContainerInitializer found :
                ServiceLoader.load(ServletContainerInitializer.class, MeasuredEndpoints.class.getClassLoader())) {
            if (found.getClass().getName().startsWith("dev.ws.jakarta.")) { // not a container's own
                found.onStartup(ENDPOINTS, application);
            }
        }
    }
}
