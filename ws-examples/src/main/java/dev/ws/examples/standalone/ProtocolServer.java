package dev.ws.examples.standalone;

import dev.ws.handshake.SubprotocolSelector;
import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * Two ways to agree about a subprotocol: {@code /valid} takes the client's first that it knows, {@code /select} decides by
 * itself. Argument: the port, 8080 by default.
 */
public final class ProtocolServer {
    private ProtocolServer() {}

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
        serve(listener, "/valid", SubprotocolSelector.clientOrder("chat.v2", "chat.v1"));
        serve(listener, "/select", (requested, request) -> requested.contains("please") ? "please" : null);
        System.out.println("listening on " + listener.address().orElseThrow());
        listener.closed().join();
    }

    private static void serve(HttpListener listener, String path, SubprotocolSelector selector) {
        WebSocketServer.builder()
                .path(path)
                .handleProtocols(selector)
                .onConnection((ws, request) -> ws.send("agreed: " + ws.protocol()))
                .attach(listener);
    }
}
