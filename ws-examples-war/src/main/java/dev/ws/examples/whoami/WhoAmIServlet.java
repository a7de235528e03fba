package dev.ws.examples.whoami;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;
import java.net.InetSocketAddress;
import java.util.Arrays;

/**
 * Tells clients their address, and the version of HTTP that carries their connection. Behind a proxy the address is the
 * first element of {@code X-Forwarded-For}, which anybody can send: so it counts only if the peer of the socket is named in the context parameter {@code trustedProxies}.
 */
@WebServlet(urlPatterns = "/whoami", asyncSupported = true)
public class WhoAmIServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/whoami"));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        InetSocketAddress peer = request.remoteAddress();
        String socket = peer == null ? "unknown" : peer.getHostString();
        String forwarded = request.headers().joined("X-Forwarded-For");
        boolean trusted = isTrustedProxy(socket);
        String client = trusted && forwarded != null ? forwarded.split(",", 2)[0].strip() : socket;
        ws.send("{\"client\":" + quote(client) + ",\"socket\":" + quote(socket) + ",\"forwarded\":"
                + (forwarded == null ? "null" : quote(forwarded)) + ",\"trusted\":" + trusted
                + ",\"http\":" + quote(request.httpVersion()) + "}");
    }

    private boolean isTrustedProxy(String address) {
        String trusted = getServletContext().getInitParameter("trustedProxies");
        return trusted != null
                && Arrays.asList(trusted.strip().split("[\\s,]+")).contains(address);
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
