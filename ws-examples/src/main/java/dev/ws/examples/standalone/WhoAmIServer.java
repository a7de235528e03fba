package dev.ws.examples.standalone;

import dev.ws.HandshakeRequest;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.List;

/**
 * Tells clients their address. Behind a proxy it is the first element of {@code X-Forwarded-For}, which anybody can send:
 * so it counts only if the peer of the socket is a proxy one trusts. Arguments: the port, 8080 by default, and the
 * addresses of trusted proxies.
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
        List<String> proxies = List.of(args).subList(Math.min(1, args.length), args.length);
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> ws.send("you are " + addressOf(request, proxies)))
                .listen(port);
        System.out.println("listening on " + server.address().orElseThrow());
        server.closed().join();
    }

    private static String addressOf(HandshakeRequest request, List<String> proxies) {
        InetSocketAddress peer = request.remoteAddress();
        if (peer == null) {
            return "a process of this machine"; // over a UNIX socket
        }
        String address = peer.getAddress().getHostAddress();
        String forwarded = request.headers().joined("X-Forwarded-For");
        return forwarded != null && proxies.contains(address) ? forwarded.split(",", 2)[0].strip() : address;
    }
}
