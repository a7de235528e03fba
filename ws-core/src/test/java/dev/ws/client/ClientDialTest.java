package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.WebSocket;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.frame.WireFrame;
import dev.ws.handshake.AcceptKey;
import dev.ws.transport.Transport;
import dev.ws.transport.TransportPair;
import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** How a client gets to its server: D-005, D-010, D-019, D-020, D-030. */
@Timeout(60)
class ClientDialTest {
    private final WebSocketClient client = WebSocketClient.create();
    private final EventLog events = new EventLog();
    private final ClientOptions.Builder options = ClientOptions.builder().perMessageDeflate(DeflateOptions.OFF);

    @AfterEach
    void end() throws Exception {
        client.closeNow();
        client.closed().get(30, TimeUnit.SECONDS);
        events.nothing();
    }

    private CompletableFuture<WebSocket> connect(String url) {
        return client.connect(url, options.build(), ws -> ws.addListener(events));
    }

    private WebSocket open(String url) throws Exception {
        WebSocket ws = connect(url).get(30, TimeUnit.SECONDS);
        events.expect("open");
        return ws;
    }

    private void endOpen() throws Exception {
        client.closeNow();
        events.expect("close 1006 CLOSED");
    }

    @Test
    void asksTheResolverAndTriesAddressesInTurn() throws Exception { // D-020
        // 127.0.0.2 has no listener on this port, because that one is bound to 127.0.0.1 alone.
        InetAddress dead = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        CompletableFuture<String> asked = new CompletableFuture<>();
        options.resolver(host -> {
            asked.complete(host);
            return CompletableFuture.completedFuture(List.of(dead, InetAddress.getLoopbackAddress()));
        });
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            WebSocket ws = open("ws://Two.example:" + server.port() + "/");
            assertThat(asked).isCompletedWithValue("two.example");
            assertThat(ws.handshake().remoteAddress().getAddress()).isEqualTo(InetAddress.getLoopbackAddress());
            assertThat(ScriptedServer.field(server.request(), "Host")).isEqualTo("two.example:" + server.port());
            endOpen();
        }
    }

    @Test
    void tellsAllThatFailed() throws Exception { // D-050
        InetAddress dead = InetAddress.getByAddress(new byte[] {127, 0, 0, 2});
        InetAddress dead3 = InetAddress.getByAddress(new byte[] {127, 0, 0, 3});
        options.resolver(host -> CompletableFuture.completedFuture(List.of(dead, dead3)));
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            assertThat(connect("ws://two.example:" + server.port() + "/")).isNotNull();
            events.expectFailure("Connection refused");
            assertThat(events.error()).isInstanceOf(ConnectException.class);
            assertThat(events.error().getSuppressed()).hasSize(1);
        }
    }

    @Test
    void aNameWithoutAddresses() throws Exception { // D-050
        options.resolver(host -> CompletableFuture.completedFuture(List.of()));
        assertThat(connect("ws://none.example/")).isNotNull();
        events.expectFailure("no address of none.example");
        assertThat(events.error()).isInstanceOf(UnknownHostException.class);
    }

    @Test
    void aResolverThatThrows() throws Exception {
        options.resolver(host -> {
            throw new IllegalStateException("resolver");
        });
        assertThat(connect("ws://none.example/")).isNotNull();
        events.expectFailure("resolver");
    }

    @Test
    void theJvmResolvesNames() throws Exception {
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            open("ws://localhost:" + server.port() + "/");
            endOpen();
        }
    }

    @Test
    void theOwnAddress() throws Exception { // D-020
        InetAddress own = InetAddress.getByAddress(new byte[] {127, 0, 0, 9});
        options.localAddress(new InetSocketAddress(own, 0));
        try (ScriptedServer server = new ScriptedServer(line -> {
            assertThat(line.socket().getInetAddress()).isEqualTo(own);
            line.upgrade();
            line.awaitEnd();
        })) {
            WebSocket ws = open(server.url("/"));
            assertThat(ws.handshake().localAddress().getAddress()).isEqualTo(own);
            endOpen();
        }
    }

    @Test
    void theCustomizerCompletesTheRequestLater() throws Exception { // D-019
        CompletableFuture<Void> token = new CompletableFuture<>();
        CompletableFuture<Object> asked = new CompletableFuture<>();
        options.requestCustomizer((ws, url, headers) -> {
            asked.complete(url);
            return token.thenAccept(nothing -> headers.add("Authorization", "Bearer x"));
        });
        try (ScriptedServer server = new ScriptedServer(ScriptedServer.upgrade())) {
            CompletableFuture<WebSocket> future = connect(server.url("/a"));
            assertThat(asked.get(30, TimeUnit.SECONDS)).hasToString(server.url("/a"));
            assertThat(server.connections()).isZero();
            token.complete(null);
            future.get(30, TimeUnit.SECONDS);
            events.expect("open");
            assertThat(ScriptedServer.field(server.request(), "Authorization")).isEqualTo("Bearer x");
            endOpen();
        }
    }

    @Test
    void aCustomizerThatFailsEndsIt() throws Exception { // D-019
        options.requestCustomizer((ws, url, headers) -> CompletableFuture.failedFuture(new IOException("no token")));
        assertThat(connect("ws://127.0.0.1:1/")).isNotNull();
        events.expectFailure("no token");
    }

    @Test
    void aCustomizerThatBreaksTheRequestEndsIt() throws Exception {
        options.requestCustomizer((ws, url, headers) -> {
            headers.add("A(b", "c");
            return null;
        });
        assertThat(connect("ws://127.0.0.1:1/")).isNotNull();
        events.expectFailure("header name is not a token");
    }

    @Test
    void theMaskGeneratorGivesTheKeys() throws Exception { // D-030
        options.maskGenerator(() -> 0x01020304);
        CompletableFuture<byte[]> frame = new CompletableFuture<>();
        try (ScriptedServer server = new ScriptedServer(line -> {
            line.upgrade();
            frame.complete(line.socket().getInputStream().readNBytes(7));
            line.awaitEnd();
        })) {
            open(server.url("/")).send("a");
            assertThat(frame.get(30, TimeUnit.SECONDS)).containsExactly(0x81, 0x81, 0x01, 0x02, 0x03, 0x04, 'a' ^ 1);
            endOpen();
        }
    }

    @Test
    void unixDomainSockets(@TempDir Path folder) throws Exception { // D-005 A-144
        Path path = folder.resolve("s");
        try (ServerSocketChannel listener = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listener.bind(UnixDomainSocketAddress.of(path));
            CompletableFuture<WebSocket> future = connect("ws+unix:" + path + ":/chat?room=1");
            try (SocketChannel line = listener.accept()) {
                String request = readHead(line);
                assertThat(request).startsWith("GET /chat?room=1 HTTP/1.1\r\nHost: localhost\r\n");
                line.write(ByteBuffer.wrap(upgrade(request)));
                WebSocket ws = future.get(30, TimeUnit.SECONDS);
                events.expect("open");
                assertThat(ws.url().orElseThrow()).hasToString("ws+unix:" + path + ":/chat?room=1");
                assertThat(ws.handshake().remoteAddress()).isNull();
            }
            events.expect("close 1006 CLOSED");
        }
    }

    private static String readHead(SocketChannel line) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            assertThat(line.read(bytes)).isPositive();
            head = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
        }
        return head;
    }

    private static byte[] upgrade(String request) {
        String key = ScriptedServer.field(request, "Sec-WebSocket-Key");
        return ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                        + AcceptKey.of(key) + "\r\n\r\n")
                .getBytes(StandardCharsets.ISO_8859_1);
    }

    // --- the connector of an application -----------------------------------------------------------------------------

    /** The server's end of a pair: answers the request with an upgrade and what follows it. */
    private static void answer(TransportPair.End end, String follows) throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(4096);
        String head = "";
        while (!head.endsWith("\r\n\r\n")) {
            end.read(bytes);
            head = new String(bytes.array(), 0, bytes.position(), StandardCharsets.ISO_8859_1);
            Thread.onSpinWait();
        }
        end.write(ByteBuffer.wrap(upgrade(head)));
        if (!follows.isEmpty()) {
            end.write(ByteBuffer.wrap(WireFrame.text(follows).bytes()));
        }
        end.flush();
    }

    @Test
    void theConnectorGivesTheTransport() throws Exception { // D-020
        TransportPair pair = new TransportPair();
        CompletableFuture<String> asked = new CompletableFuture<>();
        options.connector(target -> {
            asked.complete(target.host() + " " + target.port() + " " + target.secure());
            return CompletableFuture.completedFuture(pair.client());
        });
        CompletableFuture<WebSocket> future = connect("wss://example.com:8443/");
        answer(pair.server(), "early");
        WebSocket ws = future.get(30, TimeUnit.SECONDS);
        events.expect("open", "text early");
        assertThat(asked).isCompletedWithValue("example.com 8443 true");

        ws.send("a");
        pair.server().write(ByteBuffer.wrap(WireFrame.text("b").bytes()));
        pair.server().flush();
        events.expect("text b");
        ws.terminate();
        events.expect("close 1006 CLOSED");
        assertThat(pair.client().isClosed()).isTrue();
    }

    @Test
    void theTransportOfAConnectorMayBeSlow() throws Exception {
        TransportPair pair = new TransportPair();
        pair.client().capacity(10).mostPerRead(1);
        options.connector(target -> CompletableFuture.completedFuture(pair.client()));
        CompletableFuture<WebSocket> future = connect("ws://example.com/");
        pair.client().capacity(20).flushBlocked(true).capacity(Long.MAX_VALUE);
        pair.client().flushBlocked(false);
        answer(pair.server(), "");
        future.get(30, TimeUnit.SECONDS);
        events.expect("open");
        endOpen();
    }

    @Test
    void theTransportOfAConnectorMayGoAway() throws Exception {
        TransportPair pair = new TransportPair();
        options.connector(target -> CompletableFuture.completedFuture(pair.client()));
        CompletableFuture<WebSocket> future = connect("ws://example.com/");
        pair.client().lose(new IOException("lost"));
        assertThat(future).failsWithin(30, TimeUnit.SECONDS);
        events.expectFailure("lost");
    }

    @Test
    void aConnectorThatFailsEndsIt() throws Exception {
        CompletableFuture<Transport> failed = CompletableFuture.failedFuture(new IOException("no tunnel"));
        options.connector(target -> failed);
        assertThat(connect("ws://example.com/")).isNotNull();
        events.expectFailure("no tunnel");
    }
}
