package dev.ws.extension;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The parts of the grammar that only challenges have (RFC 9110 sections 5.6.4 and 11.2). */
class HeaderCursorTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', quoteCharacter = '\'', textBlock = """
                    ""            ^ ''
                    "a b"         ^ a b
                    "a\\"b\\\\c"  ^ a"b\\c
                    "é~,="        ^ é~,=
                    """)
    void quotedStringsAreTakenOutOfTheirQuotes(String value, String content) {
        HeaderCursor cursor = new HeaderCursor(value);

        assertThat(cursor.quotedString()).isEqualTo(content);
        assertThat(cursor.atEnd()).isTrue();
    }

    @Test
    void aTabIsTextOfAQuotedString() {
        assertThat(new HeaderCursor("\"a\tb\"").quotedString()).isEqualTo("a\tb");
    }

    @Test
    void withoutQuoteThereIsNoQuotedString() {
        HeaderCursor cursor = new HeaderCursor("a\"");

        assertThat(cursor.quotedString()).isNull();
        assertThat(cursor.index()).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"", "\"a", "\"a\\", "\"a\\\"", "\"\n\"", "\"\u007f\"", "\"\u0100\"", "\"\\\u0001\""})
    void brokenQuotedStringsAreRefused(String value) {
        assertThatExceptionOfType(HeaderSyntaxException.class).isThrownBy(() -> new HeaderCursor(value).quotedString());
    }

    @ParameterizedTest(name = "\"{0}\" begins with \"{1}\"")
    @CsvSource(delimiter = '^', quoteCharacter = '\'', nullValues = "none", textBlock = """
                    a             ^ a             ^ 1
                    a=            ^ a=            ^ 2
                    Aa0-._~+/==   ^ Aa0-._~+/==   ^ 11
                    'a== , b'     ^ a==           ^ 4
                    'a,b'         ^ a             ^ 1
                    a=b           ^ none          ^ 0
                    'a = b'       ^ none          ^ 0
                    'a b'         ^ none          ^ 0
                    a!            ^ none          ^ 0
                    ==            ^ none          ^ 0
                    ','           ^ none          ^ 0
                    ''            ^ none          ^ 0
                    a:            ^ none          ^ 0
                    """)
    void token68IsWhatReachesTheNextCommaOrTheEnd(String value, String token, int index) {
        HeaderCursor cursor = new HeaderCursor(value);

        assertThat(cursor.token68()).isEqualTo(token);
        assertThat(cursor.index()).isEqualTo(index);
    }
}
