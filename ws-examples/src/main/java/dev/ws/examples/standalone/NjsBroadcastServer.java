package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * Sends to one connection after the other, as a loop over {@code server.connections} does in {@code nodejs-websocket};
 * {@link BroadcastAllServer} has a method that encodes the message only once. Argument: the port, 8001 by default.
 */
public final class NjsBroadcastServer {
    private NjsBroadcastServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8001 : Integer.parseInt(args[0]);
        WebSocketServer listening = WebSocketServer.builder()
                .onConnection((server, ws, request) -> {
                    broadcast(server, "there are " + server.clients().size() + " of us");
                    ws.onText((sender, text) -> broadcast(server, text));
                })
                .listen(port);
        System.out.println("listening on " + listening.address().orElseThrow());
    }

    private static void broadcast(WebSocketServer server, String text) {
        for (WebSocket connection : server.clients()) {
            connection.send(text);
        }
    }
}
