package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import dev.ws.jakarta.coder.Coders;
import dev.ws.jakarta.endpoint.EndpointModel;
import dev.ws.jakarta.endpoint.PathTemplate;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import jakarta.websocket.server.ServerEndpointConfig.Configurator;
import java.lang.reflect.Modifier;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * An endpoint that was checked at deployment, ready for handshakes. Immutable.
 *
 * @param config its configuration, whose user properties every connection copies
 * @param template its path
 * @param configurator who decides about its handshakes
 * @param coders its encoders and decoders
 * @param model its annotated methods; null for a subclass of {@link Endpoint}
 * @param instances makes its instances
 */
record Deployed(
        ServerEndpointConfig config,
        PathTemplate template,
        EndpointConfigurator configurator,
        Coders coders,
        @Nullable EndpointModel model,
        InstanceProvider instances) {
    /** Checks an annotated class (specification 4.1). */
    static Deployed of(Class<?> type, InstanceProvider instances) throws DeploymentException {
        ServerEndpoint annotation = type.getAnnotation(ServerEndpoint.class);
        if (annotation == null) {
            throw new DeploymentException(type.getName() + " is not annotated with @ServerEndpoint");
        }
        Class<? extends Configurator> configurator = annotation.configurator();
        Supplier<Configurator> instance;
        if (EndpointConfigurator.isDefault(configurator)) {
            instance = () -> DefaultConfigurator.INSTANCE;
        } else {
            instance = new FirstUse<>(configurator, instances);
            requireInstances(
                    configurator, instances, "configurator " + configurator.getName() + " of " + type.getName());
        }
        return of(
                new AnnotatedConfig(type, annotation, instance),
                new EndpointConfigurator(configurator, instance),
                instances);
    }

    /** Checks an endpoint that an application configured. */
    static Deployed of(ServerEndpointConfig config, InstanceProvider instances) throws DeploymentException {
        if (config.getEndpointClass() == null) {
            throw new DeploymentException("the configuration for " + config.getPath() + " names no endpoint class");
        }
        Configurator configurator = config.getConfigurator();
        return of(
                config,
                configurator == null
                        ? new EndpointConfigurator(Configurator.class, () -> DefaultConfigurator.INSTANCE)
                        : new EndpointConfigurator(configurator.getClass(), () -> configurator),
                instances);
    }

    private static Deployed of(
            ServerEndpointConfig config, EndpointConfigurator configurator, InstanceProvider instances)
            throws DeploymentException {
        Class<?> type = config.getEndpointClass();
        if (!Endpoint.class.isAssignableFrom(type) && !Modifier.isPublic(type.getModifiers())) {
            throw new DeploymentException("endpoint class " + type.getName() + " is not public");
        }
        if (!configurator.makesInstances()) {
            requireInstances(type, instances, "endpoint class " + type.getName());
        }
        PathTemplate template = PathTemplate.of(config.getPath());
        Coders coders = Coders.of(config.getEncoders(), config.getDecoders());
        EndpointModel model =
                Endpoint.class.isAssignableFrom(type) ? null : EndpointModel.of(type, template.variables(), coders);
        return new Deployed(config, template, configurator, coders, model, instances);
    }

    private static void requireInstances(Class<?> type, InstanceProvider instances, String what)
            throws DeploymentException {
        boolean injectable = instances instanceof ApplicationInstances application && application.mayInject();
        if (Modifier.isAbstract(type.getModifiers()) || (!injectable && !PlainInstances.canCreate(type))) {
            throw new DeploymentException(what + " has no public constructor without arguments, or is abstract");
        }
    }

    /** The endpoint of a new connection: an instance of the application's class, or what calls its annotated methods. */
    Endpoint bind(Object instance, Map<String, String> pathParameters) {
        return model == null ? (Endpoint) instance : model.bind(instance, pathParameters);
    }
}
