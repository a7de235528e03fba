package dev.ws.handshake;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A checked WebSocket address (RFC 6455 section 3): {@code ws}, {@code wss}, {@code http} and {@code https}, which mean
 * the same, or {@code ws+unix:/path/of/socket:/path?query} for a UNIX domain socket. The path of a socket is taken as it
 * is written, without decoding; it cannot hold {@code :} or {@code ?}. Immutable; made by applications and, for
 * redirects, by {@link ClientHandshake}.
 */
public final class WebSocketUri {
    private static final String UNIX = "ws+unix:";
    private static final Pattern EMPTY_PATH = Pattern.compile("\\z|[?#]");
    // Hosts with underscores are no host names, but container networks use them. IPv6 literals are checked by URI.
    private static final Pattern AUTHORITY =
            Pattern.compile("(?:(.*)@)?(\\[[0-9A-Fa-f:.]+]|[A-Za-z0-9._~-]+)(?::([0-9]{0,5}))?");

    private final boolean secure;
    private final @Nullable String socketPath;
    private final @Nullable String userInfo;
    private final String host;
    private final int port;
    private final String target;

    private WebSocketUri(
            boolean secure,
            @Nullable String socketPath,
            @Nullable String userInfo,
            String host,
            int port,
            String target) {
        this.secure = secure;
        this.socketPath = socketPath;
        this.userInfo = userInfo;
        this.host = host;
        this.port = port;
        this.target = target;
    }

    /**
     * Checks an address.
     *
     * @param address the address; characters above ASCII are percent-encoded, except in the host, which must be in its
     *     ASCII form
     * @return the checked address
     * @throws IllegalArgumentException when it is none: {@code Invalid URL: x}, {@code The URL's protocol must be one of
     *     "ws:", "wss:", "http:", "https:", or "ws+unix:"}, {@code The URL's pathname is empty} or {@code The URL
     *     contains a fragment identifier}
     */
    public static WebSocketUri parse(String address) {
        return parse(address, address);
    }

    /**
     * Checks an address.
     *
     * @param address the address
     * @return the checked address
     * @throws IllegalArgumentException as {@link #parse(String)} does
     */
    public static WebSocketUri of(URI address) {
        return parse(address.toString());
    }

    private static WebSocketUri parse(String address, String shown) {
        if (isUnix(address)) {
            return unix(address.substring(UNIX.length()), shown);
        }
        URI uri = syntax(address, shown);
        boolean secure = switch (Objects.requireNonNullElse(uri.getScheme(), "").toLowerCase(Locale.ROOT)) {
            case "ws", "http" -> false;
            case "wss", "https" -> true;
            case "" -> throw invalid(shown);
            default ->
                throw new IllegalArgumentException(
                        "The URL's protocol must be one of \"ws:\", \"wss:\", \"http:\", \"https:\", or"
                                + " \"ws+unix:\"");
        };
        Matcher authority = AUTHORITY.matcher(Objects.requireNonNullElse(uri.getRawAuthority(), ""));
        if (!authority.matches()) {
            throw invalid(shown);
        }
        String digits = Objects.requireNonNullElse(authority.group(3), "");
        int port = digits.isEmpty() ? defaultPort(secure) : Integer.parseInt(digits);
        if (port > 65535) {
            throw invalid(shown);
        }
        requireNoFragment(uri);
        String userInfo = Objects.requireNonNullElse(authority.group(1), "");
        return new WebSocketUri(
                secure,
                null,
                userInfo.isEmpty() || userInfo.equals(":") ? null : userInfo,
                Objects.requireNonNull(authority.group(2)).toLowerCase(Locale.ROOT),
                port,
                target(uri));
    }

    private static boolean isUnix(String address) {
        return address.regionMatches(true, 0, UNIX, 0, UNIX.length());
    }

    private static WebSocketUri unix(String rest, String shown) {
        if (rest.startsWith("\\\\")) {
            throw new IllegalArgumentException("Windows named pipes are not supported: " + shown);
        }
        if (EMPTY_PATH.matcher(rest).lookingAt()) {
            throw new IllegalArgumentException("The URL's pathname is empty");
        }
        // An empty host in front of the path is as good as none; another host cannot be reached.
        String written = rest.startsWith("///") ? rest.substring(2) : rest;
        if (written.startsWith("//")) {
            throw invalid(shown);
        }
        URI uri = syntax("//localhost/" + written, shown);
        requireNoFragment(uri);
        String path = uri.getRawPath().substring(1);
        int colon = path.indexOf(':');
        String socketPath = colon < 0 ? path : path.substring(0, colon);
        String requestPath = colon < 0 ? "" : path.substring(colon + 1);
        if (socketPath.isEmpty() || !(requestPath.isEmpty() || requestPath.startsWith("/"))) {
            throw invalid(shown);
        }
        return new WebSocketUri(
                false,
                socketPath,
                null,
                "localhost",
                defaultPort(false),
                (requestPath.isEmpty() ? "/" : requestPath) + search(uri));
    }

