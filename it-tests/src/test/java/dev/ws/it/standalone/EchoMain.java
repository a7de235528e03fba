package dev.ws.it.standalone;

import dev.ws.WebSocket;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;

/**
 * A stand-alone echo in a JVM of its own. Prints "listening PORT"; answers each line of its standard input with how many
 * connections and how many threads there are, and ends with it.
 */
final class EchoMain {
    private EchoMain() {}

    public static void main(String[] arguments) throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> ws.onMessage(WebSocket::send))
                .listen(ListenOptions.builder().host("127.0.0.1").backlog(1024).build());
        System.out.println("listening " + ((InetSocketAddress) server.address().orElseThrow()).getPort());
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        while (in.readLine() != null) {
            System.out.println(
                    server.clients().size() + " " + Thread.getAllStackTraces().size());
        }
        System.exit(0);
    }
}
