package dev.ws.jakarta.container;

import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.net.URI;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;

/** An application that has the client and nothing of servers on its class path: sends its argument both ways, joins the answers. */
public final class ClientAlone implements UnaryOperator<String> {
    /** An annotation of a parameter, which is looked at. */
    @Retention(RetentionPolicy.RUNTIME)
    @interface Described {}

    /** Waits for a message. */
    @ClientEndpoint
    public static final class Annotated {
        final CompletableFuture<String> received = new CompletableFuture<>();

        /** Takes it. */
        @OnMessage
        public void message(@Described String text) {
            received.complete(text);
        }
    }

    @Override
    public String apply(String url) {
        try {
            URI address = URI.create(url);
            Annotated annotated = new Annotated();
            Session first = ContainerProvider.getWebSocketContainer().connectToServer(annotated, address);
            first.getBasicRemote().sendText("annotated");
            CompletableFuture<String> received = new CompletableFuture<>();
            Endpoint endpoint = new Endpoint() {
                @Override
                public void onOpen(Session session, EndpointConfig config) {
                    session.addMessageHandler(String.class, received::complete);
                }
            };
            Session second = ContainerProvider.getWebSocketContainer()
                    .connectToServer(
                            endpoint, ClientEndpointConfig.Builder.create().build(), address);
            second.getBasicRemote().sendText("programmatic");
            String answers = annotated.received.get(30, TimeUnit.SECONDS) + " " + received.get(30, TimeUnit.SECONDS);
            first.close();
            second.close();
            return answers;
        } catch (Exception failed) {
            throw new AssertionError(failed);
        }
    }
}
