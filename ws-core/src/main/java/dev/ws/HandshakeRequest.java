package dev.ws;

import java.net.InetSocketAddress;
import java.security.Principal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Everything worth knowing about the opening handshake, copied before the upgrade because a container's request object
 * is dead afterwards. Immutable and thread-safe; lives as long as its connection.
 */
public final class HandshakeRequest {
    private final String method;
    private final String target;
    private final String path;
    private final String httpVersion;
    private final @Nullable String connectProtocol;
    private final Headers headers;
    private final boolean secure;
    private final @Nullable InetSocketAddress remoteAddress;
    private final @Nullable InetSocketAddress localAddress;
    private final @Nullable Principal principal;
    private final Set<String> roles;
    private final @Nullable String sessionId;
    private final Map<String, Object> attributes;
    private final @Nullable TlsInfo tls;

    private HandshakeRequest(Builder builder) {
        this.method = builder.method;
        this.target = builder.target;
        this.path = builder.path == null ? pathOf(builder.target) : builder.path;
        this.httpVersion = builder.httpVersion;
        this.connectProtocol = builder.connectProtocol;
        this.headers = builder.headers;
        this.secure = builder.secure;
        this.remoteAddress = builder.remoteAddress;
        this.localAddress = builder.localAddress;
        this.principal = builder.principal;
        this.roles = Set.copyOf(builder.roles);
        this.sessionId = builder.sessionId;
        this.attributes = builder.attributes.isEmpty() ? Map.of() : Map.copyOf(builder.attributes);
        this.tls = builder.tls;
    }

    /**
     * Starts a request.
     *
     * @param method the HTTP method
     * @param target the raw request target: path and query as sent
     * @return a builder
     */
    public static Builder builder(String method, String target) {
        return new Builder(method, target);
    }

    private static String pathOf(String target) {
        int query = target.indexOf('?');
        return query < 0 ? target : target.substring(0, query);
    }

    /** {@return the HTTP method: {@code GET} for an upgrade, {@code CONNECT} for a handshake in HTTP/2} */
    public String method() {
        return method;
    }

    /** {@return the raw request target, path and query as sent} */
    public String target() {
        return target;
    }

    /** {@return the raw path; in a web application the part after the context path} */
    public String path() {
        return path;
    }

    /** {@return the raw query, or null without one} */
    public @Nullable String query() {
        int query = target.indexOf('?');
        return query < 0 ? null : target.substring(query + 1);
    }

    /** {@return the HTTP version of the request, such as {@code HTTP/1.1} or {@code HTTP/2.0}} */
    public String httpVersion() {
        return httpVersion;
    }

    /**
     * {@return the {@code :protocol} of an extended CONNECT, which is how a handshake asks in HTTP/2 (RFC 8441 section 4);
     * null for every other request}
     */
    public @Nullable String connectProtocol() {
        return connectProtocol;
    }

    /** {@return the header fields} */
    public Headers headers() {
        return headers;
    }

    /**
     * The first value of a header field.
     *
     * @param name the field name, in any case
     * @return its first value, or null
     */
    public @Nullable String header(String name) {
        return headers.first(name);
    }

