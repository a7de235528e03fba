package dev.ws.handshake;

import java.net.URI;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A checked WebSocket address (RFC 6455 section 3): {@code ws}, {@code wss}, {@code http} and {@code https}, which mean
 * the same, or {@code ws+unix:/path/of/socket:/path?query} for a UNIX domain socket. The path of a socket is taken as it
 * is written, without decoding; it cannot hold {@code :}, {@code ?} or {@code #}.
 *
 * <p>People's spelling is understood as browsers and {@code ws} do, by the URL standard (WHATWG): blanks, brackets,
 * quotes and characters above ASCII in path and query are percent-encoded where they must be, {@code %} stays, backslashes
 * are slashes, tabs and line ends are dropped, segments of one or two dots are resolved, a host in any script becomes
 * its ASCII form by {@link java.net.IDN}, and numbers such as {@code 127.1} are IPv4 addresses. Hosts with {@code ß},
 * final sigma or a joiner, whose ASCII form would be another name than in browsers, must be written in their ASCII form.
 *
 * <p>Immutable; made by applications and, for redirects, by {@link ClientHandshake}.
 */
public final class WebSocketUri {
    private final boolean secure;
    private final @Nullable String socketPath;
    private final @Nullable String userInfo;
    private final String host;
    private final int port;
    private final String target;

    WebSocketUri(
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
     * @param address the address as people type it
     * @return the checked address
     * @throws IllegalArgumentException when it is none: {@code Invalid URL: x}, with the reason as its cause, {@code The
     *     URL's protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"}, {@code The URL's pathname is
     *     empty} or {@code The URL contains a fragment identifier}
     */
    public static WebSocketUri parse(String address) {
        return UriReader.read(address);
    }

    /**
     * Checks an address.
     *
     * @param address the address
     * @return the checked address
     * @throws IllegalArgumentException as {@link #parse(String)} does
     */
    public static WebSocketUri of(URI address) {
        return UriReader.read(address.toString());
    }

    static int defaultPort(boolean secure) {
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
        return UriReader.resolve(this, location);
    }

    /**
     * This host and port, or this UNIX domain socket, with another path, and without the user information.
     *
     * @param other the raw path and query
     * @return the address
     */
    WebSocketUri withTarget(String other) {
        return new WebSocketUri(secure, socketPath, null, host, port, other);
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

    /**
     * {@return the host in lower case and ASCII, IPv6 literals shortened and in brackets; {@code localhost} for a UNIX domain
     * socket}
     */
    public String host() {
        return host;
    }

    /** {@return the port, 0 to 65535, 80 or 443 where the address names none} */
    public int port() {
        return port;
    }

    /** {@return the percent-encoded path and query for the request line} */
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

    /**
     * {@return {@link #url()} with those characters percent-encoded that browsers leave in path and query and
     * {@link URI} does not take, such as <code>|</code>}
     */
    public URI toUri() {
        if (socketPath != null) {
            return URI.create("ws+unix:" + forJava(socketPath, PercentEncoding.JAVA_PATH) + ":" + targetForJava());
        }
        String userInfoAt = userInfo == null ? "" : PercentEncoding.encodeLonePercent(userInfo) + "@";
        return URI.create(scheme() + "://" + userInfoAt + authority() + targetForJava());
    }

    /**
     * {@return the address as {@link java.net.ProxySelector} knows it: with {@code http} or {@code https}, without the user
     * information}
     */
    public URI toHttpUri() {
        return URI.create((secure ? "https://" : "http://") + authority() + targetForJava());
    }

    private String targetForJava() {
        int query = target.indexOf('?');
        return query < 0
                ? forJava(target, PercentEncoding.JAVA_PATH)
                : forJava(target.substring(0, query), PercentEncoding.JAVA_PATH)
                        + forJava(target.substring(query), PercentEncoding.JAVA_QUERY);
    }

    private static String forJava(String text, String encoded) {
        return PercentEncoding.encodeLonePercent(PercentEncoding.encode(text, encoded));
    }

    /** {@return the address without the user information, fit for logs} */
    @Override
    public String toString() {
        return socketPath == null ? scheme() + "://" + authority() + target : "ws+unix:" + socketPath + ":" + target;
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
