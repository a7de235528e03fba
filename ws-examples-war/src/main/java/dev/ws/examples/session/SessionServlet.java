package dev.ws.examples.session;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebInitParam;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.util.Objects;

/** Logs every message with its user and sends it back so. {@link LoginFilter} lets only users come here. */
@WebServlet(
        urlPatterns = "/session",
        asyncSupported = true,
        initParams = @WebInitParam(name = "dev.ws.sessionAttributes", value = User.NAME))
public class SessionServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/session"));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        User user =
                (User) Objects.requireNonNull(request.attributes().get(User.NAME), "no user: is LoginFilter in front?");
        user.connected(ws);
        ws.onText((socket, text) -> {
            log("received from " + user.id() + ": " + text);
            socket.send(user.id() + ": " + text);
        });
    }
}
