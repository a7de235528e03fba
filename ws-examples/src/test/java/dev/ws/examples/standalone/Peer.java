package dev.ws.examples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.HexFormat;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** The JDK's client, for servers among the programs. What it gets becomes lines: texts, binary as hex, the end. */
final class Peer implements WebSocket.Listener {
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
    private final StringBuilder text = new StringBuilder(); // the JDK's listener thread
    private final ByteArrayOutputStream bytes = new ByteArrayOutputStream(); // the JDK's listener thread
    private final CompletableFuture<Void> ready = new CompletableFuture<>();
    private WebSocket ws; // the test, once

    private Peer() {}

    static Peer connect(int port, String target) {
        return connect(port, target, HTTP.newWebSocketBuilder());
    }

    static Peer connectWithHeader(int port, String target, String name, String value) {
        return connect(port, target, HTTP.newWebSocketBuilder().header(name, value));
    }

    static Peer connectWithProtocols(int port, String target, String first, String... others) {
        return connect(port, target, HTTP.newWebSocketBuilder().subprotocols(first, others));
    }

    /** Connects over TLS and trusts the certificate that is in a key store. */
    static Peer connectTrusting(KeyStore store, int port) throws GeneralSecurityException {
        TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        trust.init(store);
        SSLContext tls = SSLContext.getInstance("TLS");
        tls.init(null, trust.getTrustManagers(), null);
        HttpClient https = HttpClient.newBuilder().sslContext(tls).build();
        return connect(URI.create("wss://localhost:" + port), https.newWebSocketBuilder());
    }

    private static Peer connect(int port, String target, WebSocket.Builder builder) {
        return connect(URI.create("ws://localhost:" + port + target), builder);
    }

    private static Peer connect(URI address, WebSocket.Builder builder) {
        Peer peer = new Peer();
        peer.ws = builder.buildAsync(address, peer).join();
        // The 101 may be here before the server counts the connection among its clients; a pong tells that it does.
        peer.ws.sendPing(ByteBuffer.allocate(0)).join();
        peer.ready.orTimeout(30, TimeUnit.SECONDS).join();
        return peer;
    }

    /** The HTTP status that refused a handshake; 0 when there was no answer at all. */
    static int statusOf(int port, String target) {
        try {
            connect(port, target);
            return 101;
        } catch (CompletionException e) {
            return e.getCause() instanceof WebSocketHandshakeException refused
                    ? refused.getResponse().statusCode()
                    : 0;
        }
    }

    Peer send(String message) {
        ws.sendText(message, true).join();
        return this;
    }

    Peer send(byte[] part, boolean last) {
        ws.sendBinary(ByteBuffer.wrap(part), last).join();
        return this;
    }

    String next() throws InterruptedException {
        String line = lines.poll(30, TimeUnit.SECONDS);
        assertThat(line).as("a message").isNotNull();
        return line;
    }

    /** Ends the connection with a code and a reason. */
    void leave(int code, String reason) {
        ws.sendClose(code, reason).join();
    }

    void leave() {
        ws.sendClose(1000, "").join();
    }

    @Override
    public CompletionStage<?> onText(WebSocket socket, CharSequence part, boolean last) {
        text.append(part);
        if (last) {
            lines.add(text.toString());
            text.setLength(0);
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onBinary(WebSocket socket, ByteBuffer part, boolean last) {
        while (part.hasRemaining()) {
            bytes.write(part.get());
        }
        if (last) {
            lines.add("binary " + HexFormat.of().formatHex(bytes.toByteArray()));
            bytes.reset();
        }
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onPong(WebSocket socket, ByteBuffer payload) {
        ready.complete(null);
        socket.request(1);
        return null;
    }

    @Override
    public CompletionStage<?> onClose(WebSocket socket, int code, String reason) {
        lines.add(("closed " + code + " " + reason).strip());
        return null;
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        ready.completeExceptionally(error);
        lines.add("closed 1006");
    }
}
