package dev.ws.benchmarks.servers;

import dev.ws.benchmarks.jakarta.BigEchoEndpoint;
import dev.ws.benchmarks.jakarta.BroadcastEndpoint;
import dev.ws.benchmarks.jakarta.EchoEndpoint;
import java.util.List;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Handler;

/** Jetty's EE 11 environment. */
final class JettyEe11 implements JettyServer.Environment {
    @Override
    public Handler context(ServerOptions options) {
        ServletContextHandler context = new ServletContextHandler("/");
        switch (options.api()) {
            case "ws" -> context.addServletContainerInitializer(new MeasuredServlets(options.deflate()));
            case "jakarta" -> context.addServletContainerInitializer(new MeasuredEndpoints(options.deflate()));
            default -> deployNative(context);
        }
        return context;
    }

    private static void deployNative(ServletContextHandler context) {
        JakartaWebSocketServletContainerInitializer.configure(context, (application, container) -> {
            container.setDefaultMaxSessionIdleTimeout(JettyServer.IDLE_MILLIS);
            for (Class<?> endpoint : List.of(EchoEndpoint.class, BigEchoEndpoint.class, BroadcastEndpoint.class)) {
                container.addEndpoint(endpoint);
            }
        });
    }
}
