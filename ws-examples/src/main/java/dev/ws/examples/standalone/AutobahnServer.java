package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * Echoes, text as text and binary as binary, compressed where the client can: what the Autobahn testsuite's fuzzing client
 * wants to talk to. Argument: the port, 9001 by default.
 */
public final class AutobahnServer {
    private AutobahnServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 9001 : Integer.parseInt(args[0]);
        WebSocketServer server = WebSocketServer.builder()
                .perMessageDeflate(true)
                .onConnection((ws, request) -> {
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onMessage(WebSocket::send);
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
