package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8EncoderTest {
    private static byte[] encode(String text) {
        byte[] target = new byte[Utf8Encoder.length(text)];
        Utf8Encoder.encode(text, target, 0);
        return target;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "ascii",
                "ü",
                "߿",
                "ࠀ",
                "日本語",
                "𝄞",
                "a𝄞b",
                "\uD834",
                "\uDD1E",
                "\uD834x",
                "\uDD1E\uD834",
                "￿"
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

    @Test
    void asciiIsTakenAndAnythingElseRefused() {
        byte[] target = new byte[5];
        assertThat(Utf8Encoder.encodeAscii("abc", target, 1)).isTrue();
        assertThat(target).containsExactly(0, 'a', 'b', 'c', 0);
        assertThat(Utf8Encoder.encodeAscii("abü", target, 0)).isFalse();
        assertThat(Utf8Encoder.encodeAscii("\u0141bc", target, 0)).isFalse();
    }
}
