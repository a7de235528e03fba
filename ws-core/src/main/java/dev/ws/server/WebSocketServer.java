package dev.ws.server;

import dev.ws.CloseCode;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketOptions;
import dev.ws.connection.BuilderCalls;
import dev.ws.connection.CompressionPool;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.PreparedMessage;
import dev.ws.extension.ServerExtension;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.ServerDeflate;
import dev.ws.extension.deflate.ZlibPool;
import dev.ws.handshake.ExtensionSelector;
import dev.ws.handshake.HandshakeOptions;
import dev.ws.handshake.OriginPolicy;
import dev.ws.handshake.ServerHandshake;
import dev.ws.handshake.SubprotocolSelector;
import dev.ws.protocol.ClosePayload;
import dev.ws.server.ServerHooks.Connected;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket server. Something that speaks HTTP gives it handshakes and carries out its answers: a listener of its own
 * ({@link Builder#listen(int)}), one that it shares with other servers ({@link Builder#attach}), or anything else, a
 * servlet for instance ({@link Builder#detached()}). It keeps the set of open connections and can speak to all of them.
 * Every method may be called from any thread. Longer than others because the builder describes each of its hooks.
 */
public final class WebSocketServer implements AutoCloseable {
    private static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(10);

    private final ServerOptions options;
    private final Predicate<HandshakeRequest> shouldHandle;
    private final Connections connections;
    private final Admission admission;
    private final Set<WebSocket> clients;
    private final AtomicReference<@Nullable HttpListener> listener = new AtomicReference<>();
    private volatile boolean standAlone; // the one who builds, once; the listener is its own

    private WebSocketServer(Builder builder, ConnectionRuntime runtime, boolean ownsRuntime) {
        this.options = builder.options.build();
        this.shouldHandle = builder.shouldHandle == null ? servesPath(options.path()) : builder.shouldHandle;
        ServerHooks hooks = builder.hooks(this);
        DeflateOptions deflate = options.perMessageDeflate();
        CompressionPool compression = deflate.enabled() ? runtime.compressionPool(deflate) : null;
        ServerHandshake handshake = new ServerHandshake(
                compression == null ? options.handshake() : withDeflate(options, compression, runtime),
                shouldHandle,
                builder.handleExtensions);
        this.connections = new Connections(hooks, runtime, ownsRuntime, compression, options);
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

    // --- listening ---------------------------------------------------------------------------------------------------

    /**
     * Where the server listens.
     *
     * @return the address with the port that was chosen, or the file of a UNIX domain socket; empty when the server or its
     *     listener was closed
     * @throws IllegalStateException for a server without a listener
     */
    public Optional<SocketAddress> address() {
        HttpListener where = listener.get();
        if (where == null) {
            throw new IllegalStateException("The server is operating in \"noServer\" mode");
        }
        return state() == ServerState.RUNNING ? where.address() : Optional.empty();
    }

    private void listen(ListenOptions where, ConnectionRuntime runtime) throws IOException {
        standAlone = true;
        connections.listen();
        HttpListener own;
        try {
            own = HttpListener.startFor(this, where, runtime);
        } catch (IOException | RuntimeException failure) {
            connections.stopAccepting();
            connections.listenerClosed();
            throw failure;
        }
        CompletionStage<Void> listenerClosed = own.closed();
        listenerClosed.thenRun(connections::listenerClosed);
    }

    /** A listener takes this server. */
    void attachedTo(HttpListener taker) {
        if (!listener.compareAndSet(null, taker)) {
            throw new IllegalStateException("the server has a listener already");
        }
    }

    /** A listener lets go of this server; false when it did not have it. */
    boolean detachedFrom(HttpListener taker) {
        return listener.compareAndSet(taker, null);
    }

    /** Completes when nothing of the server is left. */
    CompletionStage<Void> ended() {
        return connections.ended();
    }

    /** Closes the listener if it is this server's own; another lets go of it when the last connection ended. */
    private void stopListening() {
        HttpListener own = standAlone ? listener.get() : null;
        if (own != null) {
            own.close();
        }
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
     * Takes no more connections: an own listener is closed, and handshakes that still come get 503. Open connections stay
     * open; see {@link #shutdown(Duration)} for closing them. A listener that was attached goes on; it prefers servers
     * that are running, and lets go of this one when that is closed. Has no effect when called again.
     */
    public void stopAccepting() {
        connections.stopAccepting();
        stopListening();
    }

    /**
     * Takes no more connections like {@link #stopAccepting()}, and tells when the server is closed.
     *
     * @param callback called once: with null when the last connection ended, on that connection's thread; at once with an
     *     {@link IllegalStateException} when the server was closed already
     */
    public void stopAccepting(Consumer<@Nullable Throwable> callback) {
        if (state() == ServerState.CLOSED) {
            callback.accept(new IllegalStateException("The server is not running"));
            return;
        }
        CompletionStage<Void> closed = connections.closed();
        closed.thenRun(() -> callback.accept(null));
        stopAccepting();
    }

    /**
     * Ends the server in order, as {@link #shutdown(Duration)} does, and waits until it is done: open connections are
     * closed with code 1001, behind their queued messages, and their closing handshakes come to their end, as do those under
     * way. What is left after the {@link WebSocketOptions#closeTimeout()} of the server's options is cut; when that is zero,
     * nothing is. A thread that is interrupted meanwhile cuts the connections and returns.
     *
     * <p>It does not wait on a thread that the connections need, as in a callback of one of them or of its runtime: then the
     * same happens behind its back. Has no effect when the server has ended.
     */
    @Override
    public void close() {
        Duration patience = options.webSocket().closeTimeout();
        Duration deadline = patience.isZero() ? null : patience;
        CompletableFuture<?> unused = connections.shutdown(CloseCode.GOING_AWAY, "", deadline);
        stopListening();
        connections.awaitEnd(deadline);
    }

    /**
     * Ends the server at once: no more connections are taken, and those that are open are cut as {@link
     * WebSocket#terminate} does. Does not wait for their ends; {@link #closed()} does. Has no effect when called again.
     */
    public void closeNow() {
        connections.closeNow();
        stopListening();
    }

    /**
     * The end of the server.
     *
     * @return completes when the server was closed or shut down, its own listener is closed and the last connection
     *     ended; without waiting for connections when tracking is off and the listener is not its own
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
     * Stops the server: an own listener is closed, handshakes that still come get 503, open connections and those whose handshake was accepted already
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
        CompletableFuture<ShutdownReport> report = connections.shutdown(code, reason, deadline);
        stopListening();
        return report;
    }

    /**
     * Collects settings and hooks; not thread-safe. Hooks are called on the threads of handshakes and connections, many at
     * a time, and must be thread-safe.
     */
    public static final class Builder {
        // All fields: the thread that builds.
        private ServerOptions.Builder options = ServerOptions.builder();
        private WebSocketOptions webSocket = WebSocketOptions.DEFAULT;
        private HandshakeOptions handshake = HandshakeOptions.DEFAULT;
        private final BuilderCalls calls = new BuilderCalls();
        private @Nullable Predicate<HandshakeRequest> shouldHandle;
        private SubprotocolSelector handleProtocols = SubprotocolSelector.first();
        private @Nullable ExtensionSelector handleExtensions;
        private @Nullable Function<HandshakeRequest, CompletionStage<Decision>> verifyClient;
        private BiConsumer<Headers.Builder, HandshakeRequest> headers = (fields, request) -> {};
        private @Nullable ClientErrorHandler clientError;
        private final List<Function<WebSocketServer, Connected>> connection = new ArrayList<>(1);
        private @Nullable BiConsumer<Throwable, HandshakeRequest> error;
        private @Nullable ConnectionRuntime runtime;
        private Consumer<WebSocketServer> listening = server -> {};

        private Builder() {}

        /**
         * Sets all settings at once. To be called before the setters of single ones.
         *
         * @param value the settings
         * @return this
         * @throws IllegalStateException when that would undo what was set before
         */
        public Builder serverOptions(ServerOptions value) {
            calls.whole(
                    "serverOptions",
                    "options",
                    "handshake",
                    "originPolicy",
                    "perMessageDeflate",
                    "extension",
                    "path",
                    "clientTracking",
                    "maxConnections",
                    "verifyTimeout");
            this.options = value.toBuilder();
            this.webSocket = value.webSocket();
            this.handshake = value.handshake();
            return this;
        }

        /**
         * Sets the settings of the server's connections; {@link WebSocketOptions#DEFAULT} by default.
         *
         * @param value the settings
         * @return this
         * @throws IllegalStateException when some were set or changed before
         */
        public Builder options(WebSocketOptions value) {
            calls.whole("options");
            this.webSocket = Objects.requireNonNull(value, "options");
            return this;
        }

        /**
         * Changes the settings of the server's connections, and leaves the others as they are.
         *
         * @param change what to change; called at once
         * @return this
         */
        public Builder options(Consumer<WebSocketOptions.Builder> change) {
            calls.part("options");
            WebSocketOptions.Builder changed = webSocket.toBuilder();
            change.accept(changed);
            webSocket = changed.build();
            return this;
        }

        /**
         * Sets how handshakes are judged, origin policy and extensions included; {@link HandshakeOptions#DEFAULT} by
         * default. To be called before the setters of single rules.
         *
         * @param value the rules
         * @return this
         * @throws IllegalStateException when that would undo what was set before
         */
        public Builder handshake(HandshakeOptions value) {
            calls.whole("handshake", "originPolicy", "extension");
            this.handshake = Objects.requireNonNull(value, "handshake");
            return this;
        }

        /**
         * Changes how handshakes are judged, and leaves the other rules as they are.
         *
         * @param change what to change; called at once
         * @return this
         */
        public Builder handshake(Consumer<HandshakeOptions.Builder> change) {
            calls.part("handshake");
            HandshakeOptions.Builder changed = handshake.toBuilder();
            change.accept(changed);
            handshake = changed.build();
            return this;
        }

        /**
         * Sets which pages may connect; everybody by default. Others get 403.
         *
         * @param value the policy
         * @return this
         */
        public Builder originPolicy(OriginPolicy value) {
            calls.part("originPolicy");
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
            calls.part("perMessageDeflate");
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
            calls.part("extension");
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
            calls.part("path");
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
            calls.part("clientTracking");
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
            calls.part("maxConnections");
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
            calls.part("verifyTimeout");
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
         * Sets who chooses which extensions of those that a client offers are considered, and in which order; by default
         * all are, in the client's order. If it throws, the answer is 500.
         *
         * @param value the selector
         * @return this
         */
        public Builder handleExtensions(ExtensionSelector value) {
            this.handleExtensions = value;
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
            return onConnection((server, ws, request) -> handler.accept(ws, request));
        }

        /**
         * Adds who is told about new connections and speaks to the server, which cannot be had before it accepts them.
         *
         * @param handler takes server, connection and handshake, as {@link #onConnection(BiConsumer)} does
         * @return this
         */
        public Builder onConnection(ConnectionHandler handler) {
            Objects.requireNonNull(handler, "handler");
            connection.add(server -> (ws, request) -> {
                handler.connected(server, ws, request);
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
            connection.add(server -> handler::apply);
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
         * Sets who is told that the server listens: called by {@code listen} and {@code attach} before they return, and
         * never for a detached server.
         *
         * @param value takes the server; what it throws closes the server and is thrown on
         * @return this
         */
        public Builder onListening(Consumer<WebSocketServer> value) {
            this.listening = value;
            return this;
        }

        /**
         * Sets threads and buffers to be shared with others. By default the server has its own, which end with it; or
         * those of the listener that it is attached to.
         *
         * @param value the runtime; must live longer than the server
         * @return this
         */
        public Builder runtime(ConnectionRuntime value) {
            this.runtime = value;
            return this;
        }

        private ServerHooks hooks(WebSocketServer server) {
            List<Connected> connected =
                    connection.stream().map(made -> made.apply(server)).toList();
            return new ServerHooks(handleProtocols, verifyClient, headers, clientError, connected, error);
        }

        /**
         * Makes a server that listens on all addresses of the host. Hooks may be called before this returns.
         *
         * @param port 0 to 65535; 0 for any free one, see {@link WebSocketServer#address()}
         * @return the server
         * @throws IOException when the port cannot be bound; nothing is left behind then
         * @throws IllegalArgumentException for a setting outside its range
         */
        public WebSocketServer listen(int port) throws IOException {
            return listen(ListenOptions.port(port));
        }

        /**
         * Makes a server that listens. Hooks may be called before this returns.
         *
         * @param where where and how
         * @return the server
         * @throws IOException when the address cannot be bound; nothing is left behind then
         * @throws IllegalArgumentException for a setting outside its range
         */
        public WebSocketServer listen(ListenOptions where) throws IOException {
            ConnectionRuntime used = runtime == null ? ConnectionRuntime.create() : runtime;
            WebSocketServer server = make(used, runtime == null);
            server.listen(where, used);
            return tellListening(server);
        }

        /**
         * Makes a server whose handshakes come from a listener, which it may share with others.
         *
         * @param listener the listener
         * @return the server
         * @throws IllegalStateException when the listener is closed
         * @throws IllegalArgumentException for a setting outside its range
         */
        public WebSocketServer attach(HttpListener listener) {
            WebSocketServer server = make(runtime == null ? listener.runtime() : runtime, false);
            listener.attach(server);
            return tellListening(server);
        }

        private WebSocketServer tellListening(WebSocketServer server) {
            boolean told = false;
            try {
                listening.accept(server);
                told = true;
            } finally {
                if (!told) {
                    server.closeNow();
                }
            }
            return server;
        }

        /**
         * Makes a server whose handshakes come from elsewhere, by {@link WebSocketServer#handleUpgrade}. The same as
         * {@link #build()}.
         *
         * @return the server
         * @throws IllegalArgumentException for a setting outside its range
         */
        public WebSocketServer detached() {
            return build();
        }

        /**
         * Makes a server whose handshakes come from elsewhere, by {@link WebSocketServer#handleUpgrade}. It accepts them at
         * once.
         *
         * @return the server
         * @throws IllegalArgumentException for a setting outside its range
         */
        public WebSocketServer build() {
            return runtime == null ? make(ConnectionRuntime.create(), true) : make(runtime, false);
        }

        private WebSocketServer make(ConnectionRuntime used, boolean owned) {
            options.handshake(handshake).webSocket(webSocket);
            return new WebSocketServer(this, used, owned);
        }
    }
}
