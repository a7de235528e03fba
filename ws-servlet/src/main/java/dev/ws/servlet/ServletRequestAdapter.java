package dev.ws.servlet;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.TlsInfo;
import dev.ws.http.RecentStrings;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.security.cert.X509Certificate;
import java.util.Enumeration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Copies what is worth knowing out of a servlet request. Called on the request's thread, before the upgrade; afterwards
 * the request is never touched again.
 */
final class ServletRequestAdapter {
    private static final Pattern ADDRESS = Pattern.compile("[0-9.]{7,15}|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*(%[\\w.-]+)?");

    private static final RecentStrings RECENT = new RecentStrings();

    private static volatile @Nullable InetSocketAddress lastLocal; // any thread; any value will do

    private ServletRequestAdapter() {}

    static HandshakeRequest snapshot(HttpServletRequest request, ServletSettings settings) {
        // First of all: one that ends while the rest is read ends the connection as well, SessionTie sees to that.
        HttpSession before = request.getSession(false);
        String uri = request.getRequestURI();
        String query = request.getQueryString();
        HandshakeRequest.Builder builder = HandshakeRequest.builder(
                        request.getMethod(), query == null ? uri : uri + '?' + query)
                .path(pathInContext(uri, request.getContextPath()))
                .httpVersion(request.getProtocol())
                .connectProtocol(JettyRequest.connectProtocol(request))
                .headers(headers(request))
                .secure(request.isSecure())
                .remoteAddress(address(request.getRemoteAddr(), request.getRemotePort()))
                .localAddress(local(address(request.getLocalAddr(), request.getLocalPort())))
                .principal(request.getUserPrincipal())
                .tls(request.isSecure() ? tls(request) : null);
        for (String role : settings.roles()) {
            if (request.isUserInRole(role)) {
                builder.role(role);
            }
        }
        HttpSession session = before != null ? before : request.getSession(false); // a late login may make one
        if (session != null) {
            builder.sessionId(session.getId());
            attributes(session, settings.sessionAttributes()).forEach(builder::attribute);
        }
        for (String name : settings.requestAttributes()) {
            Object value = request.getAttribute(name);
            if (value != null) {
                builder.attribute(name, value);
            }
        }
        return builder.build();
    }

    // All of them or none: a session may end at any time, by another request or its age.
    private static Map<String, Object> attributes(HttpSession session, List<String> names) {
        Map<String, Object> found = new HashMap<>();
        try {
            for (String name : names) {
                Object value = session.getAttribute(name);
                if (value != null) {
                    found.put(name, value);
                }
            }
        } catch (IllegalStateException ended) {
            return Map.of();
        }
        return found;
    }

    private static String pathInContext(String uri, @Nullable String contextPath) {
        if (contextPath == null || !uri.startsWith(contextPath)) {
            return uri;
        }
        return uri.substring(contextPath.length());
    }

    private static Headers headers(HttpServletRequest request) {
        Headers.Builder headers = Headers.builder();
        Enumeration<String> names = request.getHeaderNames();
        while (names != null && names.hasMoreElements()) {
            String name = RECENT.share(names.nextElement());
            Enumeration<String> values = request.getHeaders(name);
            while (values.hasMoreElements()) {
                headers.add(name, RECENT.shareValue(name, values.nextElement()));
            }
        }
        if (request.getHeader("Host") == null && !request.getProtocol().startsWith("HTTP/1.")) {
            headers.add("Host", authority(request));
        }
        return headers.build();
    }

    // HTTP/2 has no Host field where it has an :authority (RFC 9113 section 8.3.1).
    private static String authority(HttpServletRequest request) {
        int port = request.getServerPort();
        boolean usual = port <= 0 || port == (request.isSecure() ? 443 : 80);
        return usual ? request.getServerName() : request.getServerName() + ':' + port;
    }

    // The connections of a port share one object.
    private static @Nullable InetSocketAddress local(@Nullable InetSocketAddress address) {
        InetSocketAddress last = lastLocal;
        if (address != null && address.equals(last)) {
            return last;
        }
        lastLocal = address;
        return address;
    }

    // Only literals are resolved: no name service is asked for what a container or a valve reports.
    static @Nullable InetSocketAddress address(@Nullable String host, int port) {
        if (host == null || host.isEmpty() || port < 0 || port > 65535) {
            return null;
        }
        String literal = host.startsWith("[") && host.endsWith("]") ? host.substring(1, host.length() - 1) : host;
        if (ADDRESS.matcher(literal).matches()) {
            try {
                return new InetSocketAddress(InetAddress.getByName(literal), port);
            } catch (UnknownHostException e) {
                return InetSocketAddress.createUnresolved(host, port);
            }
        }
        return InetSocketAddress.createUnresolved(host, port);
    }

    private static TlsInfo tls(HttpServletRequest request) {
        Object protocol = request.getAttribute("jakarta.servlet.request.secure_protocol");
        if (protocol == null) {
            protocol = request.getAttribute("org.apache.tomcat.util.net.secure_protocol_version");
        }
        Object cipherSuite = request.getAttribute("jakarta.servlet.request.cipher_suite");
        Object keySize = request.getAttribute("jakarta.servlet.request.key_size");
        Object chain = request.getAttribute("jakarta.servlet.request.X509Certificate");
        return new TlsInfo(
                protocol instanceof String name ? name : null,
                cipherSuite instanceof String name ? name : null,
                keySize instanceof Integer bits ? bits : 0,
                chain instanceof X509Certificate[] certificates ? List.of(certificates) : List.of());
    }
}
