package dev.ws.examples.standalone;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * Sends to one connection after the other, as a loop over {@code server.connections} does in {@code nodejs-websocket};
 * {@link BroadcastAllServer} has a method that encodes the message only once. Argument: the port, 8001 by default.
 */
public final class NjsBroadcastServer {
    private final WebSocketServer server =
            WebSocketServer.builder().onConnection(this::connected).detached();

    private NjsBroadcastServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8001 : Integer.parseInt(args[0]);
        HttpListener listener =
                HttpListener.start(ListenOptions.builder().port(port).build());
        listener.attach(new NjsBroadcastServer().server);
        System.out.println("listening on " + listener.address().orElseThrow());
        listener.closed().join();
    }

    private void connected(WebSocket conn, HandshakeRequest request) {
        broadcast("there are " + server.clients().size() + " of us");
        conn.onText((sender, text) -> broadcast(text));
    }

    private void broadcast(String text) {
        for (WebSocket conn : server.clients()) {
            conn.send(text);
        }
    }
}
