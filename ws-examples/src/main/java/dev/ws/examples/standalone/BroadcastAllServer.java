package dev.ws.examples.standalone;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/** Sends every message to all clients, the sender included; it stays text or binary. Argument: the port, 8080 by default. */
public final class BroadcastAllServer {
    private final WebSocketServer server =
            WebSocketServer.builder().onConnection(this::connected).detached();

    private BroadcastAllServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        HttpListener listener =
                HttpListener.start(ListenOptions.builder().port(port).build());
        listener.attach(new BroadcastAllServer().server);
        System.out.println("listening on " + listener.address().orElseThrow());
        listener.closed().join();
    }

    private void connected(WebSocket ws, HandshakeRequest request) {
        ws.onError((socket, error) -> System.err.println(error));
        ws.onMessage((sender, message) -> server.broadcast(message));
    }
}
