package dev.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class Utf8ValidatorTest {
    private static final int WHOLE = -1; // valid and complete
    private static final int UNFINISHED = -2; // valid so far, inside a character

    private final CharsetDecoder decoder = StandardCharsets.UTF_8
            .newDecoder()
            .onMalformedInput(CodingErrorAction.REPORT)
            .onUnmappableCharacter(CodingErrorAction.REPORT);
    private final CharBuffer chars = CharBuffer.allocate(70_000);

    // Whether up to three more bytes can make it text: continuation bytes of each range that some lead byte allows.
    private boolean canBecomeValid(byte[] bytes, int length) {
        byte[] more = java.util.Arrays.copyOf(bytes, length + 3);
        for (int second : new int[] {0x80, 0x90, 0xA0}) {
            java.util.Arrays.fill(more, length, length + 3, (byte) 0x80);
            more[length] = (byte) second;
            for (int added = 0; added <= 3; added++) {
                if (jdkComplete(more, length + added)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean jdkComplete(byte[] bytes, int length) {
        decoder.reset();
        chars.clear();
        ByteBuffer in = ByteBuffer.wrap(bytes, 0, length);
        return decoder.decode(in, chars, true).isUnderflow();
    }

    // Index of the first impossible byte when bytes come one by one, or WHOLE or UNFINISHED.
    private static int byteByByte(byte[] bytes) {
        Utf8Validator utf8 = new Utf8Validator();
        for (int i = 0; i < bytes.length; i++) {
            if (!utf8.accept(bytes, i, i + 1)) {
                return i;
            }
        }
        return utf8.complete() ? WHOLE : UNFINISHED;
    }

    private static boolean atOnce(byte[] bytes) {
        Utf8Validator utf8 = new Utf8Validator();
        return utf8.accept(bytes, 0, bytes.length) && utf8.complete();
    }

    private static boolean inTwo(byte[] bytes, int at) {
        Utf8Validator utf8 = new Utf8Validator();
        return utf8.accept(bytes, 0, at) && utf8.accept(bytes, at, bytes.length) && utf8.complete();
    }

    private static byte[] latin1(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    @ParameterizedTest(name = "A-070 all sequences of {0} bytes")
    @ValueSource(ints = {1, 2, 3})
    void agreesWithTheJdkOnAllShortSequences(int length) {
        byte[] bytes = new byte[length];
        for (int value = 0; value < 1 << (8 * length); value++) {
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (value >>> (8 * (length - 1 - i)));
            }
            boolean valid = jdkComplete(bytes, length);
            if (atOnce(bytes) != valid || (byteByByte(bytes) == WHOLE) != valid) {
                assertThat(atOnce(bytes)).as("%06x", value).isEqualTo(valid);
                assertThat(byteByByte(bytes) == WHOLE)
                        .as("%06x one by one", value)
                        .isEqualTo(valid);
            }
        }
    }

    @Test
    void agreesWithTheJdkOnSequencesOfFourBytesByTheirEdges() {
        int[] edges = {0x00, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2, 0xE0, 0xED, 0xF0, 0xF4, 0xFF};
        byte[] bytes = new byte[4];
        for (int lead = 0xEF; lead <= 0xFF; lead++) {
            for (int second = 0; second < 256; second++) {
                for (int third : edges) {
                    for (int fourth : edges) {
                        bytes[0] = (byte) lead;
                        bytes[1] = (byte) second;
                        bytes[2] = (byte) third;
                        bytes[3] = (byte) fourth;
                        boolean valid = jdkComplete(bytes, 4);
                        if (atOnce(bytes) != valid || (byteByByte(bytes) == WHOLE) != valid) {
                            assertThat(atOnce(bytes))
                                    .as("%x %x %x %x", lead, second, third, fourth)
                                    .isEqualTo(valid);
                        }
                    }
                }
            }
        }
    }

    // Index of the first byte that cannot be part of UTF-8, whatever comes after it.
    @ParameterizedTest(name = "A-070 A-071 {0}")
    @CsvSource({
        "stray continuation, 80, 0",
        "stray continuation behind text, 61 62 BF, 2",
        "overlong slash in two, C0 AF, 0",
        "overlong in two, C1 BF, 0",
        "overlong in three, E0 9F BF, 1",
        "overlong in four, F0 8F BF BF, 1",
        "high surrogate, ED A0 80, 1",
        "low surrogate, ED BF BF, 1",
        "above U+10FFFF, F4 90 80 80, 1",
        "lead F5, F5 80 80 80, 0",
        "lead FF, FF, 0",
        "truncated two, C3 61, 1",
        "truncated three, E2 82 61, 2",
        "truncated four, F0 9F 98 61, 3",
        "lead inside a character, E2 82 E2, 2",
        "behind a good character, C3 A9 80, 2",
        "first surrogate boundary is fine, ED 9F BF, -1",
        "after the surrogates, EE 80 80, -1",
        "smallest in three, E0 A0 80, -1",
        "smallest in four, F0 90 80 80, -1",
        "largest, F4 8F BF BF, -1",
        "smallest in two, C2 80, -1",
        "unfinished two, C3, -2",
        "unfinished three, E2 82, -2",
        "unfinished four, F0 9F 98, -2",
        "noncharacter is fine, EF BF BF, -1",
        "zero is fine, 00, -1"
    })
    void failsAtTheFirstImpossibleByte(String name, String hex, int index) {
        byte[] bad = dev.ws.frame.Splits.hex(hex);
        for (int before = 0; before < 70; before++) {
            byte[] bytes = new byte[before + bad.length];
            java.util.Arrays.fill(bytes, (byte) 'a');
            System.arraycopy(bad, 0, bytes, before, bad.length);
            int expected = index < 0 ? index : before + index;

            assertThat(byteByByte(bytes)).isEqualTo(expected);
            // Up to the bad byte all is well, with it nothing is, however the bytes are cut.
            for (int length = 0; length <= bytes.length; length++) {
                assertThat(new Utf8Validator().accept(bytes, 0, length)).isEqualTo(index < 0 || length <= expected);
                assertThat(inTwo(bytes, length)).isEqualTo(index == WHOLE);
            }
        }
    }

    static Stream<Arguments> texts() {
        return Stream.of(
                Arguments.of("Latin", "Größe, naïve, façade, smørrebrød; "),
                Arguments.of("Greek", "κόσμε κόσμε "),
                Arguments.of("Chinese", "中文字符測試 abc "),
                Arguments.of("emoji", "\uD83D\uDE00\uD83D\uDC68\u200D\uD83D\uDC69 ok "),
                Arguments.of("mixed", "a\u00E9\u20AC\uD83D\uDE00 plain ascii of some length to skip by words "),
                Arguments.of("edges", "\u007F\u0080\u07FF\u0800\uFFFF\uD800\uDC00\uDBFF\uDFFF"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("texts")
    void acceptsTextAtEverySplitPoint(String name, String text) {
        byte[] bytes = text.repeat(4).getBytes(StandardCharsets.UTF_8);
        for (int first = 0; first <= bytes.length; first++) {
            assertThat(inTwo(bytes, first)).isTrue();
            boolean complete = jdkComplete(bytes, first);
            Utf8Validator utf8 = new Utf8Validator();
            assertThat(utf8.accept(bytes, 0, first)).isTrue();
            assertThat(utf8.complete()).isEqualTo(complete);
            for (int second = first; second <= bytes.length; second++) {
                Utf8Validator three = new Utf8Validator();
                boolean valid = three.accept(bytes, 0, first)
                        && three.accept(bytes, first, second)
                        && three.accept(bytes, second, bytes.length)
                        && three.complete();
                if (!valid) {
                    assertThat(valid).as("cut at %d and %d", first, second).isTrue();
                }
            }
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
    void agreesWithTheJdkOnMutatedTexts(long seed) {
        Random random = new Random(seed);
        String[] alphabet = {"a", "bcdefghijklmnopqrstuvwxyz", "\u00E9", "\u20AC", "\uD83D\uDE00", "\u0800", "\uFFFD"};
        for (int round = 0; round < 2_000; round++) {
            StringBuilder text = new StringBuilder();
            for (int i = random.nextInt(40); i >= 0; i--) {
                text.append(alphabet[random.nextInt(alphabet.length)]);
            }
            byte[] bytes = text.toString().getBytes(StandardCharsets.UTF_8);
            for (int mutations = random.nextInt(3); mutations > 0; mutations--) {
                bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
            }
            bytes = java.util.Arrays.copyOf(bytes, bytes.length - random.nextInt(2));

            boolean valid = jdkComplete(bytes, bytes.length);
            int index = byteByByte(bytes);
            int at = random.nextInt(bytes.length + 1);
            if (atOnce(bytes) != valid || (index == WHOLE) != valid || inTwo(bytes, at) != valid) {
                assertThat(valid).as("round %d cut at %d", round, at).isEqualTo(!valid);
            }
            if (index >= 0) {
                // Not a byte too early and not one too late.
                assertThat(canBecomeValid(bytes, index)).isTrue();
                assertThat(canBecomeValid(bytes, index + 1))
                        .as("round %d", round)
                        .isFalse();
                assertThat(new Utf8Validator().accept(bytes, 0, index)).isTrue();
                assertThat(new Utf8Validator().accept(bytes, 0, index + 1)).isFalse();
            }
        }
    }

    @Test
    void startsAfreshAfterReset() {
        Utf8Validator utf8 = new Utf8Validator();
        assertThat(utf8.accept(latin1("\u00F4"), 0, 1)).isTrue();
        assertThat(utf8.complete()).isFalse();

        utf8.reset();

        assertThat(utf8.complete()).isTrue();
        assertThat(utf8.accept(latin1("\u00C2\u00BF"), 0, 2)).isTrue();
        assertThat(utf8.complete()).isTrue();
    }

    @Test
    void looksAtNothingOutsideItsRange() {
        byte[] bytes = latin1("\u00FFabcdefgh\u00C3\u00A4\u00FF");

        Utf8Validator utf8 = new Utf8Validator();
        assertThat(utf8.accept(bytes, 1, bytes.length - 1)).isTrue();
        assertThat(utf8.complete()).isTrue();
        assertThat(utf8.accept(bytes, 4, 4)).isTrue();
    }
}
