package dev.ws.it.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Dispatch;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.Bystander;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.server.ListenOptions;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** G-032: a thousand clients that never finish their handshakes. */
class SlowHandshakesIT {
    private static final int CLIENTS = 1000;

    @Test
    void aThousandDribblingClientsAreCutInTimeAndDisturbNobody() throws Exception {
        ListenOptions.Builder options = ListenOptions.builder().handshakeTimeout(Duration.ofSeconds(4));
        List<SocketChannel> slow = new ArrayList<>();
        try (Standalone server = Standalone.start(options, Dispatch.INLINE);
                Selector selector = Selector.open()) {
            Bystander bystander = new Bystander(server.port());
            byte[] request = RawWebSocket.request(server.port(), "/peers/echo");
            for (int i = 0; i < CLIENTS; i++) {
                SocketChannel channel =
                        SocketChannel.open(new InetSocketAddress(InetAddress.getLoopbackAddress(), server.port()));
                channel.configureBlocking(false);
                channel.register(selector, SelectionKey.OP_READ);
                slow.add(channel);
            }
            bystander.isUndisturbed();
            int[] sent = {0};
            int[] cut = {0};
            Await.until("all are cut", () -> {
                if (sent[0] < request.length - 1) {
                    dribble(slow, request[sent[0]++]);
                }
                cut[0] += ended(selector);
                return cut[0] == CLIENTS;
            });
            assertThat(sent[0]).as("bytes it took").isGreaterThan(10);
            bystander.isUndisturbed();
            assertThat(server.clients()).isEqualTo(1);
            try (RawWebSocket peer = RawWebSocket.open(server.port(), "/peers/echo")) {
                assertThat(peer.isClient()).isTrue();
            }
            bystander.leave();
        } finally {
            for (SocketChannel channel : slow) {
                channel.close();
            }
        }
    }

    private static void dribble(List<SocketChannel> slow, byte next) {
        for (SocketChannel channel : slow) {
            try {
                channel.write(ByteBuffer.wrap(new byte[] {next}));
            } catch (IOException e) {
                // it is cut; its key tells
            }
        }
    }

    /** Reads what came, and counts the ends. */
    private static int ended(Selector selector) throws IOException {
        selector.selectNow();
        int ended = 0;
        ByteBuffer buffer = ByteBuffer.allocate(1024);
        for (SelectionKey key : selector.selectedKeys()) {
            SocketChannel channel = (SocketChannel) key.channel();
            int count;
            try {
                count = channel.read(buffer.clear());
            } catch (IOException e) {
                count = -1;
            }
            if (count < 0) {
                key.cancel();
                ended++;
            }
        }
        selector.selectedKeys().clear();
        return ended;
    }
}
