package dev.ws.examples.standalone;

import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.util.Locale;

/** Answers "hi" with "HI!!!". Argument: the port, 8001 by default. */
public final class ScreamServer {
    private ScreamServer() {}

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
                    ws.onText((conn, text) -> {
                        System.out.println("Received " + text);
                        conn.send(text.toUpperCase(Locale.ROOT) + "!!!");
                    });
                    ws.onClose((conn, status) -> System.out.println("Connection closed"));
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
