package dev.ws.client;

import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.extension.ClientExtension;
import dev.ws.extension.deflate.ClientDeflate;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.PerMessageDeflate;
import dev.ws.handshake.ClientHandshake;
import dev.ws.handshake.ClientHandshakeOptions;
import dev.ws.handshake.WebSocketUri;
import java.net.URI;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket client: makes any number of connections, served by a few threads. Every method may be called from any
 * thread.
 *
 * <p>{@code connect} returns at once; each connection ends in exactly one {@code onClose}, whether it was ever open or
 * not. A failed handshake shows as {@code onError} and {@code onClose} with 1006, and as the failure of the future. Once
 * the future is complete and {@code onOpen} was called messages come, so that listeners are best added by the setup, or by
 * what depends on the future before it completes.
 */
public final class WebSocketClient implements AutoCloseable {
    private final ClientOptions options;
    private final ConnectionRuntime runtime;
    private final Dialer dialer;
    private final ClientConnections connections;
    private final SecureRandom random = new SecureRandom();

    private WebSocketClient(ClientOptions options, @Nullable ConnectionRuntime shared) {
        this.options = options;
        this.runtime = shared == null ? ConnectionRuntime.create() : shared;
        this.dialer = new Dialer(runtime, random);
        this.connections = new ClientConnections(runtime, shared == null);
    }

    /** {@return a client with the default settings} */
    public static WebSocketClient create() {
        return create(ClientOptions.DEFAULT);
    }

    /**
     * A client.
     *
     * @param options the settings of its connections
     * @return the client
     */
    public static WebSocketClient create(ClientOptions options) {
        return new WebSocketClient(options, null);
    }

    /** {@return a builder that starts with the defaults} */
    public static Builder builder() {
        return new Builder();
    }

    /** Collects what a client is made of; not thread-safe. */
    public static final class Builder {
        // All fields: the thread that builds.
        private ClientOptions options = ClientOptions.DEFAULT;
        private @Nullable ConnectionRuntime runtime;

        private Builder() {}

        /**
         * Sets the settings of the client's connections; {@link ClientOptions#DEFAULT} by default.
         *
         * @param value the settings
         * @return this
         */
        public Builder options(ClientOptions value) {
            this.options = value;
            return this;
        }

        /**
         * Sets a runtime that others use too; one of its own by default.
         *
         * @param value threads and buffers; not closed by the client
         * @return this
         */
        public Builder runtime(ConnectionRuntime value) {
            this.runtime = value;
            return this;
        }

        /** {@return the client} */
        public WebSocketClient build() {
            return new WebSocketClient(options, runtime);
        }
    }

    /** {@return the settings of connections that are asked for without any} */
    public ClientOptions options() {
        return options;
    }

    // --- connecting --------------------------------------------------------------------------------------------------

