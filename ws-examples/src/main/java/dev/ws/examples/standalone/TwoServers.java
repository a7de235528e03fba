package dev.ws.examples.standalone;

import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/** Two servers behind one port, {@code /foo} and {@code /bar}; others are cut. Argument: the port, 8080 by default. */
public final class TwoServers {
    private TwoServers() {}

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
        WebSocketServer.builder()
                .path("/foo")
                .onConnection((ws, request) -> ws.send("this is foo"))
                .attach(listener);
        WebSocketServer.builder()
                .path("/bar")
                .onConnection((ws, request) -> ws.send("this is bar"))
                .attach(listener);
        listener.onUnhandled(request -> null); // no answer at all; the default is 404
        System.out.println("listening on " + listener.address().orElseThrow());
        listener.closed().join();
    }
}
