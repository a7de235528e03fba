package dev.ws.it.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Random;
import java.util.zip.Deflater;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Tests the measure itself, with data that repeat at one distance only. */
class DeflateReachIT {
    @ParameterizedTest
    @ValueSource(ints = {100, 255, 256, 257, 511, 512, 513, 1024, 5000, 16_384, 32_506})
    void findsTheLongestDistance(int distance) {
        byte[] plain = new byte[distance + 200];
        new Random(distance).nextBytes(plain);
        System.arraycopy(plain, 0, plain, distance, 100);
        for (int strategy : new int[] {Deflater.DEFAULT_STRATEGY, Deflater.HUFFMAN_ONLY}) {
            Deflater deflater = new Deflater(9, true);
            deflater.setStrategy(strategy);
            deflater.setInput(plain);
            byte[] blocks = new byte[plain.length + 1000];
            int length = deflater.deflate(blocks, 0, blocks.length, Deflater.SYNC_FLUSH);
            deflater.end();
            assertThat(DeflateReach.of(Arrays.copyOf(blocks, length)))
                    .isEqualTo(strategy == Deflater.HUFFMAN_ONLY ? 0 : distance);
        }
    }
}
