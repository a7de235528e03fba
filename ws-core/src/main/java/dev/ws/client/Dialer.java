package dev.ws.client;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.WebSocketUri;
import dev.ws.transport.SocketConnector;
import dev.ws.transport.Transport;
import java.net.InetAddress;
import java.security.SecureRandom;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gets lines to servers, as the options say: over the application's connector or over sockets. Any thread. */
final class Dialer {
    private static final int MOST_LOOKUPS = 8;

    final SocketConnector sockets;
    final FewAtATime lookups;
    final FewAtATime signatures;
    final SecureRandom random;
    private final ConnectionRuntime runtime;

    Dialer(ConnectionRuntime runtime, SecureRandom random) {
        this.runtime = runtime;
        this.random = random;
        this.sockets = new SocketConnector(runtime.loops(), runtime::schedule);
        this.lookups = new FewAtATime(MOST_LOOKUPS, runtime.executor());
        this.signatures = new FewAtATime(Runtime.getRuntime().availableProcessors(), runtime.executor());
    }

    /**
     * Gets a line.
     *
     * @param target where to
     * @param options how
     * @param turn runs what has to be said on the way
     * @return the line, completed by any thread. Cancelling it gives up; whoever gets a line that is not wanted any more
     *     closes it
     */
    CompletableFuture<Line> dial(WebSocketUri target, ClientOptions options, Executor turn) {
        Connector connector = options.connector();
        return connector == null ? new Dial(target, options, this, turn).begin() : custom(connector.connect(target));
    }

    private CompletableFuture<Line> custom(CompletionStage<? extends Transport> connecting) {
        CompletableFuture<Line> line = new CompletableFuture<>();
        connecting.whenComplete((transport, failure) -> {
            if (failure != null) {
                line.completeExceptionally(failure);
                return;
            }
            HandOverTransport ours = HandOverTransport.over(transport, runtime.executor());
            if (!line.complete(Line.of(ours))) {
                ours.close();
            }
        });
        return line;
    }

    /** Asks the resolver of the options, or the JVM's. */
    CompletionStage<List<InetAddress>> resolve(String host, @Nullable Resolver resolver) {
        return resolver == null ? lookups.ask(() -> List.of(InetAddress.getAllByName(host))) : resolver.resolve(host);
    }

    /** {@return what a stage failed with, without what stages wrap it in} */
    static Throwable cause(Throwable failure) {
        Throwable cause = failure instanceof CompletionException ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }
}
