package dev.ws.server;

import dev.ws.WebSocketOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.HandshakeOptions;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a server. Immutable; {@link #DEFAULT} holds the defaults and {@link #builder()} starts from them.
 *
 * @param path the only path that is served, compared as sent without decoding; null for all, the default
 * @param handshake how handshakes are judged
 * @param webSocket the settings of the server's connections
 * @param perMessageDeflate the compression of messages (RFC 7692); default {@link DeflateOptions#OFF}
 * @param clientTracking whether {@link WebSocketServer#clients()} shows the connections, and
 *     {@link WebSocketServer#closed()} waits for them; default true
 * @param maxConnections the most connections at a time; further handshakes get 503. 0, the default, for no limit
 * @param retryAfter what {@code Retry-After} tells a client refused for that limit, rounded up to seconds; zero for no such
 *     field. Default 10 seconds
 * @param verifyTimeout how long an asynchronous {@code verifyClient} may take before the answer is 503; zero for no limit.
 *     Default 30 seconds
 */
public record ServerOptions(
        @Nullable String path,
        HandshakeOptions handshake,
        WebSocketOptions webSocket,
        DeflateOptions perMessageDeflate,
        boolean clientTracking,
        int maxConnections,
        Duration retryAfter,
        Duration verifyTimeout) {
    /** The defaults. */
    public static final ServerOptions DEFAULT = builder().build();

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a path that does not begin with a slash, or a negative number
     */
    public ServerOptions {
        Objects.requireNonNull(handshake, "handshake");
        Objects.requireNonNull(webSocket, "webSocket");
        Objects.requireNonNull(perMessageDeflate, "perMessageDeflate");
        if (path != null && !path.startsWith("/")) {
            throw new IllegalArgumentException("path \"" + path + "\" does not begin with a slash");
        }
        if (maxConnections < 0) {
            throw new IllegalArgumentException("maxConnections is " + maxConnections + ", must not be negative");
        }
        if (retryAfter.isNegative()) {
            throw new IllegalArgumentException("retryAfter is " + retryAfter + ", must not be negative");
        }
        if (verifyTimeout.isNegative()) {
            throw new IllegalArgumentException("verifyTimeout is " + verifyTimeout + ", must not be negative");
        }
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.path = path;
        builder.handshake = handshake;
        builder.webSocket = webSocket;
        builder.perMessageDeflate = perMessageDeflate;
        builder.clientTracking = clientTracking;
        builder.maxConnections = maxConnections;
        builder.retryAfter = retryAfter;
        builder.verifyTimeout = verifyTimeout;
        return builder;
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private @Nullable String path;
        private HandshakeOptions handshake = HandshakeOptions.DEFAULT;
        private WebSocketOptions webSocket = WebSocketOptions.DEFAULT;
        private DeflateOptions perMessageDeflate = DeflateOptions.OFF;
        private boolean clientTracking = true;
        private int maxConnections = 0;
        private Duration retryAfter = Duration.ofSeconds(10);
        private Duration verifyTimeout = Duration.ofSeconds(30);

        private Builder() {}

        /**
         * Sets the only path that is served, compared as sent without decoding; null for all, the default.
         *
         * @param value begins with a slash
         * @return this
         */
        public Builder path(@Nullable String value) {
            this.path = value;
            return this;
        }

        /**
         * Sets how handshakes are judged.
         *
         * @param value the rules
         * @return this
         */
        public Builder handshake(HandshakeOptions value) {
            this.handshake = value;
            return this;
        }

        /**
         * Sets the settings of the server's connections.
         *
         * @param value the settings
         * @return this
         */
        public Builder webSocket(WebSocketOptions value) {
            this.webSocket = value;
            return this;
        }

        /**
         * Sets the compression of messages (RFC 7692); {@link DeflateOptions#OFF} by default.
         *
         * @param value the settings
         * @return this
         */
        public Builder perMessageDeflate(DeflateOptions value) {
            this.perMessageDeflate = value;
            return this;
        }

        /**
         * Sets whether {@link WebSocketServer#clients()} shows the connections, and {@link WebSocketServer#closed()}
         * waits for them; true by default.
         *
         * @param value whether they are shown
         * @return this
         */
        public Builder clientTracking(boolean value) {
            this.clientTracking = value;
            return this;
        }

        /**
         * Sets the most connections at a time; further handshakes get 503. 0, the default, for no limit.
         *
         * @param value 0 or more
         * @return this
         */
        public Builder maxConnections(int value) {
            this.maxConnections = value;
            return this;
        }

        /**
         * Sets what {@code Retry-After} tells a client refused for that limit; 10 seconds by default.
         *
         * @param value rounded up to seconds; zero for no such field
         * @return this
         */
        public Builder retryAfter(Duration value) {
            this.retryAfter = value;
            return this;
        }

        /**
         * Sets how long an asynchronous {@code verifyClient} may take before the answer is 503; 30 seconds by default.
         *
         * @param value zero for no limit
         * @return this
         */
        public Builder verifyTimeout(Duration value) {
            this.verifyTimeout = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException for a value outside its range
         */
        public ServerOptions build() {
            return new ServerOptions(
                    path,
                    handshake,
                    webSocket,
                    perMessageDeflate,
                    clientTracking,
                    maxConnections,
                    retryAfter,
                    verifyTimeout);
        }
    }
}
