package dev.ws.examples.standalone;

import dev.ws.HandshakeRequest;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Asks a slow service who the client is before it is connected; no thread of the server waits for the answer. Users are
 * {@code ?token=alice-token} and {@code ?token=bob-token}, others get 401. Argument: the port, 8080 by default.
 */
public final class AuthServer {
    private static final Map<String, String> USERS = Map.of("token=alice-token", "alice", "token=bob-token", "bob");

    private AuthServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        WebSocketServer server = WebSocketServer.builder()
                .verifyClientAsync(AuthServer::authenticate)
                .onConnection((ws, request) -> {
                    Object user = request.attributes().get("user");
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onText((socket, text) -> System.out.println("Received message " + text + " from user " + user));
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }

    private static CompletionStage<Decision> authenticate(HandshakeRequest request) {
        return CompletableFuture.supplyAsync(() -> ask(request.query()));
    }

    private static Decision ask(@Nullable String query) {
        LockSupport.parkNanos(100_000_000); // the service takes its time
        String user = query == null ? null : USERS.get(query);
        return user == null ? Decision.reject(401) : Decision.accept(Map.of("user", user));
    }
}
