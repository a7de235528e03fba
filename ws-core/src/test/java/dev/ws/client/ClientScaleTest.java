package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.AcceptKey;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Many clients on few threads. */
@Timeout(120)
class ClientScaleTest {
    private static final int CLIENTS = 1000;

    // Answers each request with an upgrade, on one thread, and drops everything else.
    private static void serve(ServerSocketChannel listener) throws Exception {
        try (Selector selector = Selector.open()) {
            listener.configureBlocking(false);
            listener.register(selector, SelectionKey.OP_ACCEPT);
            ByteBuffer buffer = ByteBuffer.allocate(4096);
            while (listener.isOpen()) {
                selector.select();
                for (SelectionKey key : selector.selectedKeys()) {
                    if (key.isValid() && key.isAcceptable()) {
                        SocketChannel accepted = listener.accept();
                        if (accepted != null) {
                            accepted.configureBlocking(false).register(selector, SelectionKey.OP_READ);
                        }
                    } else if (key.isValid()) {
                        answer((SocketChannel) key.channel(), buffer.clear());
                    }
                }
                selector.selectedKeys().clear();
            }
        }
    }

    // Each request comes in one piece, being short.
    private static void answer(SocketChannel channel, ByteBuffer buffer) throws Exception {
        if (channel.read(buffer) < 0) {
            channel.close();
            return;
        }
        String head = StandardCharsets.ISO_8859_1.decode(buffer.flip()).toString();
        if (head.startsWith("GET")) {
            String key = ScriptedServer.field(head, "Sec-WebSocket-Key");
            channel.write(ByteBuffer.wrap(
                    ("HTTP/1.1 101 \r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: "
                                    + AcceptKey.of(key) + "\r\n\r\n")
                            .getBytes(StandardCharsets.ISO_8859_1)));
        }
    }

    @Test
    void aThousandClientsNeedAFewThreads() throws Exception {
        CountDownLatch closes = new CountDownLatch(CLIENTS);
        WebSocketListener listener = new WebSocketListener() {
            @Override
            public void onClose(WebSocket ws, CloseStatus status) {
                closes.countDown();
            }
        };
        try (ServerSocketChannel server = ServerSocketChannel.open()) {
            server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), CLIENTS);
            int port = ((InetSocketAddress) server.getLocalAddress()).getPort();
            Thread serving = new Thread(() -> {
                try {
                    serve(server);
                } catch (Exception closed) {
                    // the end of the test
                }
            });
            serving.setDaemon(true);
            serving.start();
            WebSocketClient client = WebSocketClient.create(ClientOptions.builder()
                    .handshakeTimeout(Duration.ofMinutes(1))
                    .perMessageDeflate(DeflateOptions.OFF)
                    .build());
            List<CompletableFuture<WebSocket>> futures = new ArrayList<>();
            for (int i = 0; i < CLIENTS; i++) {
                futures.add(client.connect("ws://localhost:" + port + "/" + i, listener));
            }
            for (CompletableFuture<WebSocket> future : futures) {
                assertThat(future.get(60, TimeUnit.SECONDS).isOpen()).isTrue();
            }
            assertThat(client.connections()).hasSize(CLIENTS);
            assertThat(Thread.getAllStackTraces().keySet().stream()
                            .filter(thread -> thread.getName().startsWith("ws-"))
                            .count())
                    .isLessThan(20);
            client.closeNow();
            assertThat(closes.await(60, TimeUnit.SECONDS)).isTrue();
            client.closed().get(60, TimeUnit.SECONDS);
        }
    }
}
