package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextEncoderTest {
    private final TextEncoder encoder = new TextEncoder();

    private byte[] encode(String text) {
        byte[] target = new byte[3 * text.length()];
        int length = encoder.encode(text, target, 0);
        return Arrays.copyOf(target, length);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", "ascii", "ü", "\u07FF", "\u0800", "日本語", "𝄞", "a𝄞b", "\uD834", "\uDD1E", "\uD834x", "\uFFFF"
            })
    void agreesWithTheJdk(String text) {
        assertThat(encode(text)).isEqualTo(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void agreesWithTheJdkForRandomCharacters() {
        Random random = new Random(17);
        int[] bounds = {0x80, 0x800, 0xD800, 0xE000, 0x10000};
        for (int round = 0; round < 2000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(50); i > 0; i--) {
                text.append((char) random.nextInt(bounds[random.nextInt(bounds.length)]));
            }
            assertThat(encode(text.toString())).isEqualTo(text.toString().getBytes(StandardCharsets.UTF_8));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 7, 8, 47, 48, 49, 1000, TextEncoder.MOST_CHARS})
    void asciiIsTakenAtEveryLength(int length) {
        String text = "abcdefghij".repeat(length / 10 + 1).substring(0, length);
        ByteBuffer target = ByteBuffer.allocate(length + 2);
        assertThat(encoder.encodeAscii(text, target, 1)).isTrue();
        assertThat(target.position()).isZero();
        assertThat(new String(target.array(), 1, length, StandardCharsets.US_ASCII))
                .isEqualTo(text);
        assertThat(target.get(length + 1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0080", "ü", "\u0141", "日", "\uD834"})
    void oneOtherCharacterAnywhereIsRefused(String other) {
        for (int length : new int[] {1, 40, 48, 60}) {
            for (int at = 0; at < length; at++) {
                String text = "x".repeat(at) + other + "x".repeat(length - at - 1);
                assertThat(encoder.encodeAscii(text, ByteBuffer.allocate(length), 0))
                        .isFalse();
            }
        }
    }
}
