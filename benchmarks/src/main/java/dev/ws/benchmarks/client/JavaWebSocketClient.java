package dev.ws.benchmarks.client;

import java.net.URI;
import java.util.concurrent.TimeUnit;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.handshake.ServerHandshake;
import org.jspecify.annotations.Nullable;

/** Java-WebSocket with TCP_NODELAY, as its documentation advises for small messages. */
final class JavaWebSocketClient implements MeasuredClient {
    @Override
    public String name() {
        return "Java-WebSocket";
    }

    @Override
    public Connection open(URI url, Receiver receiver) throws Exception {
        WebSocketClient client = new WebSocketClient(url) {
            @Override
            public void onOpen(ServerHandshake handshake) {}

            @Override
            public void onMessage(String text) {
                receiver.received(text);
            }

            @Override
            public void onClose(int code, String reason, boolean remote) {}

            @Override
            public void onError(@Nullable Exception failure) {}
        };
        client.setTcpNoDelay(true);
        client.setConnectionLostTimeout(0);
        if (!client.connectBlocking(30, TimeUnit.SECONDS)) {
            throw new IllegalStateException("no connection to " + url);
        }
        return new Connection() {
            @Override
            public void send(String text) {
                client.send(text);
            }

            @Override
            public void close() {
                client.close();
            }
        };
    }

    @Override
    public void end() {}
}
