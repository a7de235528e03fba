package scanned;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The classes of the application. */
public final class Application {
    /** What configurations were offered. */
    public static final List<Class<?>> offered = new ArrayList<>();

    /** What one of them answers. */
    public static final ServerEndpointConfig CONFIG = ServerEndpointConfig.Builder.create(
                    Programmatic.class, "/programmatic")
            .build();

    private Application() {}

    /** Annotated. */
    @ServerEndpoint("/one")
    public static class One {}

    /** Annotated. */
    @ServerEndpoint("/two")
    public static class Two {}

    /** Not annotated itself. */
    public static class SubclassOfOne extends One {}

    /** No class for instances. */
    @ServerEndpoint("/abstract")
    public abstract static class AbstractOne {}

    /** Not public. */
    @ServerEndpoint("/hidden")
    static class Hidden {}

    /** {@return the class that is not public} */
    public static Class<?> hidden() {
        return Hidden.class;
    }

    /** Has no path. */
    public static class Programmatic extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {}
    }

    /** Chooses an annotated class, and answers null for nothing. */
    public static class FirstConfig implements ServerApplicationConfig {
        @Override
        @SuppressWarnings("NullAway") // as applications do
        public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> classes) {
            offered.addAll(classes);
            return null;
        }

        @Override
        public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> classes) {
            offered.addAll(classes);
            return Set.of(One.class);
        }
    }

    /** Configures an endpoint. */
    public static class SecondConfig implements ServerApplicationConfig {
        @Override
        public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> classes) {
            return Set.of(CONFIG);
        }

        @Override
        public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> classes) {
            return Set.of(One.class);
        }
    }

    /** Cannot be made. */
    public static class ConfigWithArguments implements ServerApplicationConfig {
        /** Wants something. */
        public ConfigWithArguments(@Nullable String argument) {}

        @Override
        public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> classes) {
            return Set.of();
        }

        @Override
        public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> classes) {
            return Set.of();
        }
    }
}
