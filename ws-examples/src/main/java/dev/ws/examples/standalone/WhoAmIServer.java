package dev.ws.examples.standalone;

import dev.ws.handshake.TrustedProxies;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Tells clients their address. Behind trusted proxies it is the last in {@code X-Forwarded-For} that is no proxy's: what
 * stands before it, anybody can have written. Arguments: the port, 8080 by default, and the trusted proxies, such as {@code
 * loopback} or {@code 10.0.0.0/8}.
 */
public final class WhoAmIServer {
    private WhoAmIServer() {}

    /**
     * Serves until the process is stopped.
     *
     * @param args the port and trusted proxies
     * @throws IOException when the port is taken
     */
    public static void main(String[] args) throws IOException {
        int port = args.length == 0 ? 8080 : Integer.parseInt(args[0]);
        TrustedProxies proxies = TrustedProxies.of(Arrays.stream(args).skip(1).toArray(String[]::new));
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> {
                    InetSocketAddress client = proxies.clientAddress(request);
                    // Over a UNIX socket there is none. The host string is never looked up.
                    ws.send("you are " + (client == null ? "a process of this machine" : client.getHostString()));
                })
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }
}
