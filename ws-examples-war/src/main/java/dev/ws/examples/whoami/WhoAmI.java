package dev.ws.examples.whoami;

import dev.ws.HandshakeRequest;
import dev.ws.handshake.TrustedProxies;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Knows the proxies that the context parameter {@code trustedProxies} names, and so whose a handshake is. Behind them the
 * address of the client is the last in {@code X-Forwarded-For} that is no proxy's: what stands before it, anybody can have
 * written.
 */
@WebListener
public class WhoAmI implements ServletContextListener {
    private static volatile TrustedProxies proxies = TrustedProxies.none();

    @Override
    public void contextInitialized(ServletContextEvent event) {
        String list = event.getServletContext().getInitParameter("trustedProxies");
        proxies = list == null ? TrustedProxies.none() : TrustedProxies.parse(list);
    }

    /**
     * The answer to a client.
     *
     * @param request its handshake
     * @return JSON
     */
    public static String answer(HandshakeRequest request) {
        String forwarded = request.headers().joined("X-Forwarded-For");
        return "{\"client\":" + quote(text(proxies.clientAddress(request))) + ",\"socket\":"
                + quote(text(request.remoteAddress())) + ",\"forwarded\":"
                + (forwarded == null ? "null" : quote(forwarded)) + ",\"trusted\":"
                + proxies.trusts(request.remoteAddress()) + ",\"http\":" + quote(request.httpVersion()) + "}";
    }

    // getHostName() would ask the name service.
    private static String text(@Nullable InetSocketAddress address) {
        return address == null ? "unknown" : address.getHostString();
    }

    private static String quote(String text) {
        return '"' + text.replace("\\", "\\\\").replace("\"", "\\\"").replaceAll("\\p{Cntrl}", " ") + '"';
    }
}
