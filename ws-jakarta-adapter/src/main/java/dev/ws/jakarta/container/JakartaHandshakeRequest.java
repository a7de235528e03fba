package dev.ws.jakarta.container;

import jakarta.servlet.ServletContext;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import jakarta.websocket.server.HandshakeRequest;
import java.net.URI;
import java.net.URISyntaxException;
import java.security.Principal;
import java.security.cert.X509Certificate;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * A handshake as configurators see it. Read from the servlet request at once, except for roles, which only the container
 * knows and which can be asked about until the handshake is answered, and names of hosts, which are addresses then. Public
 * methods without an override are those that version 2.3 of the specification adds. Used by the thread of the request.
 */
final class JakartaHandshakeRequest implements HandshakeRequest {
    private final @Nullable URI uri; // null for one that cannot be an address
    private final Map<String, List<String>> headers;
    private final Map<String, List<String>> parameters;
    private final @Nullable String query;
    private final @Nullable Principal principal;
    private final @Nullable HttpSession session;
    private final ServletContext context;
    private final boolean secure;
    private final String localAddress;
    private final int localPort;
    private final String remoteAddress;
    private final int remotePort;
    private final Locale locale;
    private final X509Certificate @Nullable [] certificates;
    private @Nullable HttpServletRequest request; // the request's thread; null when the handshake is answered

    JakartaHandshakeRequest(HttpServletRequest request, Map<String, String> pathParameters) {
        this.request = request;
        this.uri = uri(request);
        this.headers = headers(request);
        this.query = request.getQueryString();
        this.parameters = parameters(request, query, pathParameters);
        this.principal = request.getUserPrincipal();
        this.session = request.getSession(false);
        this.context = request.getServletContext();
        this.secure = request.isSecure();
        this.localAddress = request.getLocalAddr();
        this.localPort = request.getLocalPort();
        this.remoteAddress = request.getRemoteAddr();
        this.remotePort = request.getRemotePort();
        this.locale = request.getLocale();
        this.certificates =
                request.getAttribute("jakarta.servlet.request.X509Certificate") instanceof X509Certificate[] chain
                        ? chain
                        : null;
    }

    // The full address, as specification 2.1 wants it, in the way it was asked for.
    private static @Nullable URI uri(HttpServletRequest request) {
        boolean secure = request.isSecure();
        String host = request.getServerName();
        StringBuilder text = new StringBuilder(secure ? "wss://" : "ws://");
        text.append(host.indexOf(':') >= 0 && !host.startsWith("[") ? "[" + host + "]" : host);
        int port = request.getServerPort();
        if (port > 0 && port != (secure ? 443 : 80)) {
            text.append(':').append(port);
        }
        text.append(AskedAddress.path(request.getRequestURI()));
        if (request.getQueryString() != null) {
            text.append('?').append(AskedAddress.query(request.getQueryString()));
        }
        try {
            return new URI(text.toString());
        } catch (URISyntaxException e) {
            return null;
        }
    }

    private static Map<String, List<String>> headers(HttpServletRequest request) {
        Map<String, List<String>> all = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (String name : Collections.list(request.getHeaderNames())) {
            all.put(name, Collections.unmodifiableList(Collections.list(request.getHeaders(name))));
        }
        return Collections.unmodifiableMap(all);
    }

    private static Map<String, List<String>> parameters(
            HttpServletRequest request, @Nullable String query, Map<String, String> pathParameters) {
        Map<String, List<String>> all = new LinkedHashMap<>(parameters(request, query));
        pathParameters.forEach((name, value) -> all.put(name, List.of(value)));
        return Collections.unmodifiableMap(all);
    }

    // Containers throw, or drop the parameter in silence, where a query is no form, though any text may be one.
    private static Map<String, List<String>> parameters(HttpServletRequest request, @Nullable String query) {
        if (query != null && AskedAddress.hasLonePercent(query)) {
            return QueryParameters.parse(query);
        }
        Map<String, String[]> read;
        try {
            read = request.getParameterMap();
        } catch (RuntimeException unreadable) {
            return QueryParameters.parse(query);
        }
        Map<String, List<String>> all = new LinkedHashMap<>();
        read.forEach((name, values) -> all.put(name, List.of(values)));
        return all;
    }

    /** {@return whether the request has an address; not if its host is none} */
    boolean hasAddress() {
        return uri != null;
    }

    /** Lets go of the servlet request, which serves another connection soon. */
    void finish() {
        request = null;
    }

    boolean isSecure() {
        return secure;
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }

    @Override
    public @Nullable Principal getUserPrincipal() {
        return principal;
    }

    @Override
    public URI getRequestURI() {
        return Objects.requireNonNull(uri); // others are refused before anybody asks
    }

    @Override
    public boolean isUserInRole(String role) {
        HttpServletRequest open = request;
        if (open == null) {
            throw new IllegalStateException("roles can be asked about during the handshake only");
        }
        return open.isUserInRole(role);
    }

    @Override
    public @Nullable Object getHttpSession() {
        return session;
    }

    @Override
    public Map<String, List<String>> getParameterMap() {
        return parameters;
    }

    @Override
    public @Nullable String getQueryString() {
        return query;
    }

    public Object getServletContext() {
        return context;
    }

    public X509Certificate @Nullable [] getUserX509CertificateChain() {
        return certificates == null ? null : certificates.clone();
    }

    public String getLocalAddress() {
        return localAddress;
    }

    // Names may have to be asked for in the network, so only when somebody wants them.
    public String getLocalHostName() {
        HttpServletRequest open = request;
        return open == null ? localAddress : open.getLocalName();
    }

    public int getLocalPort() {
        return localPort;
    }

    public String getRemoteAddress() {
        return remoteAddress;
    }

    public String getRemoteHostName() {
        HttpServletRequest open = request;
        return open == null ? remoteAddress : open.getRemoteHost();
    }

    public int getRemotePort() {
        return remotePort;
    }

    public Locale getPreferredLocale() {
        return locale;
    }
}
