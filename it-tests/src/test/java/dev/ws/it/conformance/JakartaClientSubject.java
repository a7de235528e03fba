package dev.ws.it.conformance;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.jakarta.container.JakartaClientContainer;
import jakarta.websocket.ClientEndpointConfig;
import jakarta.websocket.DeploymentException;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.Session;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.ByteBuffer;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Our Jakarta client as a subject: it is made to connect to a socket of the test, and echoes. */
final class JakartaClientSubject implements Subject, AutoCloseable {
    private final JakartaClientContainer container = new JakartaClientContainer();
    private final ServerSocket listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final ExecutorService threads = Executors.newCachedThreadPool();

    JakartaClientSubject() throws IOException {
        listening.setSoTimeout((int) RawWebSocket.PATIENCE.toMillis());
    }

    /** As an application would write it. */
    private static final class Echo extends Endpoint {
        @Override
        public void onOpen(Session session, EndpointConfig config) {
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

        @Override
        @SuppressWarnings("EmptyMethod") // what the table provokes is not worth a line in a log
        public void onError(Session session, Throwable error) {}
    }

    /** A connection that the client makes, before its handshake. */
    Socket accept(ClientEndpointConfig config) throws IOException {
        URI address = URI.create("ws://127.0.0.1:" + listening.getLocalPort() + "/");
        threads.execute(() -> connect(config, address));
        return listening.accept();
    }

    private void connect(ClientEndpointConfig config, URI address) {
        try {
            container.connectToServer(new Echo(), config, address);
        } catch (DeploymentException | IOException failed) {
            throw new IllegalStateException(failed);
        }
    }

    @Override
    public RawWebSocket open() throws IOException {
        return RawWebSocket.adopt(accept(ClientEndpointConfig.Builder.create().build()));
    }

    @Override
    public void close() throws IOException {
        container.close();
        listening.close();
        threads.shutdown();
    }
}
