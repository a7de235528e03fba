package dev.ws.jakarta.deploy;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerContainer;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What a web application has to deploy (specification 6.2). With {@link ServerApplicationConfig}s, the union of what they
 * answer; without any, all annotated classes. Used while the web application starts.
 */
final class EndpointScan {
    // With these on an embedded server's class path, their own subclasses of Endpoint are found, too.
    private static final List<String> IMPLEMENTATIONS = List.of(
            "jakarta.websocket.",
            "dev.ws.jakarta.",
            "org.apache.tomcat.websocket.",
            "org.eclipse.jetty.ee",
            "org.eclipse.jetty.websocket.",
            "io.undertow.websockets.",
            "org.glassfish.tyrus.");

    private final Set<Class<?>> annotated = new LinkedHashSet<>();
    private final Set<Class<? extends Endpoint>> endpoints = new LinkedHashSet<>();
    private final Set<Class<? extends ServerApplicationConfig>> configs = new LinkedHashSet<>();

    /** Sorts what a container found. */
    EndpointScan(Collection<Class<?>> classes) {
        classes.stream()
                .filter(EndpointScan::isOfApplication)
                .sorted(Comparator.comparing(Class::getName))
                .forEach(this::add);
    }

    private static boolean isOfApplication(Class<?> type) {
        return Modifier.isPublic(type.getModifiers())
                && !Modifier.isAbstract(type.getModifiers())
                && IMPLEMENTATIONS.stream().noneMatch(type.getName()::startsWith);
    }

    private void add(Class<?> type) {
        // The annotation is not inherited (specification 4.8), so that subclasses of annotated classes do not come
        // here.
        if (type.getDeclaredAnnotation(ServerEndpoint.class) != null) {
            annotated.add(type);
        }
        if (Endpoint.class.isAssignableFrom(type)) {
            endpoints.add(type.asSubclass(Endpoint.class));
        }
        if (ServerApplicationConfig.class.isAssignableFrom(type)) {
            configs.add(type.asSubclass(ServerApplicationConfig.class));
        }
    }

    /**
     * Deploys.
     *
     * @throws DeploymentException naming what cannot be deployed; nothing is then
     */
    void deploy(ServerContainer container, InstanceProvider instances) throws DeploymentException {
        Set<ServerEndpointConfig> programmatic = new LinkedHashSet<>();
        Set<Class<?>> classes = new LinkedHashSet<>(configs.isEmpty() ? annotated : Set.of());
        for (Class<? extends ServerApplicationConfig> type : configs) {
            ServerApplicationConfig config = create(type, instances);
            programmatic.addAll(answered(config.getEndpointConfigs(Collections.unmodifiableSet(endpoints))));
            classes.addAll(answered(config.getAnnotatedEndpointClasses(Collections.unmodifiableSet(annotated))));
        }
        for (ServerEndpointConfig config : programmatic) {
            container.addEndpoint(config);
        }
        for (Class<?> type : classes) {
            container.addEndpoint(type);
        }
    }

    private static ServerApplicationConfig create(
            Class<? extends ServerApplicationConfig> type, InstanceProvider instances) throws DeploymentException {
        try {
            return instances.create(type);
        } catch (InstantiationException e) {
            throw new DeploymentException(e.getMessage(), e);
        }
    }

    @SuppressWarnings("NullAway") // applications answer null for nothing
    private static <T> Collection<T> answered(Set<T> answer) {
        return answer == null ? List.of() : new ArrayList<>(answer);
    }
}
