package dev.ws.server;

import dev.ws.connection.BuilderCalls;
import dev.ws.http.HttpLimits;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * Where and how an {@link HttpListener} listens. Immutable; {@link #DEFAULT} holds the defaults and {@link #builder()}
 * starts from them.
 *
 * @param address where to listen: an {@link InetSocketAddress}, of which port 0 means any free one, or a
 *     {@link UnixDomainSocketAddress} whose file must not exist; it is deleted at the end. Default: all addresses of the
 *     host, port 0
 * @param backlog how many connections the kernel keeps waiting, about; default 511, and 0 for the kernel's own default
 * @param sslContext keys and certificates for TLS; null, the default, for plain connections
 * @param sslParameters protocols, cipher suites and whether clients need a certificate; null, the default, for those of
 *     the context. Not to be changed afterwards
 * @param handshakeTimeout how long a client may take from connecting to the end of its request's head, TLS handshake
 *     included, and again to take the answer; zero for no limit. Default 10 seconds
 * @param limits how much of a head is read
 * @param daemon whether the JVM may end while this listens; false, the default, keeps it running like other servers
 */
public record ListenOptions(
        SocketAddress address,
        int backlog,
        @Nullable SSLContext sslContext,
        @Nullable SSLParameters sslParameters,
        Duration handshakeTimeout,
        HttpLimits limits,
        boolean daemon) {
    /** The defaults. */
    public static final ListenOptions DEFAULT = builder().build();

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a negative number, or TLS parameters without a context
     */
    public ListenOptions {
        Objects.requireNonNull(address, "address");
        Objects.requireNonNull(limits, "limits");
        if (backlog < 0) {
            throw new IllegalArgumentException("backlog is " + backlog + ", must not be negative");
        }
        if (sslParameters != null && sslContext == null) {
            throw new IllegalArgumentException("sslParameters need an sslContext");
        }
        if (handshakeTimeout.isNegative()) {
            throw new IllegalArgumentException("handshakeTimeout is " + handshakeTimeout + ", must not be negative");
        }
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The defaults with another port.
     *
     * @param port 0 to 65535; 0 for any free one
     * @return the options
     * @throws IllegalArgumentException for another port
     */
    public static ListenOptions port(int port) {
        return builder().port(port).build();
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private final BuilderCalls calls = new BuilderCalls();
        private @Nullable SocketAddress address;
        private @Nullable String host;
        private int port = 0;
        private int backlog = 511;
        private @Nullable SSLContext sslContext;
        private @Nullable SSLParameters sslParameters;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private HttpLimits limits = HttpLimits.DEFAULT;
        private boolean daemon = false;

        private Builder() {}

        /**
         * Sets where to listen, instead of host and port.
         *
         * @param value an {@link InetSocketAddress} or a {@link UnixDomainSocketAddress}
         * @return this
         * @throws IllegalStateException when host or port was set
         */
        public Builder address(SocketAddress value) {
            calls.instead("address", "host", "port", "unixSocket");
            this.address = Objects.requireNonNull(value, "address");
            return this;
        }

        /**
         * Sets the address to listen on, in place of all addresses of the host.
         *
         * @param value a name, looked up by {@link #build()}, or an address
         * @return this
         * @throws IllegalStateException when an address was set
         */
        public Builder host(String value) {
            calls.instead("host", "address", "unixSocket");
            this.host = value;
            return this;
        }

        /**
         * Sets the port; 0, any free one, by default.
         *
         * @param value 0 to 65535
         * @return this
         * @throws IllegalStateException when an address was set
         */
        public Builder port(int value) {
            calls.instead("port", "address", "unixSocket");
            this.port = value;
            return this;
        }

        /**
         * Listens on a UNIX domain socket.
         *
         * @param value the file, which must not exist; deleted at the end
         * @return this
         * @throws IllegalStateException when host, port or an address was set
         */
        public Builder unixSocket(Path value) {
            calls.instead("unixSocket", "host", "port", "address");
            this.address = UnixDomainSocketAddress.of(value);
            return this;
        }

        /**
         * Sets how many connections the kernel keeps waiting; 511 by default.
         *
         * @param value 0, the kernel's own default, or more
         * @return this
         */
        public Builder backlog(int value) {
            this.backlog = value;
            return this;
        }

        /**
         * Speaks TLS.
         *
         * @param context keys and certificates
         * @return this
         * @throws IllegalStateException when called before
         */
        public Builder tls(SSLContext context) {
            calls.whole("tls");
            this.sslContext = context;
            this.sslParameters = null;
            return this;
        }

        /**
         * Speaks TLS.
         *
         * @param context keys and certificates
         * @param parameters protocols, cipher suites and whether clients need a certificate; not to be changed afterwards
         * @return this
         * @throws IllegalStateException when called before
         */
        public Builder tls(SSLContext context, SSLParameters parameters) {
            calls.whole("tls");
            this.sslContext = context;
            this.sslParameters = parameters;
            return this;
        }

        /**
         * Sets how long a client may take for its request, TLS handshake included, and again to take the answer;
         * 10 seconds by default.
         *
         * @param value zero for no limit
         * @return this
         */
        public Builder handshakeTimeout(Duration value) {
            this.handshakeTimeout = value;
            return this;
        }

        /**
         * Sets how much of a head is read; {@link HttpLimits#DEFAULT} by default.
         *
         * @param value the limits
         * @return this
         */
        public Builder limits(HttpLimits value) {
            this.limits = value;
            return this;
        }

        /**
         * Sets whether the JVM may end while this listens; false by default.
         *
         * @param value true for servers that are not what their program is about
         * @return this
         */
        public Builder daemon(boolean value) {
            this.daemon = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException for a value outside its range
         */
        public ListenOptions build() {
            return new ListenOptions(
                    address == null ? hostAndPort() : address,
                    backlog,
                    sslContext,
                    sslParameters,
                    handshakeTimeout,
                    limits,
                    daemon);
        }

        private InetSocketAddress hostAndPort() {
            return host == null ? new InetSocketAddress(port) : new InetSocketAddress(host, port);
        }
    }
}
