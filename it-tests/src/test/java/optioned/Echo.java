package optioned;

import dev.ws.HandshakeException;
import dev.ws.jakarta.EndpointOptions;
import jakarta.websocket.HandshakeResponse;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.HandshakeRequest;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import jakarta.websocket.server.ServerEndpointConfig;
import java.util.List;

/** Says who serves it, and what its configurator saw. */
@ServerEndpoint(
        value = "/echo/{room}",
        subprotocols = {"b", "a"},
        configurator = Echo.Configurator.class)
@EndpointOptions(compression = "on", origin = "same-origin")
public class Echo {
    @OnMessage
    public String text(String text, Session session, @PathParam("room") String room) {
        return String.join(
                " ",
                text,
                room,
                session.getContainer().getClass().getName(),
                String.valueOf(session.getUserProperties().get("query")),
                session.getNegotiatedSubprotocol());
    }

    /** Adds header fields, and refuses whom the query says so about. */
    public static class Configurator extends ServerEndpointConfig.Configurator {
        @Override
        public void modifyHandshake(ServerEndpointConfig sec, HandshakeRequest request, HandshakeResponse response) {
            String query = String.valueOf(request.getQueryString());
            if (query.equals("refuse")) {
                throw new HandshakeException(429, "slowly");
            }
            sec.getUserProperties().put("query", query);
            response.getHeaders().put("X-Echo", List.of("1", "2"));
        }
    }
}
