package handshakes;

import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Sends back every field and parameter of the request as fields of the answer. */
@ServerEndpoint(value = "/copying/{first}", configurator = Copying.Copier.class)
public class Copying {
    /** Copies. */
    public static class Copier extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig sec, HandshakeRequest request, HandshakeResponse response) {
            try {
                request.getHeaders().put("forged", List.of("1"));
            } catch (UnsupportedOperationException mayBe) {
                // Either it cannot be changed, or the change has no effect.
            }
            response.getHeaders().putAll(request.getHeaders());
            response.getHeaders().putAll(request.getParameterMap());
        }
    }

    @OnMessage
    public String echo(String text) {
        return text;
    }
}
