package dev.ws.it.container.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketFilter;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.annotation.WebFilter;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A filter over a whole tree of paths, responsible for two of them. */
@WebFilter(
        urlPatterns = "/filtered/*",
        asyncSupported = true,
        dispatcherTypes = {DispatcherType.REQUEST, DispatcherType.ASYNC})
public final class LabFilter extends WebSocketFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.shouldHandle(request -> request.path().startsWith("/filtered/echo"));
        builder.verifyClientAsync(request -> request.path().endsWith("later")
                ? CompletableFuture.supplyAsync(
                        () -> new Decision.Accept(Map.of()),
                        CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS))
                : CompletableFuture.completedFuture(new Decision.Accept(Map.of())));
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage(WebSocket::send);
    }
}
