package dev.ws.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ExtensionHeaderTest {
    private static ExtensionOffer offer(String token, Map<String, List<String>> parameters) {
        return new ExtensionOffer(token, parameters);
    }

    static Stream<Arguments> wellFormed() {
        return Stream.of(
                arguments("foo", List.of(ExtensionOffer.of("foo"))),
                arguments("foo,bar", List.of(ExtensionOffer.of("foo"), ExtensionOffer.of("bar"))),
                arguments("foo, foo", List.of(ExtensionOffer.of("foo"), ExtensionOffer.of("foo"))),
                arguments("foo;bar", List.of(offer("foo", Map.of("bar", List.of(""))))),
                arguments("foo;a=1;a=2;a", List.of(offer("foo", Map.of("a", List.of("1", "2", ""))))),
                arguments(
                        "foo;baz, qux; baz=1",
                        List.of(offer("foo", Map.of("baz", List.of(""))), offer("qux", Map.of("baz", List.of("1"))))),
                arguments("foo;bar=\"hi\"", List.of(offer("foo", Map.of("bar", List.of("hi"))))),
                arguments("foo;bar=\"\\h\\i\"", List.of(offer("foo", Map.of("bar", List.of("hi"))))),
                arguments("foo;bar=\"h\\i\";q", List.of(offer("foo", Map.of("bar", List.of("hi"), "q", List.of(""))))),
                arguments(
                        "foo\t; \tbar=1\t ;  baz=\"2\"\t\t, \tqux\t ;x",
                        List.of(
                                offer("foo", Map.of("bar", List.of("1"), "baz", List.of("2"))),
                                offer("qux", Map.of("x", List.of(""))))),
                arguments("!#$%&'*+-.^_`|~09azAZ", List.of(ExtensionOffer.of("!#$%&'*+-.^_`|~09azAZ"))));
    }

    @ParameterizedTest(name = "A-080 {0}")
    @MethodSource("wellFormed")
    void tokensParametersAndQuotedValuesAreRead(String value, List<ExtensionOffer> expected) {
        assertThat(ExtensionHeader.parse(value)).isEqualTo(expected);
    }

    @Test
    void a080OrderOfParametersIsKept() {
        assertThat(ExtensionHeader.parse("foo;z;a=1;z=2;m").get(0).parameters().keySet())
                .containsExactly("z", "a", "m");
    }

    @ParameterizedTest(name = "A-081 {0} fails at {1}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`,`|0",
                "`;`|0",
                "` foo`|0",
                "`\tfoo`|0",
                "`foo,,`|4",
                "`foo,  ,`|6",
                "`foo,;a`|4",
                "`f oo`|2",
                "`foo;ba r`|7",
                "`foo;bar =1`|8",
                "`foo;bar= 1`|8",
                "`foo;bar=ba z`|11",
                "`foo;=1`|4",
                "`foo;;a`|4",
                "`foo;,a`|4",
                "`foo;bar=,`|8",
                "`foo;bar=;`|8",
                "`foo;bar==1`|8",
                "`foo=1`|3",
                "`f©o`|1",
                "`foo;b©r`|5",
                "`foo;bar=b©z`|9",
                "`foo;bar=\"©\"`|9",
                "`foo;bar=\"\"`|9",
                "`foo;bar=\"a,b\"`|10",
                "`foo;bar=\"a b\"`|10",
                "`foo;bar=\"\\\"\"`|10",
                "`foo;bar=\"a\\,\"`|11",
                "`foo;bar=\"a\"b`|11",
                "`foo;bar=\"a\"\"b\"`|11",
                "`foo;bar=a\"b\"`|9",
                "`foo;bar=1=2`|9",
                "`foo\u0000`|3",
                "`foo\u007f`|3"
            },
            delimiter = '|')
    void misplacedCharacterIsNamedByItsIndex(String value, int index) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> ExtensionHeader.parse(value))
                .withMessage("Unexpected character at index " + index)
                .satisfies(e -> assertThat(e.index()).isEqualTo(index));
    }

    @ParameterizedTest(name = "A-081 \"{0}\" ends too early")
    @ValueSource(
            strings = {
                "",
                "foo,",
                "foo, ",
                "foo ",
                "foo\t",
                "foo;",
                "foo; ",
                "foo;bar ",
                "foo;bar;",
                "foo;bar,",
                "foo;bar=",
                "foo;bar=1 ",
                "foo;bar=\"",
                "foo;bar=\"baz",
                "foo;bar=\"baz\\",
                "foo;bar=\"baz\" ",
                "foo;bar=\"baz\","
            })
    void valueThatEndsTooEarlyIsAnError(String value) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> ExtensionHeader.parse(value))
                .withMessage("Unexpected end of input")
                .satisfies(e -> assertThat(e.index()).isEqualTo(value.length()));
    }

    @Test
    void a082NamesThatScriptLanguagesReserveAreOrdinary() {
        String value = "constructor;hasOwnProperty=1;toString;__proto__=2, hasOwnProperty";

        List<ExtensionOffer> offers = ExtensionHeader.parse(value);

        assertThat(offers).extracting(ExtensionOffer::token).containsExactly("constructor", "hasOwnProperty");
        assertThat(offers.get(0).parameters())
                .containsOnlyKeys("hasOwnProperty", "toString", "__proto__")
                .containsEntry("hasOwnProperty", List.of("1"));
        assertThat(ExtensionHeader.format(offers)).isEqualTo(value.replace(";", "; "));
    }

    @Test
    void a082NamesDifferByCase() {
        assertThat(ExtensionHeader.parse("foo;A=1;a=2").get(0).parameters()).containsOnlyKeys("A", "a");
    }

    @ParameterizedTest(name = "A-083 {0}")
    @ValueSource(strings = {"a", "a, b", "a; p; p=2, b; q", "a; x=1; y, a; x=2", "a; p=1; p=2; p"})
    void formattedOffersReadTheSame(String value) {
        assertThat(ExtensionHeader.format(ExtensionHeader.parse(value))).isEqualTo(value);
    }

    @Test
    void a083NothingFormatsToTheEmptyString() {
        assertThat(ExtensionHeader.format(List.of())).isEmpty();
    }

    @Test
    void a086JoinedFieldsReadLikeOne() {
        assertThat(ExtensionHeader.parse(String.join(", ", "a;x", "b", "a;y")))
                .isEqualTo(ExtensionHeader.parse("a;x,b,a;y"));
    }
}
