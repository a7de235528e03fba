package dev.ws.it.standalone;

import dev.ws.Dispatch;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.it.container.app.DeflateEndpoints;
import dev.ws.it.container.app.EventLog;
import dev.ws.it.container.app.PeerEndpoints;
import dev.ws.it.container.app.PeerLimitsEndpoints;
import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.ReentrantLock;

/**
 * The stand-alone server with the endpoints that the containers serve: {@code /peers}, {@code /limits} and
 * {@code /deflate}, each with servers of its own behind one listener. Any thread.
 */
public final class Standalone implements AutoCloseable {
    /** The values of the parameter {@code settings} that tests use here. */
    private static final List<String> SETTINGS =
            List.of("", "threshold:0", "enabled:false", "watched", "watched,maxPayload:65536", "watched,idleTimeout:1");

    private static final ReentrantLock SHARING = new ReentrantLock();
    private static final Map<Dispatch, Standalone> SHARED = new EnumMap<>(Dispatch.class);

    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final CompletableFuture<WebSocketServer> peers = new CompletableFuture<>();
    private final CompletableFuture<WebSocketServer> limits = new CompletableFuture<>();
    private final DeflateEndpoints deflate = new DeflateEndpoints(settings -> builder()
            .shouldHandle(request -> request.path().startsWith("/deflate/")
                    && EventLog.parameter(request, "settings").equals(settings)));
    private final HttpListener listener;

    private Standalone(ListenOptions where, Dispatch dispatch) throws IOException {
        listener = HttpListener.start(where, runtime);
        WebSocketServer.Builder builder = builder();
        PeerEndpoints.configure(builder);
        WebSocketOptions options = WebSocketOptions.builder().dispatch(dispatch).build();
        peers.complete(builder.options(options)
                .shouldHandle(request -> request.path().startsWith("/peers/"))
                .onConnection((ws, request) -> PeerEndpoints.onConnection(ws, request, peers::join))
                .attach(listener));
        builder = builder();
        PeerLimitsEndpoints.configure(builder);
        limits.complete(builder.shouldHandle(request -> request.path().startsWith("/limits/"))
                .onConnection((ws, request) -> PeerLimitsEndpoints.onConnection(ws, request, limits::join))
                .attach(listener));
        for (String settings : SETTINGS) {
            listener.attach(deflate.server(settings));
        }
    }

    private WebSocketServer.Builder builder() {
        return WebSocketServer.builder().runtime(runtime);
    }

    /** The server that tests share, whose handlers run on its loops; started at the first call, ends with the JVM. */
    public static Standalone shared() {
        return shared(Dispatch.INLINE);
    }

    /** The server that tests share with this dispatch; started at the first call, ends with the JVM. */
    public static Standalone shared(Dispatch dispatch) {
        SHARING.lock();
        try {
            return SHARED.computeIfAbsent(dispatch, absent -> start(ListenOptions.builder(), absent));
        } finally {
            SHARING.unlock();
        }
    }

    /** A server of one's own, on the loopback address. */
    static Standalone start(ListenOptions.Builder options, Dispatch dispatch) {
        try {
            return new Standalone(options.host("127.0.0.1").build(), dispatch);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public int port() {
        return ((InetSocketAddress) listener.address().orElseThrow()).getPort();
    }

    /** How many connections the servers of {@code /peers} and {@code /limits} have. */
    int clients() {
        return peers.join().clients().size() + limits.join().clients().size();
    }

    @Override
    public void close() {
        listener.close();
        peers.join().shutdown(Duration.ZERO).join();
        limits.join().shutdown(Duration.ZERO).join();
        deflate.shutdown();
        runtime.close();
    }
}
