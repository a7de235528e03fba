package injected;

import jakarta.inject.Inject;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** A configurator that needs a bean. */
public class Gate extends ServerEndpointConfig.Configurator {
    @Inject
    Part part; // its creator

    @Override
    public void modifyHandshake(ServerEndpointConfig sec, HandshakeRequest request, HandshakeResponse response) {
        response.getHeaders().put("X-Gate", List.of("part " + part.number()));
    }
}
