package dev.ws.server;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.connection.ConnectionOwner;
import dev.ws.connection.ConnectionRuntime;
import dev.ws.connection.WebSocketConnection;
import dev.ws.frame.Role;
import dev.ws.handshake.Requests;
import dev.ws.transport.TransportPair;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The client's end of an in-memory connection to a server under test, and what arrived there. */
final class TestClient implements WebSocketListener, ConnectionOwner {
    static final int SECONDS = 60;

    final TransportPair pair = new TransportPair();
    final List<String> received = new CopyOnWriteArrayList<>();
    final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    final WebSocketConnection client;

    TestClient(ConnectionRuntime runtime) {
        client = new WebSocketConnection(
                Role.CLIENT, WebSocketOptions.DEFAULT, Requests.plain(), "", List.of(), runtime, this);
        client.addListener(this);
    }

    /** Starts the client's end. */
    TestClient start() {
        client.start(pair.client());
        return this;
    }

    /** Connects to a server, which must accept at once. */
    static TestClient connect(WebSocketServer server, ConnectionRuntime runtime) {
        return connect(server, runtime, Requests.plain());
    }

    /** Connects to a server, which must accept at once. */
    static TestClient connect(WebSocketServer server, ConnectionRuntime runtime, HandshakeRequest request) {
        TestClient client = new TestClient(runtime);
        accepted(server, request).open(client.pair.server());
        return client.start();
    }

    /** What the server decides at once. */
    static Upgrade decide(WebSocketServer server, HandshakeRequest request) {
        CompletableFuture<Upgrade> upgrade = server.handleUpgrade(request).toCompletableFuture();
        assertThat(upgrade).isDone();
        return upgrade.join();
    }

    static Upgrade.Accepted accepted(WebSocketServer server, HandshakeRequest request) {
        Upgrade upgrade = decide(server, request);
        assertThat(upgrade).isInstanceOf(Upgrade.Accepted.class);
        return (Upgrade.Accepted) upgrade;
    }

    /** Asserts an answer's status, body and header fields. */
    static void assertRefused(Upgrade upgrade, int status, String body, String... fields) {
        assertThat(upgrade).isInstanceOf(Upgrade.Refused.class);
        assertThat(upgrade.response().status()).isEqualTo(status);
        assertThat(upgrade.response().body()).isEqualTo(body);
        assertThat(upgrade.response().headers().toMap())
                .isEqualTo(Headers.of(fields).toMap());
    }

    CloseStatus closeStatus() throws Exception {
        return closed.get(SECONDS, TimeUnit.SECONDS);
    }

    @Override
    public @Nullable CompletionStage<?> opened(WebSocket ws) {
        return null;
    }

    @Override
    public void ended(WebSocket ws) {}

    @Override
    public void onText(WebSocket ws, String text) {
        received.add(text);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        received.add(data.remaining() + " bytes");
    }

    @Override
    public void onClose(WebSocket ws, CloseStatus status) {
        closed.complete(status);
    }
}
