package dev.ws.examples.standalone;

import dev.ws.WebSocket;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;

/**
 * Echoes, compressed with little memory: each message by itself, within a window of 1 KiB. Prints what was agreed with
 * each client. Argument: the port, 8080 by default.
 */
public final class CompressionServer {
    private CompressionServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        WebSocketServer server = WebSocketServer.builder()
                .perMessageDeflate(DeflateOptions.builder()
                        .level(3)
                        .memLevel(7) // accepted, but java.util.zip has no such setting
                        .deflateBufferBytes(1024)
                        .inflateBufferBytes(10 * 1024)
                        .serverNoContextTakeover(true)
                        .clientNoContextTakeover(true)
                        .serverMaxWindowBits(10)
                        .concurrencyLimit(10)
                        .threshold(1024)
                        .build())
                .onConnection((ws, request) -> {
                    System.out.println("agreed: " + (ws.compression() == null ? "no compression" : ws.compression()));
                    ws.onError((socket, error) -> System.err.println(error));
                    ws.onMessage(WebSocket::send);
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
