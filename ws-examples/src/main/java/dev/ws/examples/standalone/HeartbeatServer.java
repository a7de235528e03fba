package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.server.ServerState;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.util.concurrent.TimeUnit;

/**
 * Finds broken connections by hand: pings all clients every round, and cuts off who did not answer since the last one.
 * {@code WebSocketOptions.heartbeat} does the same. Arguments: the port, 8080 by default, and the milliseconds of a round,
 * 30000 by default.
 */
public final class HeartbeatServer {
    private static final String PINGED = "pinged"; // there while an answer is owing

    private HeartbeatServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port and the milliseconds
     * @throws IOException when the port is taken
     * @throws InterruptedException when it is told to stop
     */
    public static void main(String[] args) throws IOException, InterruptedException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        long round = args.length < 2 ? 30_000 : Long.parseLong(args[1]);
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> {
                    ws.onPong((socket, payload) -> socket.attributes().remove(PINGED));
                    ws.onClose((socket, status) -> System.out.println("closed: " + status));
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        while (server.state() == ServerState.RUNNING) {
            TimeUnit.MILLISECONDS.sleep(round);
            for (WebSocket ws : server.clients()) {
                if (ws.attributes().put(PINGED, true) == null) {
                    ws.ping();
                } else {
                    ws.terminate();
                }
            }
        }
    }
}
