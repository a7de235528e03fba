package dev.ws.it.client.host;

import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import org.glassfish.tyrus.server.Server;

/** Tyrus on Grizzly. */
public final class TyrusOwn implements Function<String, Object> {
    private final Server server = new Server("127.0.0.1", -1, "/", Map.of(), Deployed.class);

    /** Needs no settings. */
    @SuppressWarnings("unused") // as the other servers
    public TyrusOwn(Map<String, String> settings) {}

    /** What is deployed. */
    public static final class Deployed implements ServerApplicationConfig {
        @Override
        public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> scanned) {
            return Set.copyOf(Endpoints.all());
        }

        @Override
        public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
            return Set.of();
        }
    }

    @Override
    public Object apply(String command) {
        try {
            server.start();
            return server.getPort();
        } catch (DeploymentException e) {
            throw new IllegalStateException(command, e);
        }
    }
}
