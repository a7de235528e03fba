package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import dev.ws.jakarta.coder.Coders;
import dev.ws.jakarta.endpoint.EndpointModel;
import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The application's part of a client connection: who is told what happens, and how it wants to connect. Made for one
 * connection from what {@code connectToServer} was given.
 *
 * @param key the instance or class that the application gave, which sessions have in common
 * @param endpoint who is told
 * @param config the configuration
 * @param coders its encoders and decoders
 * @param made the application's object when it was made for this connection; null when the application gave it
 */
record ClientPart(
        Object key,
        Endpoint endpoint,
        ClientEndpointConfig config,
        Coders coders,
        @Nullable Object made) {
    /** An endpoint of the application. */
    static ClientPart of(Endpoint endpoint, ClientEndpointConfig config) throws DeploymentException {
        return new ClientPart(endpoint, endpoint, config, coders(config), null);
    }

    /** A new instance of an endpoint class. */
    static ClientPart of(Class<? extends Endpoint> type, ClientEndpointConfig config, InstanceProvider instances)
            throws DeploymentException {
        Coders coders = coders(config);
        Endpoint endpoint = create(type, instances);
        return new ClientPart(type, endpoint, config, coders, endpoint);
    }

    /** An annotated object of the application. */
    static ClientPart annotated(Object instance, InstanceProvider instances) throws DeploymentException {
        ClientEndpointConfig config = config(instance.getClass(), instances);
        Coders coders = coders(config);
        Endpoint endpoint =
                EndpointModel.of(instance.getClass(), List.of(), coders).bind(instance, Map.of());
        return new ClientPart(instance, endpoint, config, coders, null);
    }

    /** A new instance of an annotated class. */
    static ClientPart annotated(Class<?> type, InstanceProvider instances) throws DeploymentException {
        ClientEndpointConfig config = config(type, instances);
        Coders coders = coders(config);
        EndpointModel model = EndpointModel.of(type, List.of(), coders);
        Object instance = create(type, instances);
        return new ClientPart(type, model.bind(instance, Map.of()), config, coders, instance);
    }

    // Specification 4.2.
    private static ClientEndpointConfig config(Class<?> type, InstanceProvider instances) throws DeploymentException {
        ClientEndpoint annotation = type.getDeclaredAnnotation(ClientEndpoint.class);
        if (annotation == null) {
            throw new DeploymentException(type.getName() + " is not annotated with @ClientEndpoint");
        }
        return ClientEndpointConfig.Builder.create()
                .configurator(create(annotation.configurator(), instances))
                .encoders(List.of(annotation.encoders()))
                .decoders(List.of(annotation.decoders()))
                .preferredSubprotocols(List.of(annotation.subprotocols()))
                .build();
    }

    private static Coders coders(ClientEndpointConfig config) throws DeploymentException {
        return Coders.of(config.getEncoders(), config.getDecoders());
    }

    private static <T> T create(Class<T> type, InstanceProvider instances) throws DeploymentException {
        try {
            return instances.create(type);
        } catch (InstantiationException failed) {
            throw new DeploymentException(String.valueOf(failed.getMessage()), failed);
        }
    }
}
