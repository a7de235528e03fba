package peers;

import jakarta.websocket.Extension;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.util.stream.Collectors;

/** Tells what it knows of its connection: path parameters, subprotocol, extensions. */
@ServerEndpoint(
        value = "/room/{name}/{number}",
        subprotocols = {"chat", "superchat"})
public class Room {
    @OnMessage
    public String text(String text, @PathParam("name") String name, @PathParam("number") int number, Session session) {
        return String.join(
                "|",
                text,
                name,
                String.valueOf(number + 1),
                session.getNegotiatedSubprotocol(),
                session.getNegotiatedExtensions().stream()
                        .map(Extension::getName)
                        .collect(Collectors.joining(",")));
    }
}
