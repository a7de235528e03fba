package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MaskingTest {
    private static byte[] naive(byte[] bytes, int from, int to, int key) {
        byte[] masked = bytes.clone();
        for (int i = from; i < to; i++) {
            masked[i] ^= (byte) (key >>> (24 - 8 * ((i - from) % 4)));
        }
        return masked;
    }

    @ParameterizedTest(name = "A-018 key {0}")
    @ValueSource(ints = {0x37FA213D, 0x01020304, 0x80FF7F00, -1, 1, 0})
    void equalsTheNaiveLoopAtAllOffsetsAndLengths(int key) {
        byte[] bytes = Splits.payload(160);
        for (int from = 0; from < 17; from++) {
            for (int to = from; to <= from + 140; to++) {
                byte[] masked = bytes.clone();
                int turned = Masking.apply(masked, from, to, key);

                assertThat(masked).as("%d to %d", from, to).isEqualTo(naive(bytes, from, to, key));
                assertThat(turned).isEqualTo(Integer.rotateLeft(key, 8 * ((to - from) % 4)));
            }
        }
    }

    @Test
    void goesOnWithTheTurnedKey() {
        byte[] bytes = Splits.payload(100);
        byte[] expected = naive(bytes, 0, 100, RfcExamples.MASK_KEY);
        for (int first = 0; first <= 100; first++) {
            for (int second = first; second <= 100; second += 7) {
                byte[] masked = bytes.clone();
                int key = Masking.apply(masked, 0, first, RfcExamples.MASK_KEY);
                key = Masking.apply(masked, first, second, key);
                Masking.apply(masked, second, 100, key);

                assertThat(masked).isEqualTo(expected);
            }
        }
    }
}