    // Twice, because toASCIIString() is what encodes the characters that URI lets pass beyond RFC 3986.
    private static URI syntax(String address, String shown) {
        try {
            return new URI(new URI(address).toASCIIString());
        } catch (URISyntaxException e) {
            IllegalArgumentException invalid = invalid(shown);
            invalid.initCause(e);
            throw invalid;
        }
    }

    private static IllegalArgumentException invalid(String shown) {
        return new IllegalArgumentException("Invalid URL: " + shown);
    }

    private static void requireNoFragment(URI uri) {
        String fragment = uri.getRawFragment();
        if (fragment != null && !fragment.isEmpty()) {
            throw new IllegalArgumentException("The URL contains a fragment identifier");
        }
    }

    private static String target(URI uri) {
        String path = uri.getRawPath();
        return (path.isEmpty() ? "/" : path) + search(uri);
    }

    private static String search(URI uri) {
        String query = uri.getRawQuery();
        return query == null || query.isEmpty() ? "" : "?" + query;
    }

    private static int defaultPort(boolean secure) {
        return secure ? 443 : 80;
    }

    /**
     * Resolves the {@code Location} of a redirect (RFC 9110 section 10.2.2). A location without host stays at this host
     * and port, or at this UNIX domain socket: no server leads a client to another socket by a path.
     *
     * @param location the field value, absolute or relative, not empty
     * @return the checked target
     * @throws IllegalArgumentException as {@link #parse(String)} does
     */
    WebSocketUri resolve(String location) {
        if (isUnix(location)) {
            return parse(location);
        }
        URI reference = syntax(location, location);
        if (reference.isAbsolute()) {
            return parse(location);
        }
        // URI resolves a lone query by RFC 2396, which would drop the last segment of the path.
        String resolved = location.startsWith("?")
                ? base() + location
                : URI.create(base()).resolve(reference).toString();
        WebSocketUri uri = parse(resolved, location);
        if (socketPath == null) {
            return uri;
        }
        if (reference.getRawAuthority() != null) {
            throw invalid(location);
        }
        return new WebSocketUri(false, socketPath, null, host, port, uri.target);
    }

    private String base() {
        int query = target.indexOf('?');
        return scheme() + "://" + authority() + (query < 0 ? target : target.substring(0, query));
    }

    private String scheme() {
        return secure ? "wss" : "ws";
    }

    /** {@return whether the connection uses TLS} */
    public boolean secure() {
        return secure;
    }

    /** {@return the path of the UNIX domain socket, or null for TCP} */
    public @Nullable String socketPath() {
        return socketPath;
    }

    /** {@return the raw user information {@code user:password}, or null without any} */
    public @Nullable String userInfo() {
        return userInfo;
    }

    /** {@return the host in lower case, IPv6 literals in brackets; {@code localhost} for a UNIX domain socket} */
    public String host() {
        return host;
    }

    /** {@return the port, 0 to 65535, 80 or 443 where the address names none} */
    public int port() {
        return port;
    }

    /** {@return the raw path and query for the request line} */
    public String target() {
        return target;
    }

    /** {@return the value of the {@code Host} field: the host, and the port unless it is the scheme's default} */
    public String authority() {
        return port == defaultPort(secure) ? host : host + ":" + port;
    }

    /**
     * Tells whether two addresses are one place for credentials: equal host and port as written in {@link #authority()},
     * or the same UNIX domain socket. A subdomain is another place.
     *
     * @param other the other address
     * @return whether they are
     */
    boolean samePlace(WebSocketUri other) {
        return Objects.equals(socketPath, other.socketPath) && authority().equals(other.authority());
    }

    /** {@return the address with {@code ws}, {@code wss} or {@code ws+unix}, and with the user information} */
    public String url() {
        if (socketPath != null) {
            return toString();
        }
        return scheme() + "://" + (userInfo == null ? "" : userInfo + "@") + authority() + target;
    }

    /** {@return the address without the user information, fit for logs} */
    @Override
    public String toString() {
        return socketPath == null ? scheme() + "://" + authority() + target : UNIX + socketPath + ":" + target;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof WebSocketUri that && url().equals(that.url());
    }

    @Override
    public int hashCode() {
        return url().hashCode();
    }
}
