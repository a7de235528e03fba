package programmatic;

import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Set;

/** Takes the annotated endpoints whose names say so, and deploys one by hand. */
public class Selection implements ServerApplicationConfig {
    @Override
    public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> found) {
        return Set.of(ServerEndpointConfig.Builder.create(Echo.class, "/programmatic/{word}")
                .subprotocols(List.of("superchat", "chat"))
                .build());
    }

    @Override
    public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> found) {
        return found.contains(Annotated.Unwanted.class) && found.contains(Annotated.Wanted.class)
                ? Set.of(Annotated.Wanted.class)
                : Set.of();
    }
}