    /** {@return the cookies by name, the first of equal names; not decoded (RFC 6265 section 5.4)} */
    public Map<String, String> cookies() {
        Map<String, String> cookies = new LinkedHashMap<>();
        for (String line : headers.all("Cookie")) {
            for (String pair : line.split(";", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? "" : pair.substring(0, equals).strip();
                if (!name.isEmpty()) {
                    String value = pair.substring(equals + 1).strip();
                    if (value.length() >= 2 && value.startsWith("\"") && value.endsWith("\"")) {
                        value = value.substring(1, value.length() - 1);
                    }
                    cookies.putIfAbsent(name, value);
                }
            }
        }
        return cookies;
    }

    /** {@return the origin: {@code Sec-WebSocket-Origin} for version 8, {@code Origin} otherwise; null when absent} */
    public @Nullable String origin() {
        return "8".equals(header("Sec-WebSocket-Version")) ? header("Sec-WebSocket-Origin") : header("Origin");
    }

    /** {@return whether the request came over TLS, as the container sees it} */
    public boolean secure() {
        return secure;
    }

    /** {@return the address of the peer of the socket, or null when unknown} */
    public @Nullable InetSocketAddress remoteAddress() {
        return remoteAddress;
    }

    /** {@return the address the connection was accepted on, or null when unknown} */
    public @Nullable InetSocketAddress localAddress() {
        return localAddress;
    }

    /** {@return who the container authenticated, or null} */
    public @Nullable Principal principal() {
        return principal;
    }

    /**
     * Tells whether the principal had a role at the handshake.
     *
     * @param role one of the roles that were asked for when the snapshot was taken
     * @return whether it had it
     */
    public boolean isUserInRole(String role) {
        return roles.contains(role);
    }

    /** {@return those of the roles asked for that the principal had} */
    public Set<String> roles() {
        return roles;
    }

    /** {@return the id of the HTTP session at the handshake, or null without one} */
    public @Nullable String sessionId() {
        return sessionId;
    }

    /** {@return values copied from the request or session, or added by the application before the upgrade} */
    public Map<String, Object> attributes() {
        return attributes;
    }

    /** {@return what is known about TLS, or null on a plain connection} */
    public @Nullable TlsInfo tls() {
        return tls;
    }

    /** {@return a builder that starts with this request} */
    public Builder toBuilder() {
        Builder builder = new Builder(method, target);
        builder.path = path;
        builder.httpVersion = httpVersion;
        builder.connectProtocol = connectProtocol;
        builder.headers = headers;
        builder.secure = secure;
        builder.remoteAddress = remoteAddress;
        builder.localAddress = localAddress;
        builder.principal = principal;
        builder.roles.addAll(roles);
        builder.sessionId = sessionId;
        builder.attributes.putAll(attributes);
        builder.tls = tls;
        return builder;
    }

    @Override
    public String toString() {
        return method + " " + path;
    }

    /** Collects what is known; not thread-safe. */
    public static final class Builder {
        private final String method;
        private final String target;
        private final List<String> roles = new ArrayList<>(0);
        private final Map<String, Object> attributes = new LinkedHashMap<>(0);
        private @Nullable String path;
        private String httpVersion = "HTTP/1.1";
        private @Nullable String connectProtocol;
        private Headers headers = Headers.EMPTY;
        private boolean secure;
        private @Nullable InetSocketAddress remoteAddress;
        private @Nullable InetSocketAddress localAddress;
        private @Nullable Principal principal;
        private @Nullable String sessionId;
        private @Nullable TlsInfo tls;

        private Builder(String method, String target) {
            this.method = Objects.requireNonNull(method, "method");
            this.target = Objects.requireNonNull(target, "target");
        }

        /**
         * Sets the path, where it is not the one of the target.
         *
         * @param value the raw path after the context path
         * @return this
         */
        public Builder path(String value) {
            this.path = value;
            return this;
        }

        /**
         * Sets the HTTP version of the request; {@code HTTP/1.1} by default. Only there can a request be upgraded.
         *
         * @param value the version as it stands in the first line, or {@code HTTP/2.0}
         * @return this
         */
        public Builder httpVersion(String value) {
            this.httpVersion = Objects.requireNonNull(value, "httpVersion");
            return this;
        }

        /**
         * Sets the {@code :protocol} of an extended CONNECT (RFC 8441 section 4); null, the default, for every other
         * request.
         *
         * @param value the protocol
         * @return this
         */
        public Builder connectProtocol(@Nullable String value) {
            this.connectProtocol = value;
            return this;
        }

        /**
         * Sets the header fields.
         *
         * @param value the fields
         * @return this
         */
        public Builder headers(Headers value) {
            this.headers = value;
            return this;
        }

        /**
         * Sets whether the request came over TLS.
         *
         * @param value whether it did
         * @return this
         */
        public Builder secure(boolean value) {
            this.secure = value;
            return this;
        }

        /**
         * Sets the peer's address.
         *
         * @param value the address, or null when unknown
         * @return this
         */
        public Builder remoteAddress(@Nullable InetSocketAddress value) {
            this.remoteAddress = value;
            return this;
        }

        /**
         * Sets the own address.
         *
         * @param value the address, or null when unknown
         * @return this
         */
        public Builder localAddress(@Nullable InetSocketAddress value) {
            this.localAddress = value;
            return this;
        }

        /**
         * Sets the authenticated principal.
         *
         * @param value the principal, or null
         * @return this
         */
        public Builder principal(@Nullable Principal value) {
            this.principal = value;
            return this;
        }

        /**
         * Adds a role that the principal has.
         *
         * @param value the role
         * @return this
         */
        public Builder role(String value) {
            roles.add(value);
            return this;
        }

        /**
         * Sets the id of the HTTP session.
         *
         * @param value the id, or null
         * @return this
         */
        public Builder sessionId(@Nullable String value) {
            this.sessionId = value;
            return this;
        }

        /**
         * Adds a value to be kept.
         *
         * @param name its name
         * @param value the value
         * @return this
         */
        public Builder attribute(String name, Object value) {
            attributes.put(name, value);
            return this;
        }

        /**
         * Sets what is known about TLS.
         *
         * @param value the facts, or null on a plain connection
         * @return this
         */
        public Builder tls(@Nullable TlsInfo value) {
            this.tls = value;
            return this;
        }

        /** {@return the request} */
        public HandshakeRequest build() {
            return new HandshakeRequest(this);
        }
    }
}
