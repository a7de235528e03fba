package dev.ws.examples;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** A foreign client, the one of the JDK, that remembers what it got: texts, {@code "binary " + hex}, {@code "closed " + status}. */
final class Client implements WebSocket.Listener {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder(); // the client's own thread, one call at a time
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private final WebSocket socket;

    private Client(HttpClient http, URI address, String... headers) {
        WebSocket.Builder builder = http.newWebSocketBuilder();
        for (int i = 0; i < headers.length; i += 2) {
            builder.header(headers[i], headers[i + 1]);
        }
        socket = builder.buildAsync(address, this).join();
        // The 101 may be here before the server counts the connection among its clients; a pong tells that it does.
        socket.sendPing(ByteBuffer.allocate(0)).join();
        ready.orTimeout(20, TimeUnit.SECONDS).join();
    }

    static Client connect(HttpClient http, int port, String path, String... headers) {
        return connect(http, URI.create("ws://localhost:" + port + path), headers);
    }

    static Client connect(HttpClient http, URI address, String... headers) {
        return new Client(http, address, headers);
    }

    /** The HTTP status that refused a handshake; 101 if it was not refused. */
    static int statusOf(HttpClient http, int port, String path, String... headers) {
        try {
            connect(http, port, path, headers).leave();
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    Client send(String message) {
        socket.sendText(message, true).join();
        return this;
    }

    Client send(byte[] message) {
        socket.sendBinary(ByteBuffer.wrap(message), true).join();
        return this;
    }

    /** The next event; fails when none comes within 20 seconds. */
    String next() throws InterruptedException {
        String event = events.poll(20, TimeUnit.SECONDS);
        assertThat(event).as("the next event within 20 seconds").isNotNull();
        return event;
    }

    /** Closes and waits for the server's answer, so that the server has seen it. */
    String leave() {
        socket.sendClose(WebSocket.NORMAL_CLOSURE, "").join();
        try {
            String event = next();
            while (!event.startsWith("closed")) {
                event = next();
            }
            return event;
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public CompletionStage<?> onText(WebSocket ws, CharSequence data, boolean last) {
        text.append(data);
        if (last) {
            events.add(text.toString());
            text.setLength(0);
        }
        ws.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket ws, ByteBuffer data, boolean last) {
        StringBuilder hex = new StringBuilder("binary ");
        while (data.hasRemaining()) {
            hex.append(String.format("%02x", data.get()));
        }
        events.add(hex.toString());
        ws.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onPong(WebSocket ws, ByteBuffer payload) {
        ready.complete(null);
        ws.request(1);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public CompletionStage<?> onClose(WebSocket ws, int status, String reason) {
        events.add(reason.isEmpty() ? "closed " + status : "closed " + status + " " + reason);
        return CompletableFuture.completedFuture(null);
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        events.add("error " + error);
    }
}
