package dev.ws.server;

import dev.ws.CloseCode;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.CompressionPool;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.PreparedMessage;
import dev.ws.extension.ServerExtension;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.ServerDeflate;
import dev.ws.extension.deflate.ZlibPool;
import dev.ws.handshake.HandshakeOptions;
import dev.ws.handshake.OriginPolicy;
import dev.ws.handshake.ServerHandshake;
import dev.ws.handshake.SubprotocolSelector;
import dev.ws.protocol.ClosePayload;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server without sockets of its own: something that speaks HTTP gives it handshakes and carries out its
 * answers, a servlet for instance. It keeps the set of open connections and can speak to all of them. Every method may
 * be called from any thread. Longer than others because the builder describes each of its hooks.
 */
public final class WebSocketServer {
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private final ServerOptions options;
    private final Predicate<HandshakeRequest> shouldHandle;
    private final Connections connections;
    private final Admission admission;
    private final Set<WebSocket> clients;

    private WebSocketServer(Builder builder) {
        this.options = builder.options.build();
        this.shouldHandle = builder.shouldHandle == null ? servesPath(options.path()) : builder.shouldHandle;
        ServerHooks hooks = builder.hooks();
        ConnectionRuntime shared = builder.runtime;
        ConnectionRuntime runtime = shared == null ? ConnectionRuntime.create() : shared;
        DeflateOptions deflate = options.perMessageDeflate();
        CompressionPool compression = deflate.enabled() ? runtime.compressionPool(deflate) : null;
        ServerHandshake handshake = new ServerHandshake(
                compression == null ? options.handshake() : withDeflate(options, compression, runtime), shouldHandle);
        this.connections = new Connections(hooks, runtime, shared == null, compression, options);
        this.admission = new Admission(handshake, hooks, options, runtime, connections);
        this.clients = options.clientTracking() ? Collections.unmodifiableSet(connections.all()) : Set.of();
    }

    private static HandshakeOptions withDeflate(ServerOptions options, ZlibPool zlib, ConnectionRuntime runtime) {
        List<ServerExtension> extensions = new ArrayList<>(options.handshake().extensions());
        extensions.add(new ServerDeflate(options.perMessageDeflate(), zlib, runtime.buffers()));
        return options.handshake().toBuilder().extensions(extensions).build();
    }

