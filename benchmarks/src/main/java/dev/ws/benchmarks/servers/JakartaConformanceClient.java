package dev.ws.benchmarks.servers;

import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.CloseReason;
import jakarta.websocket.ContainerProvider;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Extension;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import jakarta.websocket.WebSocketContainer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;

/** The same as {@link ConformanceClient}, written against Jakarta WebSocket alone, as an application would be. */
final class JakartaConformanceClient {
    private static final String AGENT = "ws-java-jakarta";

    private final String url;
    private final WebSocketContainer container = ContainerProvider.getWebSocketContainer();
    private final ClientEndpointConfig config = ClientEndpointConfig.Builder.create()
            .extensions(List.of(new Compression()))
            .build();

    JakartaConformanceClient(String url) {
        this.url = url;
    }

    /**
     * Runs all cases.
     *
     * @return how many there were
     * @throws Exception when the testing server does not answer
     */
    int run() throws Exception {
        CompletableFuture<String> count = new CompletableFuture<>();
        session("/getCaseCount", new Client() {
            @Override
            void opened(Session session) {
                session.addMessageHandler(String.class, count::complete);
            }
        });
        int cases = Integer.parseInt(count.getNow("0").strip());
        for (int i = 1; i <= cases; i++) {
            session("/runCase?case=" + i + "&agent=" + AGENT, new Echo());
        }
        session("/updateReports?agent=" + AGENT, new Client());
        return cases;
    }

    // Until it is closed; a case whose connection fails is the testsuite's to judge.
    private void session(String target, Client client) throws InterruptedException {
        try {
            container.connectToServer(client, config, URI.create(url + target));
        } catch (DeploymentException | IOException failed) {
            return;
        }
        client.closed.await();
    }

    /** Knows when it is over. */
    private static class Client extends Endpoint {
        final CountDownLatch closed = new CountDownLatch(1);

        @Override
        public void onOpen(Session session, EndpointConfig config) {
            opened(session);
        }

        void opened(Session session) {}

        @Override
        public void onClose(Session session, CloseReason reason) {
            closed.countDown();
        }

        @Override
        @SuppressWarnings("EmptyMethod") // what the testsuite provokes is not worth a line in a log
        public void onError(Session session, Throwable error) {}
    }

    /** Sends back what comes. */
    private static final class Echo extends Client {
        @Override
        void opened(Session session) {
            session.addMessageHandler(new MessageHandler.Whole<String>() {
                @Override
                public void onMessage(String text) {
                    try {
                        session.getBasicRemote().sendText(text);
                    } catch (IOException closed) {
                        throw new UncheckedIOException(closed);
                    }
                }
            });
            session.addMessageHandler(new MessageHandler.Whole<ByteBuffer>() {
                @Override
                public void onMessage(ByteBuffer data) {
                    try {
                        session.getBasicRemote().sendBinary(data);
                    } catch (IOException closed) {
                        throw new UncheckedIOException(closed);
                    }
                }
            });
        }
    }

    /** What the client of the other API offers by default. */
    private static final class Compression implements Extension {
        @Override
        public String getName() {
            return "permessage-deflate";
        }

        @Override
        public List<Parameter> getParameters() {
            return List.of(new Parameter() {
                @Override
                public String getName() {
                    return "client_max_window_bits";
                }

                @Override
                public String getValue() {
                    return "";
                }
            });
        }
    }
}
