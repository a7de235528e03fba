package dev.ws.jakarta.coder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.websocket.DecodeException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Primitives as text (E-059, E-065). */
class PrimitivesTest {
    static Stream<Arguments> values() {
        return Stream.of(
                Arguments.of(boolean.class, Boolean.class, "true", true),
                Arguments.of(byte.class, Byte.class, "-128", (byte) -128),
                Arguments.of(char.class, Character.class, "x", 'x'),
                Arguments.of(short.class, Short.class, "32767", (short) 32767),
                Arguments.of(int.class, Integer.class, "+7", 7),
                Arguments.of(long.class, Long.class, "9000000000", 9_000_000_000L),
                Arguments.of(float.class, Float.class, "1.5", 1.5f),
                Arguments.of(double.class, Double.class, "1e3", 1000d));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("values")
    void primitivesAndBoxesAreReadAlike(Class<?> primitive, Class<?> box, String text, Object expected)
            throws DecodeException {
        assertThat(Primitives.contains(primitive)).isTrue();
        assertThat(Primitives.contains(box)).isTrue();
        assertThat(Primitives.box(primitive)).isEqualTo(box).isEqualTo(Primitives.box(box));
        assertThat(Primitives.decode(primitive, text)).isEqualTo(expected);
        assertThat(Primitives.decode(box, text)).isEqualTo(expected);
    }

    @ParameterizedTest
    @CsvSource({
        "java.lang.Integer, x", "java.lang.Integer, ''", "java.lang.Byte, 128", "java.lang.Character, ''",
        "java.lang.Short, 1.0", "java.lang.Long, 0x1", "java.lang.Float, one", "java.lang.Double, ''"
    })
    void whatIsNoValueFailsWithTheText(Class<?> type, String text) {
        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> Primitives.decode(type, text))
                .withMessage("'" + text + "' is not a " + type.getSimpleName())
                .satisfies(e -> assertThat(e.getText()).isEqualTo(text));
    }

    @Test
    void otherTypesAreNone() {
        assertThat(Primitives.contains(String.class)).isFalse();
        assertThat(Primitives.contains(void.class)).isFalse();
        assertThat(Primitives.box(String.class)).isEqualTo(String.class);
        assertThatIllegalArgumentException().isThrownBy(() -> Primitives.decode(String.class, "x"));
    }
}
