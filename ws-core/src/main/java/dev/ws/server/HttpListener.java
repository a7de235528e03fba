package dev.ws.server;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.transport.SocketAcceptor;
import dev.ws.transport.SocketTransport;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnknownHostException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;

/**
 * A listening socket that speaks as much HTTP/1.1 as opening handshakes need, for one or more {@link WebSocketServer}s. It
 * is no web server: whatever asks for no upgrade gets 426, and then the connection ends, as after every refusal. Requests
 * that break RFC 9112 or a limit get 400, 414, 431 or 505, those that do not come to their end in time 408.
 *
 * <p>An upgrade goes to the first server whose {@link WebSocketServer#shouldHandle} takes it, preferably a running one. If
 * none does, it is {@link #onUnhandled} that answers; without that, it is the only server's own answer (400), or 404 when
 * there are several or none.
 *
 * <p>Until it is closed it keeps the JVM running, by a thread that only waits, unless {@link ListenOptions#daemon()}.
 *
 * <p>Hooks of handshakes run on the selector loop and must not block, unless one of the servers has
 * {@link Dispatch#EXECUTOR}: then all of them run on the executor. All methods may be called by any thread.
 */
public final class HttpListener implements AutoCloseable {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.server");
    private static final Upgrade FAILED = new Upgrade.Refused(HandshakeResponse.refuse(500));
    private static final Upgrade CLOSED = new Upgrade.Refused(HandshakeResponse.refuse(503));
    private static final Upgrade NOT_FOUND = new Upgrade.Refused(HandshakeResponse.refuse(404));

    private final ListenOptions options;
    private final ConnectionRuntime runtime;
    private final boolean ownsRuntime;
    private final List<WebSocketServer> servers = new CopyOnWriteArrayList<>();
    private final Set<HttpExchange> exchanges = ConcurrentHashMap.newKeySet();
    private final CompletableFuture<Void> closed = new CompletableFuture<>();
    private final ReentrantLock lock = new ReentrantLock();

    private final Set<WebSocketServer> users = new HashSet<>(); // lock; attached once, and not at their end yet
    private volatile @Nullable SocketAcceptor acceptor; // set once, by the one who starts
    private volatile boolean closing; // lock, once
    private volatile boolean released; // any, once; the acceptor is closed
    private volatile @Nullable Function<HandshakeRequest, @Nullable HandshakeResponse> unhandled; // any

    private HttpListener(ListenOptions options, ConnectionRuntime runtime, boolean ownsRuntime) {
        this.options = options;
        this.runtime = runtime;
        this.ownsRuntime = ownsRuntime;
    }

    /**
     * Starts a listener with a runtime of its own, which ends with the listener and the servers attached to it.
     *
     * @param options where and how
     * @return the listener, without servers
     * @throws IOException when the address cannot be bound; nothing is left behind then
     */
    public static HttpListener start(ListenOptions options) throws IOException {
        return new HttpListener(options, ConnectionRuntime.create(), true).bind();
    }

    /**
     * Starts a listener.
     *
     * @param options where and how
     * @param runtime threads and buffers; must live longer than the listener and its connections
     * @return the listener, without servers
     * @throws IOException when the address cannot be bound; nothing is left behind then
     */
    public static HttpListener start(ListenOptions options, ConnectionRuntime runtime) throws IOException {
        return new HttpListener(options, runtime, false).bind();
    }

    /** Starts the listener of a stand-alone server, which misses nothing. */
    static HttpListener startFor(WebSocketServer server, ListenOptions options, ConnectionRuntime runtime)
            throws IOException {
        HttpListener listener = new HttpListener(options, runtime, false);
        listener.attach(server);
        return listener.bind();
    }

    private HttpListener bind() throws IOException {
        try {
            if (options.address() instanceof InetSocketAddress address && address.isUnresolved()) {
                throw new UnknownHostException(address.getHostString());
            }
            SocketAcceptor listening = SocketAcceptor.bind(
                    runtime.loops(), runtime::schedule, options.address(), options.backlog(), this::accepted);
            acceptor = listening;
            if (!options.daemon()) {
                keepJvm(listening);
            }
        } catch (IOException | RuntimeException | Error failure) {
            close();
            throw failure;
        }
        return this;
    }

    // The runtime's threads are daemons, as they serve clients and web applications too.
    private static void keepJvm(SocketAcceptor listening) {
        Thread keeper = new Thread(
                () -> {
                    try {
                        listening.awaitClosed();
                    } catch (InterruptedException e) {
                        Thread.currentThread().interrupt();
                    }
                },
                "ws-listener");
        keeper.setDaemon(false);
        keeper.setContextClassLoader(HttpListener.class.getClassLoader());
        keeper.start();
    }

    ListenOptions options() {
        return options;
    }

    ConnectionRuntime runtime() {
        return runtime;
    }

    /** {@return where it listens, with the port that was chosen; empty when it was closed} */
    public Optional<SocketAddress> address() {
        SocketAcceptor listening = acceptor;
        return listening == null || closing ? Optional.empty() : Optional.of(listening.address());
    }

    // --- servers -----------------------------------------------------------------------------------------------------

    /**
     * Gives handshakes to a server from now on, after those that were attached before. It is let go of when it is closed.
     *
     * @param server the server
     * @throws IllegalStateException when this listener is closed, or the server has a listener
     */
    public void attach(WebSocketServer server) {
        boolean first;
        lock.lock();
        try {
            if (closing) {
                throw new IllegalStateException("the listener is closed");
            }
            server.attachedTo(this);
            servers.add(server);
            first = users.add(server);
        } finally {
            lock.unlock();
        }
        if (first) {
            CompletionStage<Void> serverClosed = server.closed();
            serverClosed.thenRun(() -> servers.remove(server));
            server.ended().thenRun(() -> left(server));
        }
    }

