package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Heap;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** 1 GiB through InputStream and OutputStream, and 64 MiB to a peer that does not read (E-061, E-086). */
@ParameterizedClass(name = "{0}")
@MethodSource("dev.ws.it.jakarta.Site#newest")
class HugeStreamsIT {
    private static final int MIB = 1 << 20;
    private static final int HEAP_BOUND = 64 * MIB;

    @Parameter
    Site site; // JUnit thread

    private RawWebSocket open(String target) throws Exception {
        RawWebSocket peer = RawWebSocket.connect(site.port());
        peer.shakeHands(site.port(), site.path("plain", Wars::plain) + target);
        return peer;
    }

    @Test
    void aGibibyteIsReadAsItComes() throws Exception {
        try (RawWebSocket peer = open("/streams/count")) {
            long before = Heap.used();
            // masked by nothing: a key of zeros
            byte[] fragment = new WireFrame(false, 0, WireFrame.CONTINUATION, new byte[MIB]).encode(0);
            peer.write(new WireFrame(false, 0, WireFrame.BINARY, new byte[MIB]).encode(0));
            for (int i = 1; i < 1024; i++) {
                peer.write(fragment);
                if (i == 512) {
                    assertThat(Heap.used() - before).isLessThan(HEAP_BOUND);
                }
            }
            peer.write(new WireFrame(true, 0, WireFrame.CONTINUATION, new byte[0]).encode(0));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text(Long.toString(1L << 30)));
        }
    }

    @Test
    void aGibibyteIsSentAsItIsWritten() throws Exception {
        try (RawWebSocket peer = open("/streams/generate")) {
            long before = Heap.used();
            peer.send(WireFrame.text("1024"));
            long count = 0;
            boolean last = false;
            while (!last) {
                WireFrame part = peer.read();
                count += part.payload().length;
                last = part.fin();
                if (count > 512L * MIB && count < 512L * MIB + part.payload().length) {
                    assertThat(Heap.used() - before).isLessThan(HEAP_BOUND);
                }
            }
            assertThat(count).isEqualTo(1L << 30);
        }
    }

    @Test
    void sixtyFourMebibytesWaitForThePeer() throws Exception {
        try (RawWebSocket peer = RawWebSocket.connect(site.port(), 8 << 10)) {
            peer.shakeHands(site.port(), site.path("plain", Wars::plain) + "/streams/flood");
            long before = Heap.used();
            peer.send(WireFrame.text("64"));
            for (int i = 0; i < 1024; i++) {
                if (i % 256 == 1) {
                    Thread.sleep(100); // the peer is slow
                    assertThat(Heap.used() - before).isLessThan(HEAP_BOUND);
                }
                byte[] payload = peer.readMessage().payload();
                assertThat(payload).hasSize(64 << 10);
                assertThat(ByteBuffer.wrap(payload).getInt()).isEqualTo(i);
            }
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text("done"));
        }
    }
}
