package dev.ws.jakarta.container;

import jakarta.websocket.Decoder;
import jakarta.websocket.Encoder;
import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** The configuration that an annotation amounts to. Any thread. */
final class AnnotatedConfig implements ServerEndpointConfig {
    private final Class<?> type;
    private final ServerEndpoint annotation;
    private final Supplier<Configurator> configurator;
    private final Map<String, Object> userProperties = new ConcurrentHashMap<>();

    AnnotatedConfig(Class<?> type, ServerEndpoint annotation, Supplier<Configurator> configurator) {
        this.type = type;
        this.annotation = annotation;
        this.configurator = configurator;
    }

    @Override
    public Class<?> getEndpointClass() {
        return type;
    }

    @Override
    public String getPath() {
        return annotation.value();
    }

    @Override
    public List<String> getSubprotocols() {
        return List.of(annotation.subprotocols());
    }

    @Override
    public List<Extension> getExtensions() {
        return List.of();
    }

    @Override
    public Configurator getConfigurator() {
        return configurator.get();
    }

    @Override
    public List<Class<? extends Encoder>> getEncoders() {
        return List.of(annotation.encoders());
    }

    @Override
    public List<Class<? extends Decoder>> getDecoders() {
        return List.of(annotation.decoders());
    }

    @Override
    public Map<String, Object> getUserProperties() {
        return userProperties;
    }
}
