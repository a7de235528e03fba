package dev.ws.it.client;

import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.client.ClientOptions;
import dev.ws.client.WebSocketClient;
import dev.ws.it.wire.RawWebSocket;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A connection of our client that keeps what it is told, for the thread of a test. */
final class ClientPeer implements AutoCloseable {
    private final BlockingQueue<Message> inbox = new LinkedBlockingQueue<>();
    private final BlockingQueue<String> pongs = new LinkedBlockingQueue<>();
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();
    private final List<CloseStatus> ends = new CopyOnWriteArrayList<>();
    private final CompletableFuture<CloseStatus> closed = new CompletableFuture<>();
    private final CompletableFuture<WebSocket> opened;

    /** Begins to connect. */
    ClientPeer(WebSocketClient client, String address, ClientOptions options) {
        opened = client.connect(address, options, ws -> {
            ws.onMessage((peer, message) -> inbox.add(message.copy()));
            ws.onPong((peer, payload) -> pongs.add(text(payload)));
            ws.onError((peer, error) -> errors.add(error));
            ws.onClose((peer, status) -> {
                ends.add(status);
                closed.complete(status);
            });
        });
    }

    /** Connects. */
    static ClientPeer open(WebSocketClient client, String address, ClientOptions options) throws Exception {
        ClientPeer peer = new ClientPeer(client, address, options);
        peer.ws();
        return peer;
    }

    private static String text(ByteBuffer payload) {
        return StandardCharsets.UTF_8.decode(payload).toString();
    }

    /** The connection, once it is open. */
    WebSocket ws() throws Exception {
        return await(opened);
    }

    /** The attempt. */
    CompletableFuture<WebSocket> opened() {
        return opened;
    }

    /** The next message; fails when none comes. */
    Message next() throws Exception {
        return taken(inbox.poll(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    /** The payload of the next pong; fails when none comes. */
    String nextPong() throws Exception {
        return taken(pongs.poll(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS));
    }

    private <T> T taken(@Nullable T value) {
        if (value == null) {
            throw new AssertionError("nothing came; errors " + errors + ", ends " + ends);
        }
        return value;
    }

    /** How it ended; fails when it does not. */
    CloseStatus closed() throws Exception {
        return await(closed);
    }

    /** The errors so far. */
    List<Throwable> errors() {
        return errors;
    }

    /** The close events so far. */
    List<CloseStatus> ends() {
        return ends;
    }

    private static <T> T await(CompletableFuture<T> future) throws Exception {
        return future.get(RawWebSocket.PATIENCE.toSeconds(), TimeUnit.SECONDS);
    }

    /** Cuts the connection, or gives up connecting. */
    @Override
    public void close() {
        if (!opened.cancel(false) && !opened.isCompletedExceptionally()) {
            opened.join().terminate();
        }
    }
}