    private static Predicate<HandshakeRequest> servesPath(@Nullable String path) {
        return path == null ? request -> true : request -> request.path().equals(path);
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** {@return the settings} */
    public ServerOptions options() {
        return options;
    }

    /** {@return where the server is in its life} */
    public ServerState state() {
        return connections.state();
    }

    // --- handshakes --------------------------------------------------------------------------------------------------

    /**
     * Tells whether a handshake is meant for this server. If not, {@link #handleUpgrade} answers 400, unless whoever
     * feeds the server has something better to do with the request.
     *
     * @param request the handshake
     * @return what the predicate of the builder says; by default whether the path is the one in the options
     */
    public boolean shouldHandle(HandshakeRequest request) {
        return shouldHandle.test(request);
    }

    /**
     * Decides about a handshake. The checks come in this order, and the first that fails answers: method (405),
     * {@code Upgrade}, key, version, {@link #shouldHandle}, subprotocols, extensions (400), origin (403), the server's state
     * and number of connections (503), {@code verifyClient} (401 unless it says otherwise).
     *
     * @param request the handshake
     * @return what to do; complete at once unless {@code verifyClient} is asynchronous, otherwise completed by the thread
     *     that decided or by the timer; never exceptionally. Hooks that throw make it a 500
     */
    public CompletionStage<Upgrade> handleUpgrade(HandshakeRequest request) {
        return admission.decide(request);
    }

    // --- connections -------------------------------------------------------------------------------------------------

    /**
     * The open connections. A connection is there before {@code onConnection} is called and no longer when its
     * {@code onClose} is called.
     *
     * @return a live read-only view, safe to iterate while connections come and go; always empty when tracking is off
     */
    public Set<WebSocket> clients() {
        return clients;
    }

    /**
     * Sends a message to all open connections, encoded once. A receiver that does not keep up does not delay the others:
     * its copy is queued.
     *
     * @param message the message; its bytes are copied
     * @return the number of receivers
     */
    public int broadcast(Message message) {
        return broadcast(message, ws -> true);
    }

    /**
     * Sends a message to all open connections but one, encoded once.
     *
     * @param sender who is left out; need not be a connection of this server
     * @param message the message; its bytes are copied
     * @return the number of receivers
     */
    public int broadcastExcept(WebSocket sender, Message message) {
        return broadcast(message, ws -> ws != sender);
    }

    /**
     * Sends a message to some of the open connections, encoded once.
     *
     * @param message the message; its bytes are copied
     * @param receivers who gets it; called on this thread
     * @return the number of receivers
     */
    public int broadcast(Message message, Predicate<? super WebSocket> receivers) {
        return broadcast(prepare(message), receivers);
    }

    /**
     * Sends a prepared message to some of the open connections.
     *
     * @param message the message
     * @param receivers who gets it; called on this thread
     * @return the number of receivers
     */
    public int broadcast(PreparedMessage message, Predicate<? super WebSocket> receivers) {
        int count = 0;
        for (WebSocket ws : connections.all()) {
            if (ws.isOpen() && receivers.test(ws)) {
                message.sendTo(ws);
                count++;
            }
        }
        return count;
    }

    /**
     * Encodes a message that will be sent several times.
     *
     * @param message the message; its bytes are copied
     * @return the message, to be sent by {@link PreparedMessage#sendTo} or a broadcast
     */
    public PreparedMessage prepare(Message message) {
        return PreparedMessage.of(message);
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /**
     * Takes no more connections: handshakes get 503 from now on. Open connections stay open; see
     * {@link #shutdown(Duration)} for closing them. Has no effect when called again.
     */
    public void close() {
        connections.close();
    }

    /**
     * Takes no more connections, and tells when the server is closed.
     *
     * @param callback called once: with null when the last connection ended, on that connection's thread; at once with an
     *     {@link IllegalStateException} when the server was closed already
     */
    public void close(Consumer<@Nullable Throwable> callback) {
        if (state() == ServerState.CLOSED) {
            callback.accept(new IllegalStateException("The server is not running"));
            return;
        }
        connections.close();
        CompletionStage<Void> closed = connections.closed();
        closed.thenRun(() -> callback.accept(null));
    }

    /**
     * The end of the server.
     *
     * @return completes when the server was closed or shut down and the last connection ended; without waiting for
     *     connections when tracking is off
     */
    public CompletableFuture<Void> closed() {
        return connections.closed();
    }

    /**
     * Stops the server with close code 1001 and a deadline of 10 seconds.
     *
     * @return completes when all connections ended, at the deadline at the latest
     */
    public CompletableFuture<ShutdownReport> shutdown() {
        return shutdown(DEFAULT_DEADLINE);
    }

    /**
     * Stops the server with close code 1001.
     *
     * @param deadline how long to wait for the closing handshakes; zero cuts the connections at once
     * @return completes when all connections ended, at the deadline at the latest
     * @throws IllegalArgumentException for a negative deadline
     */
    public CompletableFuture<ShutdownReport> shutdown(Duration deadline) {
        return shutdown(CloseCode.GOING_AWAY, "", deadline);
    }

    /**
     * Stops the server: handshakes get 503 from now on, open connections and those whose handshake was accepted already
     * are closed, and what is left at the deadline is cut. When called again, the first call counts.
     *
     * @param code the close code: 1000 to 1003, 1007 to 1014 or 3000 to 4999
     * @param reason at most 123 bytes of UTF-8
     * @param deadline how long to wait for the closing handshakes; zero cuts the connections at once
     * @return completes when all connections ended, at the deadline at the latest
     * @throws IllegalArgumentException for another code, a longer reason or a negative deadline; nothing happens then
     */
    public CompletableFuture<ShutdownReport> shutdown(int code, String reason, Duration deadline) {
        if (!CloseCode.isValidOnWire(code)) {
            throw new IllegalArgumentException("close code " + code + " must not be sent");
        }
        int length = reason.getBytes(StandardCharsets.UTF_8).length;
        if (length > ClosePayload.MAX_REASON) {
            throw new IllegalArgumentException(
                    "the reason has " + length + " bytes, at most " + ClosePayload.MAX_REASON + " allowed");
        }
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline is " + deadline + ", must not be negative");
        }
        return connections.shutdown(code, reason, deadline);
    }

    /**
     * Collects settings and hooks; not thread-safe. Hooks are called on the threads of handshakes and connections, many at
     * a time, and must be thread-safe.
     */
    public static final class Builder {
        // All fields: the thread that builds.
        private ServerOptions.Builder options = ServerOptions.builder();
        private HandshakeOptions handshake = HandshakeOptions.DEFAULT;
        private @Nullable Predicate<HandshakeRequest> shouldHandle;
        private SubprotocolSelector handleProtocols = SubprotocolSelector.first();
        private @Nullable Function<HandshakeRequest, CompletionStage<Decision>> verifyClient;
        private BiConsumer<Headers.Builder, HandshakeRequest> headers = (fields, request) -> {};
        private @Nullable ClientErrorHandler clientError;
        private final List<BiFunction<WebSocket, HandshakeRequest, @Nullable CompletionStage<?>>> connection =
                new ArrayList<>(1);
        private @Nullable BiConsumer<Throwable, HandshakeRequest> error;
        private @Nullable ConnectionRuntime runtime;

        private Builder() {}

        /**
         * Sets all settings at once, in place of those set before.
         *
         * @param value the settings
         * @return this
         */
        public Builder serverOptions(ServerOptions value) {
            this.options = value.toBuilder();
            this.handshake = value.handshake();
            return this;
        }

        /**
         * Sets the settings of the server's connections; {@link WebSocketOptions#DEFAULT} by default.
         *
         * @param value the settings
         * @return this
         */
        public Builder options(WebSocketOptions value) {
            options.webSocket(value);
            return this;
        }

        /**
         * Sets how handshakes are judged, origin policy and extensions included; {@link HandshakeOptions#DEFAULT} by
         * default.
         *
         * @param value the rules
         * @return this
         */
        public Builder handshake(HandshakeOptions value) {
            this.handshake = value;
            return this;
        }

        /**
         * Sets which pages may connect; everybody by default. Others get 403.
         *
         * @param value the policy
         * @return this
         */
        public Builder originPolicy(OriginPolicy value) {
            handshake = handshake.toBuilder().originPolicy(value).build();
            return this;
        }

        /**
         * Switches the compression of messages (RFC 7692) on, with the given settings; off by default.
         *
         * @param value the settings
         * @return this
         */
        public Builder perMessageDeflate(DeflateOptions value) {
            options.perMessageDeflate(value);
            return this;
        }

        /**
         * Switches the compression of messages (RFC 7692) on with its default settings, or off.
         *
         * @param value whether clients may use it
         * @return this
         */
        public Builder perMessageDeflate(boolean value) {
            return perMessageDeflate(value ? DeflateOptions.DEFAULT : DeflateOptions.OFF);
        }

        /**
         * Adds an extension that clients may use; none by default.
         *
         * @param value the extension, with a token of its own
         * @return this
         */
        public Builder extension(ServerExtension value) {
            List<ServerExtension> extensions = new ArrayList<>(handshake.extensions());
            extensions.add(value);
            handshake = handshake.toBuilder().extensions(extensions).build();
            return this;
        }

        /**
         * Sets the only path that is served, compared as sent without decoding; all paths by default.
         *
         * @param value begins with a slash
         * @return this
         */
        public Builder path(String value) {
            options.path(value);
            return this;
        }

        /**
         * Sets whether {@link WebSocketServer#clients()} shows the connections; true by default.
         *
         * @param value whether it does
         * @return this
         */
        public Builder clientTracking(boolean value) {
            options.clientTracking(value);
            return this;
        }

        /**
         * Sets the most connections at a time; further handshakes get 503 with {@code Retry-After}. No limit by default.
         *
         * @param value 0, which is no limit, or more
         * @return this
         */
        public Builder maxConnections(int value) {
            options.maxConnections(value);
            return this;
        }

        /**
         * Sets how long an asynchronous decision may take before the answer is 503; 30 seconds by default.
         *
         * @param value zero for no limit
         * @return this
         */
        public Builder verifyTimeout(Duration value) {
            options.verifyTimeout(value);
            return this;
        }

        /**
         * Replaces the check of the path.
         *
         * @param value whether a handshake is meant for this server; if not, the answer is 400
         * @return this
         */
        public Builder shouldHandle(Predicate<HandshakeRequest> value) {
            this.shouldHandle = value;
            return this;
        }

        /**
         * Sets who chooses among the subprotocols that a client names; by default its first one is taken.
         *
         * @param value the selector
         * @return this
         */
        public Builder handleProtocols(SubprotocolSelector value) {
            this.handleProtocols = value;
            return this;
        }

        /**
         * Sets who decides about correct handshakes; by default all are accepted. Called on the thread of the request.
         *
         * @param value the decision; null refuses with 401
         * @return this
         */
        public Builder verifyClient(Function<HandshakeRequest, Decision> value) {
            return verifyClientAsync(request -> CompletableFuture.completedFuture(value.apply(request)));
        }

        /**
         * Sets who decides about correct handshakes without making a thread wait. A stage that fails refuses with 500, one
         * that is late with 503.
         *
         * @param value the stage of the decision; the handshake goes on with the thread that completes it
         * @return this
         */
        public Builder verifyClientAsync(Function<HandshakeRequest, CompletionStage<Decision>> value) {
            this.verifyClient = value;
            return this;
        }

        /**
         * Sets who sees and changes the header fields of an accepting answer before it is sent.
         *
         * @param value takes the fields and the handshake
         * @return this
         */
        public Builder onHeaders(BiConsumer<Headers.Builder, HandshakeRequest> value) {
            this.headers = value;
            return this;
        }

        /**
         * Sets who answers handshakes that break the rules. Requests that are merely not welcome, because of
         * {@code shouldHandle}, the origin or {@code verifyClient}, are not given to it.
         *
         * @param value makes the answer; if it throws, the server's own answer is sent
         * @return this
         */
        public Builder onClientError(ClientErrorHandler value) {
            this.clientError = value;
            return this;
        }

        /**
         * Adds who is told about new connections. Called by the connection's pump when it is open and among
         * {@link WebSocketServer#clients()}; nothing was received yet, so listeners added here miss nothing.
         *
         * @param handler takes connection and handshake; what it throws closes the connection as
         *     {@link WebSocketOptions#handlerErrors()} says
         * @return this
         */
        public Builder onConnection(BiConsumer<WebSocket, HandshakeRequest> handler) {
            Objects.requireNonNull(handler, "handler");
            connection.add((ws, request) -> {
                handler.accept(ws, request);
                return null;
            });
            return this;
        }

        /**
         * Adds who is told about new connections and needs time, for instance to load a session: nothing is read until
         * the stages of all these handlers are complete, so that listeners added until then miss nothing.
         *
         * @param handler takes connection and handshake; a stage that fails closes the connection like an exception
         * @return this
         */
        public Builder onConnectionAsync(BiFunction<WebSocket, HandshakeRequest, CompletionStage<?>> handler) {
            Objects.requireNonNull(handler, "handler");
            connection.add(handler);
            return this;
        }

        /**
         * Sets who is told when a hook fails; by default it is logged as a warning.
         *
         * @param value takes what was thrown and the handshake
         * @return this
         */
        public Builder onError(BiConsumer<Throwable, HandshakeRequest> value) {
            this.error = value;
            return this;
        }

        /**
         * Sets threads and buffers to be shared with others. By default the server has its own, which end with it.
         *
         * @param value the runtime; must live longer than the server
         * @return this
         */
        public Builder runtime(ConnectionRuntime value) {
            this.runtime = value;
            return this;
        }

        private ServerHooks hooks() {
            return new ServerHooks(handleProtocols, verifyClient, headers, clientError, List.copyOf(connection), error);
        }

        /**
         * Makes the server. It accepts handshakes at once.
         *
         * @return the server
         * @throws IllegalArgumentException for a setting outside its range
         */
        public WebSocketServer build() {
            options.handshake(handshake);
            return new WebSocketServer(this);
        }
    }
}
