package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Asks an application's configurator what it answers itself, and does the rest as the specification says. It must be so
 * because the API finds another implementation's defaults where a container has its own, and hands all that an application
 * leaves out to them. Immutable; any thread.
 */
final class EndpointConfigurator {
    // Whose defaults may turn up as the configurator of an application that has none.
    private static final List<String> IMPLEMENTATIONS = List.of(
            "jakarta.websocket.",
            DefaultConfigurator.class.getName(),
            "org.apache.tomcat.websocket.",
            "org.eclipse.jetty.",
            "io.undertow.websockets.",
            "org.glassfish.tyrus.");

    private final Supplier<Configurator> application;
    private final boolean selectsSubprotocol;
    private final boolean selectsExtensions;
    private final boolean checksOrigin;
    private final boolean modifiesHandshake;
    private final boolean makesInstances;

    /**
     * Looks which methods a class has of its own.
     *
     * @param application the instance, asked for when it is needed first
     */
    EndpointConfigurator(Class<? extends Configurator> type, Supplier<Configurator> application) {
        this.application = application;
        this.selectsSubprotocol = answers(type, "getNegotiatedSubprotocol", List.class, List.class);
        this.selectsExtensions = answers(type, "getNegotiatedExtensions", List.class, List.class);
        this.checksOrigin = answers(type, "checkOrigin", String.class);
        this.modifiesHandshake = answers(
                type, "modifyHandshake", ServerEndpointConfig.class, HandshakeRequest.class, HandshakeResponse.class);
        this.makesInstances = answers(type, "getEndpointInstance", Class.class);
    }

    /** Tells whether a configurator is no application's. */
    static boolean isDefault(Class<?> type) {
        return IMPLEMENTATIONS.stream().anyMatch(type.getName()::startsWith);
    }

    private static boolean answers(Class<?> type, String name, Class<?>... parameters) {
        try {
            Method method = type.getMethod(name, parameters);
            return !isDefault(method.getDeclaringClass());
        } catch (NoSuchMethodException e) {
            return false;
        }
    }

    /** Makes the application's instance, also when it has nothing to say (specification 3.1). */
    void make() {
        Objects.requireNonNull(application.get());
    }

    String subprotocol(List<String> supported, List<String> requested) {
        String chosen = (selectsSubprotocol ? application.get() : DefaultConfigurator.INSTANCE)
                .getNegotiatedSubprotocol(supported, requested);
        return chosen == null ? "" : chosen;
    }

    List<Extension> extensions(List<Extension> installed, List<Extension> requested) {
        List<Extension> chosen = (selectsExtensions ? application.get() : DefaultConfigurator.INSTANCE)
                .getNegotiatedExtensions(installed, requested);
        return chosen == null ? List.of() : chosen;
    }

    boolean checkOrigin(@Nullable String origin) {
        return !checksOrigin || application.get().checkOrigin(origin);
    }

    void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {
        if (modifiesHandshake) {
            application.get().modifyHandshake(config, request, response);
        }
    }

    /** Tells whether the application makes the instances of endpoints itself. */
    boolean makesInstances() {
        return makesInstances;
    }

    Object endpointInstance(Class<?> type, InstanceProvider instances) throws InstantiationException {
        return makesInstances
                ? DefaultConfigurator.endpointInstance(application.get(), type, instances)
                : instances.create(type);
    }
}
