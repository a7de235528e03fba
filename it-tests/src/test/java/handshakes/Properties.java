package handshakes;

import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerApplicationConfig;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/** Tells the names of the user properties, and changes them, as the configurator of each connection does. */
public class Properties extends Endpoint implements MessageHandler.Whole<String> {
    private Session session; // the connection's thread

    /** Changes what the connection starts with. */
    public static class Changing extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig sec, HandshakeRequest request, HandshakeResponse response) {
            sec.getUserProperties().remove("second");
            sec.getUserProperties().put("third", "added");
        }
    }

    /** Deploys it, and what else is here. */
    public static class Choice implements ServerApplicationConfig {
        @Override
        public Set<ServerEndpointConfig> getEndpointConfigs(Set<Class<? extends Endpoint>> scanned) {
            ServerEndpointConfig config = ServerEndpointConfig.Builder.create(Properties.class, "/properties")
                    .configurator(new Changing())
                    .build();
            config.getUserProperties().putAll(Map.of("first", 1, "second", 2));
            return Set.of(config);
        }

        @Override
        public Set<Class<?>> getAnnotatedEndpointClasses(Set<Class<?>> scanned) {
            return new HashSet<>(scanned);
        }
    }

    @Override
    public void onOpen(Session opened, EndpointConfig config) {
        session = opened;
        session.addMessageHandler(this);
    }

    @Override
    public void onMessage(String message) {
        Map<String, Object> properties = session.getUserProperties();
        String names = properties.size() + " " + new TreeSet<>(properties.keySet());
        properties.remove("third");
        properties.put("fourth", "later");
        var unused = session.getAsyncRemote().sendText(names);
    }
}
