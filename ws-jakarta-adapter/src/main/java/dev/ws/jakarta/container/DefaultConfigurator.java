package dev.ws.jakarta.container;

import dev.ws.jakarta.InstanceProvider;
import jakarta.websocket.Extension;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What configurators do that say nothing else. Found by the API as a service, and used directly where the API found another
 * implementation's. Stateless.
 */
public final class DefaultConfigurator extends ServerEndpointConfig.Configurator {
    static final DefaultConfigurator INSTANCE = new DefaultConfigurator();

    private static final ThreadLocal<@Nullable InstanceProvider> INSTANCES = new ThreadLocal<>();

    /** Called by the API. */
    public DefaultConfigurator() {}

    // The client's preference counts, as the specification's test kit and other implementations have it; the text of
    // section 3.1.2 can also be read the other way.
    @Override
    public String getNegotiatedSubprotocol(List<String> supported, List<String> requested) {
        return requested.stream().filter(supported::contains).findFirst().orElse("");
    }

    // Specification 3.1.3: what is supported, in the client's order.
    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return requested.stream()
                .filter(wanted ->
                        installed.stream().anyMatch(known -> known.getName().equals(wanted.getName())))
                .toList();
    }

    @Override
    public boolean checkOrigin(@Nullable String originHeaderValue) {
        return true;
    }

    @Override
    public void modifyHandshake(ServerEndpointConfig config, HandshakeRequest request, HandshakeResponse response) {}

    @Override
    public <T> T getEndpointInstance(Class<T> endpointClass) throws InstantiationException {
        InstanceProvider known = INSTANCES.get();
        return (known == null ? PlainInstances.INSTANCE : known).create(endpointClass);
    }

    /** Asks an application's configurator; if that comes back here, the container's instances are meant. */
    static Object endpointInstance(ServerEndpointConfig.Configurator asked, Class<?> type, InstanceProvider instances)
            throws InstantiationException {
        INSTANCES.set(instances);
        try {
            return asked.getEndpointInstance(type);
        } finally {
            INSTANCES.remove();
        }
    }

    @Override
    public ServerEndpointConfig.Configurator getContainerDefaultConfigurator() {
        return this;
    }

    // The API may make one per configurator, and applications may ask whether it is always the same.
    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof DefaultConfigurator;
    }

    @Override
    public int hashCode() {
        return DefaultConfigurator.class.hashCode();
    }

    @Override
    public String toString() {
        return "default configurator of ws for Java";
    }
}
