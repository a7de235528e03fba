package dev.ws.it.deflate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.wire.DeflatePeer;
import dev.ws.it.wire.Heap;
import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import java.util.zip.CRC32;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** One message of a gibibyte as a stream in either direction, in as much heap as any other. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11"})
class HugeMessageIT {
    private static final int MIB = 1 << 20;
    private static final long BOUND = 16L * MIB;

    @Parameter
    ContainerKind kind; // JUnit thread

    private long before; // JUnit thread
    private long most; // JUnit thread

    /** A gibibyte on one of them will do. */
    private int mebibytes() {
        return kind == ContainerKind.TOMCAT_11 ? 1024 : 256;
    }

    private DeflatePeer open(String endpoint) throws Exception {
        String target = "/deflate/" + endpoint + "?settings=maxPayload:0,level:1";
        return DeflatePeer.open(Container.shared(kind).port(), target, "permessage-deflate");
    }

    private void look() {
        try {
            most = Math.max(most, Heap.used() - before);
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void in() throws Exception {
        byte[] block = new byte[MIB];
        for (int i = 0; i < MIB; i++) {
            block[i] = (byte) (i >> 8);
        }
        CRC32 crc = new CRC32();
        try (DeflatePeer peer = open("digest")) {
            before = Heap.used();
            // refers to nothing before it, so that it may be sent again and again
            byte[] payload = peer.compress(block, false);
            for (int i = 0; i < mebibytes(); i++) {
                boolean last = i == mebibytes() - 1;
                int opcode = i == 0 ? WireFrame.BINARY : WireFrame.CONTINUATION;
                byte[] sent = last ? Arrays.copyOf(payload, payload.length - 4) : payload;
                peer.socket().send(new WireFrame(last, i == 0 ? 4 : 0, opcode, sent));
                crc.update(block);
                if (i % 200 == 100) {
                    look();
                }
            }
            assertThat(peer.readMessage().payloadText())
                    .isEqualTo((long) mebibytes() * MIB + " " + Long.toHexString(crc.getValue()));
        }
        assertThat(most).as("growth of the heap").isLessThan(BOUND);
    }

    @Test
    void out() throws Exception {
        byte[] expected = new byte[1 << 16];
        Arrays.fill(expected, (byte) 'x');
        long[] total = {0};
        try (DeflatePeer peer = open("pour")) {
            before = Heap.used();
            String size = "" + (long) mebibytes() * MIB;
            peer.send(WireFrame.TEXT, size.getBytes(StandardCharsets.US_ASCII));
            WireFrame first = peer.readMessage((bytes, length) -> {
                if (!Arrays.equals(bytes, 0, length, expected, 0, length)) {
                    throw new AssertionError("other bytes after " + total[0]);
                }
                if (total[0] >> 27 != (total[0] + length) >> 27) {
                    look();
                }
                total[0] += length;
            });
            assertThat(first.rsv()).isEqualTo(4);
            assertThat("" + total[0]).isEqualTo(size);
            assertThat(peer.wireBytes()).isLessThan(total[0] / 100);
        }
        assertThat(most).as("growth of the heap").isLessThan(BOUND);
    }

    @Test
    void outputWaitsForAPeerThatDoesNotRead() throws Exception {
        int size = 48 * MIB;
        byte[] expected = new byte[size];
        Random random = new Random(1);
        byte[] block = new byte[8192];
        for (int at = 0; at < size; at += block.length) {
            random.nextBytes(block);
            System.arraycopy(block, 0, expected, at, block.length);
        }
        String target = "/deflate/pour?settings=level:1";
        try (DeflatePeer peer =
                DeflatePeer.open(Container.shared(kind).port(), target, "permessage-deflate", 64 * 1024)) {
            before = Heap.used();
            peer.send(WireFrame.TEXT, ("?" + size).getBytes(StandardCharsets.US_ASCII));
            int[] total = {0};
            boolean[] looked = {false};
            peer.readMessage((bytes, length) -> {
                if (!looked[0]) {
                    // the first frame is here: let the server write until it has to wait
                    looked[0] = true;
                    for (long last = -1; most != last; ) {
                        last = most;
                        look();
                    }
                }
                if (!Arrays.equals(bytes, 0, length, expected, total[0], total[0] + length)) {
                    throw new AssertionError("other bytes after " + total[0]);
                }
                total[0] += length;
            });
            assertThat(total[0]).isEqualTo(size);
        }
        assertThat(most).as("growth of the heap").isLessThan(BOUND);
    }
}
