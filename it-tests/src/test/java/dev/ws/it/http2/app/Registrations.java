package dev.ws.it.http2.app;

import dev.ws.Dispatch;
import dev.ws.HandshakeRequest;
import dev.ws.WebSocketOptions;
import dev.ws.handshake.HandshakeResponse;
import dev.ws.handshake.OriginPolicy;
import dev.ws.handshake.SubprotocolSelector;
import dev.ws.server.Decision;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketUpgrade;
import jakarta.servlet.ServletContext;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeUnit;

/** Servers that are registered while the web application starts, one per dispatch and per option under test. */
@WebListener
public final class Registrations implements ServletContextListener {
    @Override
    public void contextInitialized(ServletContextEvent event) {
        ServletContext context = event.getServletContext();
        for (Dispatch dispatch : List.of(Dispatch.INLINE, Dispatch.EXECUTOR, Dispatch.AUTO)) {
            WebSocketServer.Builder server = WebSocketUpgrade.builder(context)
                    .perMessageDeflate(true)
                    .handleProtocols(SubprotocolSelector.first());
            String name = dispatch.name().toLowerCase(Locale.ROOT);
            register(context, name, server, options().dispatch(dispatch));
            register(
                    context,
                    "heartbeat-" + name,
                    WebSocketUpgrade.builder(context),
                    options().dispatch(dispatch).heartbeat(Duration.ofMillis(300)));
            register(
                    context,
                    "stall-" + name,
                    WebSocketUpgrade.builder(context),
                    options().dispatch(dispatch).writeTimeout(Duration.ofSeconds(1)));
        }
        register(
                context,
                "origin",
                WebSocketUpgrade.builder(context).originPolicy(OriginPolicy.sameOrigin()),
                options());
        register(
                context,
                "verify",
                WebSocketUpgrade.builder(context).verifyClientAsync(Registrations::later),
                options());
    }

    static WebSocketOptions.Builder options() {
        return WebSocketOptions.builder().maxPayload(64 << 20).closeTimeout(Duration.ofSeconds(5));
    }

    private static void register(
            ServletContext context, String name, WebSocketServer.Builder builder, WebSocketOptions.Builder options) {
        WebSocketServer server =
                builder.options(options.build()).onConnection(Behaviour::begin).build();
        Journal.watch(server);
        WebSocketUpgrade.register(context, "/" + name + "/*", server);
    }

    private static CompletionStage<Decision> later(HandshakeRequest request) {
        Decision decision = request.path().endsWith("refused")
                ? new Decision.Reject(HandshakeResponse.refuse(403, "not today"))
                : new Decision.Accept(Map.of());
        return CompletableFuture.supplyAsync(
                () -> decision, CompletableFuture.delayedExecutor(100, TimeUnit.MILLISECONDS));
    }
}