    /**
     * Connects. Messages that arrive before the first listener to their kind is added are kept for it: up to 64 KiB, then
     * reading stops, and for ten seconds, then they are dropped with one warning. A listener for the end that is added
     * late may miss it; {@link #connect(String, Consumer)} adds listeners before anything happens.
     *
     * @param address {@code ws://host/path}, {@code wss://host/path} or {@code ws+unix:/path/of/socket:/path}
     * @return completes with the open WebSocket, before anything is read; what depends on it until then runs on the
     *     connection's thread. Fails with what {@code onError} is told. Cancelling it gives up
     * @throws IllegalArgumentException for a bad address, with the text of {@link WebSocketUri#parse}
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(String address) {
        return connect(WebSocketUri.parse(address), options, WebSocketClient::leaveAsItIs);
    }

    /**
     * Connects.
     *
     * @param address as {@link #connect(String)} takes it
     * @param setup given the connecting WebSocket on this thread, before anything happens, to add listeners. When it
     *     throws, the WebSocket is given up, and this throws the same
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(String address, Consumer<? super WebSocket> setup) {
        return connect(WebSocketUri.parse(address), options, setup);
    }

    /**
     * Connects.
     *
     * @param address as {@link #connect(String)} takes it
     * @param listener told what happens
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(String address, WebSocketListener listener) {
        return connect(WebSocketUri.parse(address), options, ws -> ws.addListener(listener));
    }

    /**
     * Connects with settings of its own.
     *
     * @param address as {@link #connect(String)} takes it
     * @param own the settings of this connection, in place of the client's
     * @param setup as {@link #connect(String, Consumer)} takes it
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(String address, ClientOptions own, Consumer<? super WebSocket> setup) {
        return connect(WebSocketUri.parse(address), own, setup);
    }

    /**
     * Connects as {@link #connect(String)} does.
     *
     * @param address where to
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(URI address) {
        return connect(WebSocketUri.of(address), options, WebSocketClient::leaveAsItIs);
    }

    /**
     * Connects as {@link #connect(String, Consumer)} does.
     *
     * @param address where to
     * @param setup as {@link #connect(String, Consumer)} takes it
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(URI address, Consumer<? super WebSocket> setup) {
        return connect(WebSocketUri.of(address), options, setup);
    }

    /**
     * Connects as {@link #connect(String, WebSocketListener)} does.
     *
     * @param address where to
     * @param listener told what happens
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(URI address, WebSocketListener listener) {
        return connect(WebSocketUri.of(address), options, ws -> ws.addListener(listener));
    }

    /**
     * Connects as {@link #connect(String, ClientOptions, Consumer)} does.
     *
     * @param address where to
     * @param own the settings of this connection, in place of the client's
     * @param setup as {@link #connect(String, Consumer)} takes it
     * @return as {@link #connect(String)} returns it
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public CompletableFuture<WebSocket> connect(URI address, ClientOptions own, Consumer<? super WebSocket> setup) {
        return connect(WebSocketUri.of(address), own, setup);
    }

    private static void leaveAsItIs(WebSocket ws) {}

    private CompletableFuture<WebSocket> connect(
            WebSocketUri address, ClientOptions own, Consumer<? super WebSocket> setup) {
        return begin(address, own, setup).future();
    }

    private ConnectionAttempt begin(WebSocketUri address, ClientOptions own, Consumer<? super WebSocket> setup) {
        ClientHandshake handshake = ClientHandshake.start(address, handshakeOptions(own), random);
        ConnectionAttempt attempt = new ConnectionAttempt(handshake, own, runtime, dialer, connections);
        connections.add(attempt.ws());
        try {
            setup.accept(attempt.ws());
        } catch (Throwable thrown) {
            attempt.ws().abandon(thrown);
            throw thrown;
        }
        attempt.begin();
        return attempt;
    }

    private ClientHandshakeOptions handshakeOptions(ClientOptions own) {
        DeflateOptions deflate = own.perMessageDeflate();
        if (!deflate.enabled()) {
            return own.handshake();
        }
        List<DeflateOptions> preferences = own.handshake().offers().stream()
                .filter(offer -> offer.token().equals(PerMessageDeflate.TOKEN))
                .map(offer -> ClientDeflate.optionsFor(offer, deflate))
                .toList();
        List<ClientExtension> extensions = new ArrayList<>(own.handshake().extensions());
        extensions.add(new ClientDeflate(
                preferences.isEmpty() ? List.of(deflate) : preferences,
                connections.compression(deflate),
                runtime.buffers()));
        return own.handshake().toBuilder().extensions(extensions).build();
    }

    /**
     * Makes a connection, and another one whenever it ends, as a policy says.
     *
     * @param address as {@link #connect(String)} takes it
     * @param own the settings of each connection, in place of the client's
     * @param policy when to connect again
     * @param setup given each connecting WebSocket, as {@link #connect(String, Consumer)} takes it: the first one on this
     *     thread, later ones on the runtime's executor
     * @return the handle
     * @throws IllegalArgumentException for a bad address
     * @throws IllegalStateException when the client is closed
     */
    public ReconnectingWebSocket reconnecting(
            String address, ClientOptions own, ReconnectPolicy policy, Consumer<? super WebSocket> setup) {
        WebSocketUri uri = WebSocketUri.parse(address);
        ReconnectingWebSocket reconnecting = new ReconnectingWebSocket(
                each -> begin(uri, own, each),
                policy,
                setup,
                (task, delay) -> runtime.schedule(() -> runtime.executor().execute(task), delay),
                InstantSource.system(),
                random::nextDouble);
        reconnecting.connect();
        return reconnecting;
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /** {@return the connections that have not ended, connecting ones too, as they are now} */
    public Set<WebSocket> connections() {
        return connections.all();
    }

    /**
     * Ends the client in order, without waiting: no more connections are made, those that are connecting are given up,
     * those that are open closed with code 1001, behind their queued messages. What is left at the deadline is cut.
     *
     * @param deadline how long the queued messages and the closing handshakes may take; zero cuts the connections at once
     * @return as {@link #closed()} returns it
     * @throws IllegalArgumentException for a negative deadline
     */
    public CompletableFuture<Void> shutdown(Duration deadline) {
        if (deadline.isNegative()) {
            throw new IllegalArgumentException("deadline is " + deadline + ", must not be negative");
        }
        return connections.shutdown(deadline);
    }

    /**
     * Ends the client in order, as {@link #shutdown} does, and waits until it is done: queued messages go out and closing
     * handshakes come to their end, those under way too. What is left after the {@link WebSocketOptions#closeTimeout()} of
     * the client's options is cut; when that is zero, only connections with a limit of their own are. A thread that is
     * interrupted meanwhile cuts the connections and returns.
     *
     * <p>It does not wait on a thread that the connections need, as in a callback of one of them or of its runtime: then the
     * same happens behind its back. The handler of a stream on a virtual thread, which cannot be told apart, waits for its own
     * connection to be cut. Has no effect when the client has ended.
     */
    @Override
    public void close() {
        Duration patience = options.webSocket().closeTimeout();
        connections.close(patience.isZero() ? null : patience);
    }

    /**
     * Ends the client at once: no more connections are made, all there are are given up, or cut as {@link
     * WebSocket#terminate} does. The threads of an own runtime end when the last of them has ended, and with them whatever
     * still waits for a peer. Does not wait for it; {@link #closed()} does. Has no effect when called again.
     */
    public void closeNow() {
        connections.closeNow();
    }

    /** {@return completes when the client was closed or shut down and its last connection ended} */
    public CompletableFuture<Void> closed() {
        return connections.closed();
    }
}
