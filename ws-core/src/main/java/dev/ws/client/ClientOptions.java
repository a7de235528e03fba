package dev.ws.client;

import dev.ws.HandshakeAnswer;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.BuilderCalls;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.ClientHandshakeOptions;
import dev.ws.http.HttpLimits;
import java.net.SocketAddress;
import java.time.Duration;
import java.util.Objects;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The settings of a client. Immutable; {@link #DEFAULT} holds the defaults and {@link #builder()} starts from them.
 *
 * <p>Hooks are called one after the other for one connection. With {@link dev.ws.Dispatch#INLINE} they run on the thread
 * that brought the step - the caller's for the first request, else as a rule a selector loop's - and must not block; with {@link dev.ws.Dispatch#EXECUTOR} on the
 * runtime's executor. A hook that throws fails the handshake with what it threw; in each the WebSocket may be closed.
 *
 * <p>Long because each setting is described where it is read and where it is set.
 *
 * @param handshake how connections are asked for
 * @param webSocket the settings of the connections
 * @param perMessageDeflate the compression of messages that is offered (RFC 7692); default
 *     {@link DeflateOptions#DEFAULT}, on
 * @param handshakeTimeout how long all of it may take until the answer, anew at each redirect; zero for no limit. Default
 *     10 seconds
 * @param limits of the heads that servers send
 * @param tls the settings of {@code wss}
 * @param proxy which proxies are gone through; default those of the JVM
 * @param localAddress the own address of TCP connections; null, the default, for any
 * @param resolver finds addresses; null, the default, for the JVM's resolver
 * @param connector makes the connections; null, the default, for sockets
 * @param maskGenerator gives the masking key of each frame, on the thread that sends; null, the default, for strong
 *     random keys, which RFC 6455 section 5.3 demands
 * @param onUpgrade told of each answer 101, before it is judged; null for nobody
 * @param onRedirect told before a redirect is followed; null for nobody. With this hook no field is held back from another
 *     server
 * @param onUnexpectedResponse told of an answer that is neither an upgrade nor a redirect to be followed. There is no error
 *     event then, only the close event when the hook has returned; null for nobody
 * @param requestCustomizer completes each request; null for nobody
 */
public record ClientOptions(
        ClientHandshakeOptions handshake,
        WebSocketOptions webSocket,
        DeflateOptions perMessageDeflate,
        Duration handshakeTimeout,
        HttpLimits limits,
        ClientTls tls,
        ProxyOptions proxy,
        @Nullable SocketAddress localAddress,
        @Nullable Resolver resolver,
        @Nullable Connector connector,
        @Nullable IntSupplier maskGenerator,
        @Nullable BiConsumer<WebSocket, HandshakeAnswer> onUpgrade,
        @Nullable BiConsumer<WebSocket, RedirectEvent> onRedirect,
        @Nullable BiConsumer<WebSocket, HandshakeAnswer> onUnexpectedResponse,
        @Nullable RequestCustomizer requestCustomizer) {
    /** The defaults. */
    public static final ClientOptions DEFAULT = builder().build();

    /**
     * Checks the ranges.
     *
     * @throws IllegalArgumentException for a negative timeout
     */
    public ClientOptions {
        Objects.requireNonNull(handshake, "handshake");
        Objects.requireNonNull(webSocket, "webSocket");
        Objects.requireNonNull(perMessageDeflate, "perMessageDeflate");
        Objects.requireNonNull(limits, "limits");
        Objects.requireNonNull(tls, "tls");
        Objects.requireNonNull(proxy, "proxy");
        if (handshakeTimeout.isNegative()) {
            throw new IllegalArgumentException("handshakeTimeout is " + handshakeTimeout + ", must not be negative");
        }
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return a builder that starts with these settings} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        builder.handshake = handshake.toBuilder();
        builder.webSocket = webSocket;
        builder.perMessageDeflate = perMessageDeflate;
        builder.handshakeTimeout = handshakeTimeout;
        builder.limits = limits;
        builder.tls = tls;
        builder.proxy = proxy;
        builder.localAddress = localAddress;
        builder.resolver = resolver;
        builder.connector = connector;
        builder.maskGenerator = maskGenerator;
        builder.onUpgrade = onUpgrade;
        builder.onRedirect = onRedirect;
        builder.onUnexpectedResponse = onUnexpectedResponse;
        builder.requestCustomizer = requestCustomizer;
        return builder;
    }

    boolean hasHooks() {
        return onUpgrade != null || onRedirect != null || onUnexpectedResponse != null || requestCustomizer != null;
    }

    /** {@return how connections are asked for, without what may be secret} */
    @Override
    public String toString() {
        return "ClientOptions[" + handshake + ", handshakeTimeout=" + handshakeTimeout + "]";
    }

    /** Collects settings; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private final BuilderCalls calls = new BuilderCalls();
        private ClientHandshakeOptions.Builder handshake = ClientHandshakeOptions.builder();
        private WebSocketOptions webSocket = WebSocketOptions.DEFAULT;
        private DeflateOptions perMessageDeflate = DeflateOptions.DEFAULT;
        private Duration handshakeTimeout = Duration.ofSeconds(10);
        private HttpLimits limits = HttpLimits.DEFAULT;
        private ClientTls tls = ClientTls.DEFAULT;
        private ProxyOptions proxy = ProxyOptions.DEFAULT;
        private @Nullable SocketAddress localAddress;
        private @Nullable Resolver resolver;
        private @Nullable Connector connector;
        private @Nullable IntSupplier maskGenerator;
        private @Nullable BiConsumer<WebSocket, HandshakeAnswer> onUpgrade;
        private @Nullable BiConsumer<WebSocket, RedirectEvent> onRedirect;
        private @Nullable BiConsumer<WebSocket, HandshakeAnswer> onUnexpectedResponse;
        private @Nullable RequestCustomizer requestCustomizer;

        private Builder() {}

        /**
         * Sets how connections are asked for. To be called before the setters of single settings.
         *
         * @param value the settings
         * @return this
         * @throws IllegalStateException when that would undo what was set before
         */
        public Builder handshake(ClientHandshakeOptions value) {
            calls.whole(
                    "handshake",
                    "protocols",
                    "origin",
                    "headers",
                    "auth",
                    "followRedirects",
                    "maxRedirects",
                    "protocolVersion");
            this.handshake = value.toBuilder();
            return this;
        }

        /**
         * Changes how connections are asked for.
         *
         * @param change what to change; called at once
         * @return this
         */
        public Builder handshake(Consumer<ClientHandshakeOptions.Builder> change) {
            calls.part("handshake");
            change.accept(handshake);
            return this;
        }

        /**
         * Sets the subprotocols asked for; none by default.
         *
         * @param value different tokens, in order of preference
         * @return this
         */
        public Builder protocols(String... value) {
            calls.part("protocols");
            handshake.protocols(value);
            return this;
        }

        /**
         * Sets the origin to be sent; none by default.
         *
         * @param value the origin; null or empty for none
         * @return this
         */
        public Builder origin(@Nullable String value) {
            calls.part("origin");
            handshake.origin(value);
            return this;
        }

        /**
         * Sets further fields of the request; none by default.
         *
         * @param value the fields
         * @return this
         */
        public Builder headers(Headers value) {
            calls.part("headers");
            handshake.headers(value);
            return this;
        }

        /**
         * Sets what is sent with the Basic scheme when the address has no user information; nothing by default.
         *
         * @param value {@code user:password}; null or empty for none
         * @return this
         */
        public Builder auth(@Nullable String value) {
            calls.part("auth");
            handshake.auth(value);
            return this;
        }

        /**
         * Sets whether redirects are followed; false by default.
         *
         * @param value whether they are
         * @return this
         */
        public Builder followRedirects(boolean value) {
            calls.part("followRedirects");
            handshake.followRedirects(value);
            return this;
        }

        /**
         * Sets how many redirects are followed; 10 by default.
         *
         * @param value at least 0
         * @return this
         */
        public Builder maxRedirects(int value) {
            calls.part("maxRedirects");
            handshake.maxRedirects(value);
            return this;
        }

        /**
         * Sets the version of the protocol; 13 by default.
         *
         * @param value 13 or 8
         * @return this
         */
        public Builder protocolVersion(int value) {
            calls.part("protocolVersion");
            handshake.protocolVersion(value);
            return this;
        }

        /**
         * Sets the settings of the connections; {@link WebSocketOptions#DEFAULT} by default.
         *
         * @param value the settings
         * @return this
         */
        public Builder webSocket(WebSocketOptions value) {
            this.webSocket = value;
            return this;
        }

        /**
         * Sets the compression of messages that is offered (RFC 7692); on by default.
         *
         * @param value the settings, {@link DeflateOptions#OFF} to offer none
         * @return this
         */
        public Builder perMessageDeflate(DeflateOptions value) {
            this.perMessageDeflate = value;
            return this;
        }

        /**
         * Switches the offer to compress messages (RFC 7692) on with its default settings, which is the default, or off.
         *
         * @param value whether it is offered
         * @return this
         */
        public Builder perMessageDeflate(boolean value) {
            return perMessageDeflate(value ? DeflateOptions.DEFAULT : DeflateOptions.OFF);
        }

        /**
         * Sets how long all of it may take until the answer, anew at each redirect; 10 seconds by default.
         *
         * @param value zero for no limit
         * @return this
         */
        public Builder handshakeTimeout(Duration value) {
            this.handshakeTimeout = value;
            return this;
        }

        /**
         * Sets the limits of the heads that servers send.
         *
         * @param value the limits
         * @return this
         */
        public Builder limits(HttpLimits value) {
            this.limits = value;
            return this;
        }

        /**
         * Sets the settings of {@code wss}.
         *
         * @param value the settings
         * @return this
         */
        public Builder tls(ClientTls value) {
            this.tls = value;
            return this;
        }

        /**
         * Sets which proxies are gone through; those of the JVM by default.
         *
         * @param value the settings, {@link ProxyOptions#NONE} for no proxy
         * @return this
         */
        public Builder proxy(ProxyOptions value) {
            this.proxy = value;
            return this;
        }

        /**
         * Sets the own address of TCP connections; any by default.
         *
         * @param value the address, with port 0 for any port; null for any
         * @return this
         */
        public Builder localAddress(@Nullable SocketAddress value) {
            this.localAddress = value;
            return this;
        }

        /**
         * Sets who finds addresses; the JVM's resolver by default.
         *
         * @param value the resolver, or null for the default
         * @return this
         */
        public Builder resolver(@Nullable Resolver value) {
            this.resolver = value;
            return this;
        }

        /**
         * Sets who makes the connections; sockets by default.
         *
         * @param value the connector, or null for the default
         * @return this
         */
        public Builder connector(@Nullable Connector value) {
            this.connector = value;
            return this;
        }

        /**
         * Sets who gives the masking key of each frame; strong random keys by default, which RFC 6455 section 5.3 demands.
         *
         * @param value called on the thread that sends, or null for the default
         * @return this
         */
        public Builder maskGenerator(@Nullable IntSupplier value) {
            this.maskGenerator = value;
            return this;
        }

        /**
         * Sets who is told of each answer 101, before it is judged; nobody by default.
         *
         * @param value given the connecting WebSocket and the answer
         * @return this
         */
        public Builder onUpgrade(@Nullable BiConsumer<WebSocket, HandshakeAnswer> value) {
            this.onUpgrade = value;
            return this;
        }

        /**
         * Sets who is told before a redirect is followed; nobody by default. With this hook no field is held back from
         * another server.
         *
         * @param value given the connecting WebSocket and the redirect
         * @return this
         */
        public Builder onRedirect(@Nullable BiConsumer<WebSocket, RedirectEvent> value) {
            this.onRedirect = value;
            return this;
        }

        /**
         * Sets who is told of an answer that is neither an upgrade nor a redirect to be followed; nobody by default. With
         * this hook there is no error event, only the close event when the hook has returned.
         *
         * @param value given the connecting WebSocket and the answer with its body
         * @return this
         */
        public Builder onUnexpectedResponse(@Nullable BiConsumer<WebSocket, HandshakeAnswer> value) {
            this.onUnexpectedResponse = value;
            return this;
        }

        /**
         * Sets who completes each request; nobody by default.
         *
         * @param value the customizer
         * @return this
         */
        public Builder requestCustomizer(@Nullable RequestCustomizer value) {
            this.requestCustomizer = value;
            return this;
        }

        /**
         * Makes the options.
         *
         * @return the options
         * @throws IllegalArgumentException for a value outside its range
         */
        public ClientOptions build() {
            return new ClientOptions(
                    handshake.build(),
                    webSocket,
                    perMessageDeflate,
                    handshakeTimeout,
                    limits,
                    tls,
                    proxy,
                    localAddress,
                    resolver,
                    connector,
                    maskGenerator,
                    onUpgrade,
                    onRedirect,
                    onUnexpectedResponse,
                    requestCustomizer);
        }
    }
}
