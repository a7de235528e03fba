package dev.ws.it.client.host;

import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.function.Function;
import org.eclipse.jetty.ee11.servlet.ServletContextHandler;
import org.eclipse.jetty.ee11.websocket.jakarta.server.config.JakartaWebSocketServletContainerInitializer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;

/** Jetty with its own WebSocket. */
public final class JettyOwn implements Function<String, Object> {
    private final Server server = new Server();
    private final ServerConnector connector = new ServerConnector(server);

    /** Needs no settings. */
    public JettyOwn(Map<String, String> settings) {
        connector.setHost("127.0.0.1");
        server.addConnector(connector);
        ServletContextHandler context = new ServletContextHandler("/");
        JakartaWebSocketServletContainerInitializer.configure(context, (application, container) -> {
            for (ServerEndpointConfig endpoint : Endpoints.all()) {
                container.addEndpoint(endpoint);
            }
        });
        server.setHandler(context);
    }

    @Override
    public Object apply(String command) {
        try {
            server.start();
            return connector.getLocalPort();
        } catch (Exception e) {
            throw new IllegalStateException(command, e);
        }
    }
}
