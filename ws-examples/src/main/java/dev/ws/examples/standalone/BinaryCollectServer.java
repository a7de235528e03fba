package dev.ws.examples.standalone;

import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * Reads binary messages as streams, while they arrive, each on a thread of its own. Argument: the port, 8001 by default.
 */
public final class BinaryCollectServer {
    private BinaryCollectServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8001 : Integer.parseInt(args[0]);
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> {
                    System.out.println("New connection");
                    ws.binaryStream(null, (conn, in) -> {
                        byte[] data = in.readAllBytes();
                        System.out.println("Received " + data.length + " bytes of binary data");
                    });
                    ws.onClose((conn, status) -> System.out.println("Connection closed"));
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
