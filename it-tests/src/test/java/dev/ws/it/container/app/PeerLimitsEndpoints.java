package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.server.WebSocketServer;
import java.time.Duration;
import java.util.function.Supplier;

/** An echo with narrow limits and short times; and {@code push}, which fills the way out. */
public final class PeerLimitsEndpoints {
    private PeerLimitsEndpoints() {}

    /** Sets the limits. */
    public static void configure(WebSocketServer.Builder builder) {
        builder.options(WebSocketOptions.builder()
                .maxPayload(65_536)
                .maxFragments(1000)
                .closeTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(3))
                .writeTimeout(Duration.ofSeconds(2))
                .build());
    }

    /** Gives a connection its behaviour. */
    public static void onConnection(WebSocket ws, HandshakeRequest request, Supplier<WebSocketServer> server) {
        EventLog.record(ws, request);
        String path = request.path();
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "echo" -> ws.onMessage(WebSocket::send);
            case "push" ->
                ws.onText((peer, count) -> {
                    for (int i = 0; i < Integer.parseInt(count); i++) {
                        peer.send(new byte[1 << 20]);
                    }
                });
            case "close" -> ws.onText((peer, any) -> peer.close(4000, "bye"));
            case "connections" ->
                ws.onText((peer, any) -> peer.send("" + server.get().clients().size()));
            default -> ws.close(4404, path);
        }
    }
}