    /**
     * Gives a server no more handshakes. Its connections stay open. Has no effect on a server that is not attached.
     *
     * @param server the server
     */
    public void detach(WebSocketServer server) {
        if (server.detachedFrom(this)) {
            servers.remove(server);
        }
    }

    /**
     * Sets who answers upgrades that are for none of the servers. By default the answer is the only server's own, or 404.
     *
     * @param value makes the answer, which must not be 101; null cuts the connection
     */
    public void onUnhandled(Function<HandshakeRequest, @Nullable HandshakeResponse> value) {
        this.unhandled = value;
    }

    // --- called by exchanges -----------------------------------------------------------------------------------------

    /** Decides about an upgrade; empty to cut the connection. Never completes exceptionally. Loop. */
    CompletionStage<Optional<Upgrade>> decide(HandshakeRequest request) {
        if (servers.stream().noneMatch(HttpListener::mayBlock)) {
            return route(request);
        }
        CompletableFuture<Optional<Upgrade>> decision = new CompletableFuture<>();
        try {
            runtime.executor().execute(() -> route(request).thenAccept(decision::complete));
        } catch (RuntimeException refused) {
            LOGGER.log(System.Logger.Level.WARNING, "the executor takes no handshake; refused: " + request, refused);
            decision.complete(Optional.of(CLOSED));
        }
        return decision;
    }

    private static boolean mayBlock(WebSocketServer server) {
        return server.options().webSocket().dispatch() != Dispatch.INLINE;
    }

    private CompletionStage<Optional<Upgrade>> route(HandshakeRequest request) {
        Function<HandshakeRequest, @Nullable HandshakeResponse> answering = unhandled;
        List<WebSocketServer> all = List.copyOf(servers);
        WebSocketServer chosen = all.size() == 1 && answering == null ? all.get(0) : choose(all, request);
        if (chosen != null) {
            return chosen.handleUpgrade(request).thenApply(Optional::of);
        }
        return CompletableFuture.completedFuture(
                answering == null ? Optional.of(NOT_FOUND) : unhandled(answering, request));
    }

    private static @Nullable WebSocketServer choose(List<WebSocketServer> all, HandshakeRequest request) {
        WebSocketServer closingOne = null;
        for (WebSocketServer server : all) {
            if (handles(server, request)) {
                if (server.state() == ServerState.RUNNING) {
                    return server;
                }
                closingOne = server;
            }
        }
        return closingOne;
    }

    private static boolean handles(WebSocketServer server, HandshakeRequest request) {
        try {
            return server.shouldHandle(request);
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.TRACE, "a predicate failed for " + request + "; its server reports it", e);
            return true;
        }
    }

    private static Optional<Upgrade> unhandled(
            Function<HandshakeRequest, @Nullable HandshakeResponse> answering, HandshakeRequest request) {
        try {
            HandshakeResponse response = answering.apply(request);
            if (response == null) {
                return Optional.empty();
            }
            if (response.status() < 200) {
                throw new IllegalStateException("HTTP status " + response.status() + " is no final answer");
            }
            return Optional.of(new Upgrade.Refused(response));
        } catch (RuntimeException | Error e) {
            LOGGER.log(System.Logger.Level.WARNING, "onUnhandled failed for " + request, e);
            return Optional.of(FAILED);
        }
    }

    /** An exchange is over: its socket is closed or has become a connection. Loop. */
    void ended(HttpExchange exchange) {
        exchanges.remove(exchange);
        settle();
    }

    // --- called by the acceptor, on the loop of the socket -----------------------------------------------------------

    private void accepted(SocketTransport transport) {
        if (closing) {
            transport.abort();
            return;
        }
        SSLContext context = options.sslContext();
        if (context != null) {
            transport.secure(engine(context, options.sslParameters()), runtime.executor());
        }
        HttpExchange exchange = new HttpExchange(this, transport);
        exchanges.add(exchange);
        exchange.begin();
        if (closing) {
            exchange.listenerClosed(); // close() may not have seen it
        }
    }

    private static SSLEngine engine(SSLContext context, @Nullable SSLParameters parameters) {
        SSLEngine engine = context.createSSLEngine();
        engine.setUseClientMode(false);
        if (parameters != null) {
            engine.setSSLParameters(parameters);
        }
        return engine;
    }

    // --- the end -----------------------------------------------------------------------------------------------------

    /**
     * Stops listening. Connections stay open, and so do servers, except for the one whose own listener this is. Handshakes
     * under way get 503. The address is free when this returns, unless it is called by a selector loop's thread. Has no
     * effect when called again.
     */
    @Override
    public void close() {
        lock.lock();
        try {
            closing = true;
        } finally {
            lock.unlock();
        }
        SocketAcceptor listening = acceptor;
        if (listening != null) {
            listening.close();
        }
        released = true;
        exchanges.forEach(HttpExchange::listenerClosed);
        settle();
    }

    /**
     * The end of the listener.
     *
     * @return completes when it was closed and nothing is left of what it accepted, except for the connections of the
     *     servers
     */
    public CompletableFuture<Void> closed() {
        return closed.copy();
    }

    private void settle() {
        if (released && exchanges.isEmpty() && closed.complete(null)) {
            endUnusedRuntime();
        }
    }

    private void left(WebSocketServer server) {
        lock.lock();
        try {
            users.remove(server);
        } finally {
            lock.unlock();
        }
        endUnusedRuntime();
    }

    private void endUnusedRuntime() {
        boolean unused;
        lock.lock();
        try {
            unused = closed.isDone() && users.isEmpty();
        } finally {
            lock.unlock();
        }
        if (unused && ownsRuntime) {
            runtime.close();
        }
    }
}
