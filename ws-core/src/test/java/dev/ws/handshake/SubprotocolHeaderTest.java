package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import dev.ws.extension.HeaderSyntaxException;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class SubprotocolHeaderTest {
    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("just-testing", List.of("just-testing")),
                arguments("foo,bar", List.of("foo", "bar")),
                arguments("foo, bar\t,\t baz \t ,  qux", List.of("foo", "bar", "baz", "qux")),
                arguments("b,a,B,A", List.of("b", "a", "B", "A")),
                arguments("constructor,toString,__proto__", List.of("constructor", "toString", "__proto__")));
    }

    @ParameterizedTest(name = "A-120 {0}")
    @MethodSource("wellFormed")
    void tokensAreReadInOrder(String value, List<String> expected) {
        assertThat(SubprotocolHeader.parse(value)).containsExactlyElementsOf(expected);
    }

    @ParameterizedTest(name = "A-120 {0} fails at {1}")
    @CsvSource(
            quoteCharacter = '`',
            delimiter = '|',
            value = {
                "`,`|0",
                "` foo`|0",
                "`foo,,`|4",
                "`foo,  ,`|6",
                "`f oo`|2",
                "`foo,b ar`|6",
                "`f©o`|1",
                "`f;o`|1",
                "`foo=1`|3",
                "`\"foo\"`|0",
                "`foo,f\\o`|5",
                "`foo\r\nX: y`|3"
            })
    void misplacedCharacterIsNamedByItsIndex(String value, int index) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> SubprotocolHeader.parse(value))
                .withMessage("Unexpected character at index " + index)
                .satisfies(e -> assertThat(e.index()).isEqualTo(index));
    }

    @ParameterizedTest(name = "A-120 \"{0}\" ends too early")
    @ValueSource(strings = {"", "foo,", "foo, ", "foo,\t", "foo ", "foo,bar\t"})
    void valueThatEndsTooEarlyIsAnError(String value) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> SubprotocolHeader.parse(value))
                .withMessage("Unexpected end of input");
    }

    @ParameterizedTest(name = "A-120 {0} repeats at {1}")
    @CsvSource(
            delimiter = '|',
            value = {"foo,foo|4", "foo,bar, foo|9", "foo,foo,bar|4"})
    void duplicateIsAnError(String value, int index) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> SubprotocolHeader.parse(value))
                .withMessage("The \"foo\" subprotocol is duplicated")
                .satisfies(e -> assertThat(e.index()).isEqualTo(index));
    }
}
