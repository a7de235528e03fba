package dev.ws.benchmarks.servers;

import dev.ws.WebSocketListener;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.server.HttpListener;
import dev.ws.server.ListenOptions;
import dev.ws.server.WebSocketServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** This project without a container, one server for each path. What is not a default: a backlog of 1024. */
final class StandaloneServer implements ContainerServer {
    private static final Duration NO_DEADLINE = Duration.ZERO;

    private final ServerOptions options;
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final List<WebSocketServer> servers = new ArrayList<>(); // main thread, then whoever stops

    StandaloneServer(ServerOptions options) {
        this.options = options;
    }

    @Override
    public int start() throws IOException {
        HttpListener listener = HttpListener.start(
                ListenOptions.builder()
                        .host("127.0.0.1")
                        .port(options.port())
                        .backlog(1024)
                        .build(),
                runtime);
        add(listener, "/echo", EchoListener.SMALL, EchoListener.ECHO);
        add(listener, "/echobig", EchoListener.BIG, EchoListener.ECHO);
        add(listener, "/broadcast", EchoListener.SMALL, new BroadcastListener(() -> servers.get(2)));
        return ((InetSocketAddress) listener.address().orElseThrow()).getPort();
    }

    private void add(HttpListener listener, String path, long limit, WebSocketListener connection) throws IOException {
        servers.add(WebSocketServer.builder()
                .path(path)
                .options(EchoListener.options(limit))
                .perMessageDeflate(options.deflate())
                .runtime(runtime)
                .onConnection((ws, request) -> ws.addListener(connection))
                .attach(listener));
    }

    @Override
    public void stop() {
        CompletableFuture<?>[] ends =
                servers.stream().map(server -> server.shutdown(NO_DEADLINE)).toArray(CompletableFuture<?>[]::new);
        CompletableFuture.allOf(ends).join();
        runtime.close();
    }
}
