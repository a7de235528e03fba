package dev.ws.examples.standalone;

import dev.ws.server.WebSocketServer;
import java.io.IOException;

/** Greets its clients and prints what they send. Argument: the port, 8080 by default. */
public final class SimpleServer {
    private SimpleServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> {
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onText((socket, text) -> System.out.println("received: " + text));
                    ws.send("something");
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
