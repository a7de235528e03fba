package dev.ws.transport;

import static dev.ws.transport.Waiting.await;
import static dev.ws.transport.Waiting.inBackground;
import static dev.ws.transport.Waiting.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SelectionKey;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What a layer between transport and socket may do: hold input, hold output, want the other direction first. */
@Timeout(60)
class SocketLayerTest {
    /** Reads ahead, keeps what was written until flushed, and is told by the test what it waits for. */
    private static final class OddLayer implements ByteLayer {
        final SocketChannel socket;
        final ByteBuffer ahead = ByteBuffer.allocate(1000).limit(0); // reader
        final AtomicInteger refusedReads = new AtomicInteger();
        final AtomicInteger refusedWrites = new AtomicInteger();
        final AtomicInteger refusedFlushes = new AtomicInteger();

        OddLayer(SocketChannel socket) {
            this.socket = socket;
        }

        @Override
        public int read(ByteBuffer target) throws IOException {
            if (refusedReads.get() > 0) {
                refusedReads.decrementAndGet();
                return 0;
            }
            if (!ahead.hasRemaining()) {
                int count = socket.read(ahead.clear());
                ahead.flip();
                if (count <= 0) {
                    return count;
                }
            }
            target.put(ahead.get());
            return 1;
        }

        @Override
        public int write(ByteBuffer source) throws IOException {
            if (refusedWrites.get() > 0) {
                refusedWrites.decrementAndGet();
                return 0;
            }
            return socket.write(source);
        }

        @Override
        public boolean flush() {
            return refusedFlushes.getAndUpdate(left -> Math.max(0, left - 1)) == 0;
        }

        @Override
        public boolean holdsInput() {
            return ahead.hasRemaining();
        }

        @Override
        public int readOperations() {
            return refusedReads.get() > 0 ? SelectionKey.OP_WRITE : SelectionKey.OP_READ;
        }

        @Override
        public int writeOperations() {
            return refusedWrites.get() > 0 ? SelectionKey.OP_READ : SelectionKey.OP_WRITE;
        }

        @Override
        public boolean halfCloseSupported() {
            return false;
        }

        @Override
        public void shutdownOutput() throws IOException {
            throw new IOException("meant to be thrown");
        }

        @Override
        public void close() throws IOException {
            socket.close();
            throw new IOException("meant to be thrown");
        }
    }

    private final SelectorLoops loops = SelectorLoops.create(1);
    private final ManualScheduler scheduler = new ManualScheduler();
    private OddLayer layer;
    private SocketTransport transport;
    private RawPeer peer;

    @BeforeEach
    void connect() throws Exception {
        SelectorLoop loop = loops.next();
        try (ServerSocketChannel server = ServerSocketChannel.open().bind(null)) {
            peer = RawPeer.connect(server.getLocalAddress());
            SocketChannel channel = server.accept();
            layer = new OddLayer(channel);
            CompletableFuture<SocketTransport> made = new CompletableFuture<>();
            loop.execute(() -> {
                try {
                    SocketTransport.configure(channel);
                    made.complete(
                            new SocketTransport(loop, scheduler, loop.register(channel, 0, null), channel, layer));
                } catch (IOException e) {
                    made.completeExceptionally(e);
                }
            });
            transport = made.get(30, TimeUnit.SECONDS);
        }
    }

    @AfterEach
    void stop() throws IOException {
        loops.close();
        peer.close();
    }

    @Test
    void inputThatTheLayerHoldsIsTold() throws Exception {
        ProbeConnection connection = pausingAfterEachByte();
        peer.write("held".getBytes(StandardCharsets.US_ASCII));
        assertThat(peer.readExactly(4)).asString().isEqualTo("held");
        until(() -> connection.readableCalls.get() == 4); // the byte goes out before its call has returned
        assertThat(connection.violations).isEmpty();
    }

    @Test
    void readingMayWaitForTheOtherDirection() throws Exception {
        layer.refusedReads.set(1);
        ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> {});
        connection.start(false);
        peer.write(new byte[1]);
        connection.resume(); // waits for the socket to be writable, which it is
        until(() -> connection.received.get() == 1);
        assertThat(connection.violations).isEmpty();
    }

    @Test
    void writingMayWaitForTheOtherDirection() throws Exception {
        layer.refusedWrites.set(2);
        ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> {});
        connection.start(false);
        connection.send(new byte[10]);
        connection.send(new byte[10]);
        assertThat(connection.isFlushed()).isFalse();
        assertThat(layer.refusedWrites).hasValue(1); // the second send did not ask the layer
        layer.refusedWrites.set(0);
        peer.write(new byte[1]);
        assertThat(peer.readExactly(20)).hasSize(20);
        until(connection::isFlushed);
        assertThat(connection.violations).isEmpty();
    }

    @Test
    void outputThatTheLayerHoldsIsFlushedLater() throws Exception {
        layer.refusedFlushes.set(3);
        ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> {});
        connection.start(false);
        connection.send(new byte[10]);
        until(connection::isFlushed);
        assertThat(connection.writableCalls).hasValue(3);
        assertThat(connection.violations).isEmpty();
    }

    @Test
    void aLayerThatFailsAtTheEndHidesNoEnd() throws Exception {
        ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> {});
        connection.start(true);
        assertThat(transport.halfCloseSupported()).isFalse();
        transport.shutdownOutput();
        transport.close();
        await(connection.closed);
        assertThat(connection.closeCause).isNull();
        assertThat(peer.endsWithReset()).isFalse();
    }

    private ProbeConnection pausingAfterEachByte() {
        ProbeConnection connection = new ProbeConnection(transport, (probe, input) -> {
            probe.send(new byte[] {input.get()});
            probe.paused = true; // this run of the pump ends
            inBackground(probe::resume);
        });
        connection.start(true);
        return connection;
    }
}
