package dev.ws.examples.standalone;

import dev.ws.server.WebSocketServer;
import java.io.IOException;

/** Sends every message to all clients but its sender; it stays text or binary. Argument: the port, 8080 by default. */
public final class BroadcastOthersServer {
    private BroadcastOthersServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        WebSocketServer listening = WebSocketServer.builder()
                .onConnection((server, ws, request) -> {
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onMessage((sender, message) -> server.broadcastExcept(sender, message));
                })
                .listen(port);
        System.out.println("listening on " + listening.address().orElseThrow());
    }
}
