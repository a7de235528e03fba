package dev.ws.client;

import dev.ws.handshake.WebSocketUri;
import dev.ws.transport.SocketConnector;
import dev.ws.transport.SocketTransport;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * One try to get a line over sockets: finds the addresses and takes the first that answers. One step after the other, on
 * whatever thread completes the step before.
 */
final class Dial {
    private static final Pattern IP_ADDRESS = Pattern.compile("\\[.*]|[0-9]{1,3}(\\.[0-9]{1,3}){3}");

    private final WebSocketUri target;
    private final ClientOptions options;
    private final SocketConnector sockets;
    private final Resolver resolver;
    private final CompletableFuture<Line> result = new CompletableFuture<>();
    private final Queue<SocketAddress> addresses = new ArrayDeque<>();

    private Duration share = Duration.ZERO; // step; for each address but the last
    private @Nullable Throwable failure; // step

    Dial(WebSocketUri target, ClientOptions options, SocketConnector sockets, Resolver resolver) {
        this.target = target;
        this.options = options;
        this.sockets = sockets;
        this.resolver = resolver;
    }

    CompletableFuture<Line> begin() {
        String path = target.socketPath();
        if (path != null) {
            addresses.add(UnixDomainSocketAddress.of(path));
            connect();
            return result;
        }
        CompletionStage<List<InetAddress>> resolving = resolve(target.host());
        resolving.whenComplete((found, failed) -> {
            if (failed != null) {
                result.completeExceptionally(Dialer.cause(failed));
            } else {
                resolved(found);
            }
        });
        return result;
    }

    private CompletionStage<List<InetAddress>> resolve(String host) {
        if (!IP_ADDRESS.matcher(host).matches()) {
            return resolver.resolve(host);
        }
        try {
            return CompletableFuture.completedFuture(List.of(InetAddress.getByName(host))); // without asking anybody
        } catch (UnknownHostException invalid) {
            return CompletableFuture.failedFuture(invalid);
        }
    }

    private void resolved(List<InetAddress> found) {
        if (found.isEmpty()) {
            result.completeExceptionally(new UnknownHostException(target.host()));
            return;
        }
        for (InetAddress address : found) {
            addresses.add(new InetSocketAddress(address, target.port()));
        }
        share = options.handshakeTimeout().dividedBy(found.size());
        connect();
    }

    // The next address, unless nobody waits any more.
    private void connect() {
        SocketAddress next = addresses.poll();
        if (next == null || result.isDone()) {
            result.completeExceptionally(failure == null ? new UnknownHostException(target.host()) : failure);
            return;
        }
        SocketAddress local = next instanceof InetSocketAddress ? options.localAddress() : null;
        CompletableFuture<SocketTransport> connecting =
                sockets.connect(next, local, addresses.isEmpty() ? Duration.ZERO : share);
        // The result's end ends the connect; a connect that succeeded does not mind.
        CompletionStage<Line> outcome = result;
        outcome.whenComplete((line, failed) -> connecting.cancel(false));
        CompletionStage<SocketTransport> socket = connecting;
        socket.whenComplete((transport, failed) -> {
            if (failed == null) {
                connected(transport);
            } else {
                failure = Dialer.join(failure, Dialer.cause(failed));
                connect();
            }
        });
    }

    private void connected(SocketTransport transport) {
        if (!result.complete(Line.of(transport))) {
            transport.abort();
        }
    }
}
