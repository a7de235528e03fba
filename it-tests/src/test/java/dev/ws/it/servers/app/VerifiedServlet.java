package dev.ws.it.servers.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import jakarta.servlet.annotation.WebServlet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Decides on another thread, after a while, whom to let in: everybody whose target does not ask to be refused. */
@WebServlet(urlPatterns = "/verified", asyncSupported = true)
public class VerifiedServlet extends ProbeServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        Executor later = CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS);
        builder.verifyClientAsync(request -> CompletableFuture.supplyAsync(() -> decide(request), later));
    }

    static Decision decide(HandshakeRequest request) {
        return "refuse".equals(request.query()) ? Decision.reject(403, "not you") : Decision.accept();
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage(WebSocket::send);
    }

    /** Decides at once. */
    @WebServlet(urlPatterns = "/verified/at-once", asyncSupported = true)
    public static final class AtOnce extends VerifiedServlet {
        private static final long serialVersionUID = 1L;

        @Override
        protected void configure(WebSocketServer.Builder builder) {
            builder.verifyClient(VerifiedServlet::decide);
        }
    }
}
