package dev.ws.server;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.WebSocket;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.BiConsumer;

/** Skeleton. */
public final class WebSocketServer {
    private WebSocketServer() {}

    public static Builder builder() {
        return new Builder();
    }

    /** B-060. */
    public boolean shouldHandle(HandshakeRequest request) {
        return true;
    }

    /** Decides about a handshake: B-030 to B-045, B-015. Completes at once unless verifyClient is asynchronous; never exceptionally. */
    public CompletionStage<Upgrade> handleUpgrade(HandshakeRequest request) {
        throw new UnsupportedOperationException();
    }

    /** Open connections, a live read-only view; empty set when tracking is off. */
    public Set<WebSocket> clients() {
        return Set.of();
    }

    /** Encodes once, sends to all open clients (optionally all but one). Returns the number of receivers. */
    public int broadcast(Message message) {
        return 0;
    }

    public int broadcastExcept(WebSocket sender, Message message) {
        return 0;
    }

    /** Stops accepting (503); connections stay open (B-011). */
    public void close() {}

    /** Stops accepting, closes all connections with the code (1001 for a stop), waits at most the deadline, terminates the rest. */
    public CompletableFuture<Void> shutdown(int code, String reason, Duration deadline) {
        return CompletableFuture.completedFuture(null);
    }

    public static final class Builder {
        private Builder() {}

        public Builder onConnection(BiConsumer<WebSocket, HandshakeRequest> handler) {
            return this;
        }

        public WebSocketServer build() {
            return new WebSocketServer();
        }
    }

    CloseStatus unused() {
        return CloseStatus.ABNORMAL;
    }
}
