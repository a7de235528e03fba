package dev.ws.examples.standalone;

import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * A chat room. The first text of a connection is the nickname; who leaves before that leaves without a word. Argument: the
 * port, 8001 by default.
 */
public final class ChatServer {
    private ChatServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8001 : Integer.parseInt(args[0]);
        WebSocketServer chat = WebSocketServer.builder()
                .options(WebSocketOptions.builder().maxPayload(16 * 1024).build())
                .onConnection((server, ws, request) -> ws.addListener(new Visitor(server)))
                .listen(port);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> chat.shutdown().join())); // close code 1001 for everybody
        System.out.println("listening on " + chat.address().orElseThrow());
    }

    /** One connection's part; its methods are called one at a time. */
    private static final class Visitor implements WebSocketListener {
        private final WebSocketServer server;
        private String name = ""; // pump thread

        Visitor(WebSocketServer server) {
            this.server = server;
        }

        private void tellAll(String line) {
            server.broadcast(Message.text(line));
        }

        @Override
        public void onText(WebSocket ws, String text) {
            if (!name.isEmpty()) {
                tellAll("[" + name + "] " + text);
            } else if (text.isBlank() || text.length() > 30) {
                ws.close(4000, "a nickname has 1 to 30 characters");
            } else {
                name = text.strip();
                tellAll(name + " entered");
            }
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus status) {
            if (!name.isEmpty()) {
                tellAll(name + " left");
            }
        }
    }
}
