package dev.ws.servlet;

import jakarta.servlet.ServletContainerInitializer;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Has all connections closed when the web application stops, and those of an HTTP session when that ends. Found by the container as a service; embedded servers that do
 * not look for services may call it, or leave the closing to the servlets and filters.
 */
public final class WebSocketInitializer implements ServletContainerInitializer {
    /** Called by the container. */
    public WebSocketInitializer() {}

    @Override
    public void onStartup(@Nullable Set<Class<?>> classes, ServletContext context) {
        context.addListener(new ContextStop());
        HttpSessionWatch.register(context);
    }

    /** Ends the runtime of the web application, if there is one. */
    private static final class ContextStop implements ServletContextListener {
        @Override
        public void contextInitialized(ServletContextEvent event) {
            ServletRuntime.endWithContext(event.getServletContext());
        }

        @Override
        public void contextDestroyed(ServletContextEvent event) {
            WebSocketUpgrade.stop(event.getServletContext());
        }
    }
}
