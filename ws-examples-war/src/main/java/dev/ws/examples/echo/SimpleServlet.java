package dev.ws.examples.echo;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/** Greets with "something" and logs what it gets, which the container shows on its console or in its log. */
@WebServlet(urlPatterns = "/simple", asyncSupported = true)
public class SimpleServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/simple"));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onError((socket, error) -> log("error on connection " + socket.id(), error));
        ws.onMessage((socket, message) -> log("received: " + message.text()));
        ws.send("something");
    }
}
