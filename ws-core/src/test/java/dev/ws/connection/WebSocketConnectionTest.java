package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.frame.Role;
import dev.ws.transport.TransportPair;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebSocketConnectionTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final TransportPair pair = new TransportPair();

    @AfterEach
    void closeRuntime() {
        runtime.close();
    }

    private WebSocketConnection connection(Role role, WebSocketOptions options, WebSocketListener listener) {
        ConnectionOwner owner = new ConnectionOwner() {
            @Override
            public @Nullable CompletionStage<?> opened(WebSocket ws) {
                return null;
            }

            @Override
            public void ended(WebSocket ws) {}
        };
        WebSocketConnection ws = new WebSocketConnection(
                role, options, HandshakeRequest.builder("GET", "/").build(), "", List.of(), runtime, owner);
        ws.addListener(listener);
        return ws;
    }

    private static final class Recorder implements WebSocketListener {
        final List<String> events = new CopyOnWriteArrayList<>();
        final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();

        @Override
        public void onOpen(WebSocket ws) {
            events.add("open");
        }

        @Override
        public void onText(WebSocket ws, String text) {
            events.add("text " + text);
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            events.add("binary " + data.remaining());
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus status) {
            events.add("close " + status);
            closed.complete(status);
        }
    }

    private static final WebSocketListener ECHO = new WebSocketListener() {
        @Override
        public void onMessage(WebSocket ws, Message message) {
            ws.send(message);
        }
    };

    @Test
    void echoesAndCloses() throws Exception {
        WebSocketConnection server = connection(Role.SERVER, WebSocketOptions.DEFAULT, ECHO);
        Recorder recorder = new Recorder();
        WebSocketConnection client = connection(Role.CLIENT, WebSocketOptions.DEFAULT, recorder);
        server.start(pair.server());
        client.start(pair.client());

        client.send("hello");
        client.send(new byte[70_000]);
        client.send(new byte[3 << 20]);
        client.send("wörld");
        client.close(1000, "bye");

        assertThat(recorder.closed.get(10, TimeUnit.SECONDS)).isEqualTo(new CloseStatus(1000, "bye", true));
        assertThat(recorder.events)
                .containsExactly(
                        "open", "text hello", "binary 70000", "binary 3145728", "text wörld", "close 1000 bye");
    }
}
