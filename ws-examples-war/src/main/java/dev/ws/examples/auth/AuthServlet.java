package dev.ws.examples.auth;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Asks a slow service who the client is before the upgrade; no thread of the container waits for the answer. */
@WebServlet(urlPatterns = "/auth", asyncSupported = true)
public class AuthServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    private static final Map<String, String> NAMES = Map.of("token=alice-token", "alice", "token=bob-token", "bob");

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/auth"));
        builder.verifyClientAsync(AuthServlet::authenticate);
    }

    private static CompletionStage<Decision> authenticate(HandshakeRequest request) {
        return CompletableFuture.supplyAsync(() -> ask(request.query()));
    }

    private static Decision ask(@Nullable String query) {
        LockSupport.parkNanos(100_000_000); // the service takes its time
        String name = query == null ? null : NAMES.get(query);
        return name == null ? Decision.reject(401) : Decision.accept(Map.of("name", name));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        String name = (String) request.attributes().get("name");
        ws.onText((socket, text) -> socket.send(name + ": " + text));
        ws.send("hello " + name);
    }
}
