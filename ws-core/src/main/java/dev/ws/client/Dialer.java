package dev.ws.client;

import dev.ws.connection.ConnectionRuntime;
import dev.ws.handshake.WebSocketUri;
import dev.ws.transport.SocketConnector;
import dev.ws.transport.Transport;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/** Gets lines to servers, as the options say: over the application's connector or over sockets. Any thread. */
final class Dialer {
    private final ConnectionRuntime runtime;
    private final SocketConnector sockets;
    private final Lookups lookups;

    Dialer(ConnectionRuntime runtime) {
        this.runtime = runtime;
        this.sockets = new SocketConnector(runtime.loops(), runtime::schedule);
        this.lookups = new Lookups(runtime.executor());
    }

    /**
     * Gets a line.
     *
     * @param target where to
     * @param options how
     * @param turn runs what has to be said on the way
     * @return the line, completed by any thread. Cancelling it gives up; whoever gets a line that is not wanted any more
     *     aborts it
     */
    CompletableFuture<Line> dial(WebSocketUri target, ClientOptions options, Executor turn) {
        Connector connector = options.connector();
        if (connector != null) {
            return custom(connector.connect(target));
        }
        Resolver resolver = options.resolver();
        Dial dial = new Dial(target, options, sockets, resolver == null ? lookups : resolver);
        return dial.begin();
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
                ours.abort();
            }
        });
        return line;
    }

    /** Makes an exception that says why, of whatever a stage failed with. */
    static Throwable cause(Throwable failure) {
        boolean wrapped = failure instanceof CompletionException;
        Throwable cause = wrapped ? failure.getCause() : null;
        return cause == null ? failure : cause;
    }

    /** Joins a failure to those before it. */
    static Throwable join(@Nullable Throwable first, Throwable next) {
        if (first == null) {
            return next;
        }
        if (first != next) {
            first.addSuppressed(next);
        }
        return first;
    }
}
