package dev.ws.server;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.handshake.SubprotocolSelector;
import dev.ws.transport.SafeLog;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The application's part of a server: what it was given to call. Called by {@link Admission} on the threads of
 * handshakes and by {@link Connections} on the pumps of connections, many at a time.
 *
 * @param handleProtocols chooses the subprotocol
 * @param verifyClient decides about correct handshakes; null lets all in
 * @param headers sees and changes the header fields of accepting answers
 * @param clientError answers broken handshakes; null leaves that to the server
 * @param connection told about new connections; what they return delays reading
 * @param error told about failures of all of these
 */
record ServerHooks(
        SubprotocolSelector handleProtocols,
        @Nullable Function<HandshakeRequest, CompletionStage<Decision>> verifyClient,
        BiConsumer<Headers.Builder, HandshakeRequest> headers,
        @Nullable ClientErrorHandler clientError,
        List<Connected> connection,
        @Nullable BiConsumer<Throwable, HandshakeRequest> error) {
    private static final System.Logger LOGGER = System.getLogger("dev.ws.server");

    /** Told about a new connection; what it returns delays reading. */
    interface Connected {
        /** {@return the stage to wait for, or null} */
        @Nullable CompletionStage<?> tell(WebSocket ws, HandshakeRequest request);
    }

    /** Tells the application about a new connection; the result is null when reading can begin at once. */
    @Nullable CompletionStage<?> connected(WebSocket ws) {
        List<CompletableFuture<?>> stages = new ArrayList<>(0);
        for (Connected handler : connection) {
            CompletionStage<?> stage = handler.tell(ws, ws.handshake());
            if (stage != null) {
                stages.add(stage.toCompletableFuture());
            }
        }
        if (stages.isEmpty()) {
            return null;
        }
        // One stage is handed on as it is: joined ones wrap what they fail with.
        return stages.size() == 1
                ? stages.get(0)
                : CompletableFuture.allOf(stages.toArray(CompletableFuture<?>[]::new));
    }

    /** Reports that a hook failed in a handshake. */
    void failed(Throwable thrown, HandshakeRequest request) {
        Throwable wrapped = thrown instanceof CompletionException ? thrown.getCause() : null;
        Throwable cause = wrapped == null ? thrown : wrapped;
        if (!told(cause, request)) {
            log("the application failed in the handshake of " + request, cause);
        }
    }

    /** Tells who wants to know of failures; false if there is nobody. */
    boolean told(Throwable cause, HandshakeRequest request) {
        if (error == null) {
            return false;
        }
        try {
            error.accept(cause, request);
        } catch (Throwable thrown) {
            Throwable both = thrown;
            if (thrown != cause) {
                both = new IllegalStateException("onError threw", thrown);
                both.addSuppressed(cause);
            }
            log("the server's onError failed for " + request, both);
        }
        return true;
    }

    private static void log(String text, Throwable cause) {
        SafeLog.log(LOGGER, System.Logger.Level.WARNING, text, cause);
    }
}
