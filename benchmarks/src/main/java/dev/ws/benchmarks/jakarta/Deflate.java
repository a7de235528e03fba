package dev.ws.benchmarks.jakarta;

import jakarta.websocket.Extension;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/**
 * Switches permessage-deflate for all endpoints. Tomcat and Jetty offer it always and have no switch of their own, so
 * agreeing to no extension is the one way that works everywhere. Created by the container, called at each handshake.
 */
public final class Deflate extends ServerEndpointConfig.Configurator {
    /** The system property that allows extensions: {@code true} or {@code false}. */
    public static final String ALLOWED = "dev.ws.benchmarks.deflate";

    private final boolean allowed = Boolean.getBoolean(ALLOWED);

    @Override
    public List<Extension> getNegotiatedExtensions(List<Extension> installed, List<Extension> requested) {
        return allowed ? super.getNegotiatedExtensions(installed, requested) : List.of();
    }
}
