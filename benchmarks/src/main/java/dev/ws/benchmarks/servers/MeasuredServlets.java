package dev.ws.benchmarks.servers;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletRegistration;
import jakarta.servlet.http.HttpServlet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Maps the measured paths to this project's engine. Called by the container while the application starts. */
final class MeasuredServlets implements ServletContainerInitializer {
    private final boolean deflate;

    MeasuredServlets(boolean deflate) {
        this.deflate = deflate;
    }

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext application) {
        add(application, "/echo", new EchoServlet(EchoListener.SMALL, deflate));
        add(application, "/echobig", new EchoServlet(EchoListener.BIG, deflate));
        add(application, "/broadcast", new BroadcastServlet(deflate));
    }

    private static void add(ServletContext application, String path, HttpServlet servlet) {
        ServletRegistration.Dynamic registration = application.addServlet(path, servlet);
        registration.addMapping(path);
        registration.setAsyncSupported(true);
    }
}
