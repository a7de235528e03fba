package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.time.Duration;

/** An echo with narrow limits and short times; and {@code push}, which fills the way out. */
@WebServlet(urlPatterns = "/limits/*", asyncSupported = true)
public class PeerLimitsServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.options(WebSocketOptions.builder()
                .maxPayload(65_536)
                .maxFragments(1000)
                .closeTimeout(Duration.ofSeconds(1))
                .idleTimeout(Duration.ofSeconds(3))
                .writeTimeout(Duration.ofSeconds(2))
                .build());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
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
                ws.onText((peer, any) -> peer.send("" + server().clients().size()));
            default -> ws.close(4404, path);
        }
    }
}
