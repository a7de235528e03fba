package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.HeaderSyntaxException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DeflateParametersTest {
    private static DeflateParameters offer(String parameters) {
        return DeflateParameters.ofOffer(Terms.parse("permessage-deflate" + parameters));
    }

    private static DeflateParameters answer(String parameters) {
        return DeflateParameters.ofAnswer(Terms.parse("permessage-deflate" + parameters));
    }

    private static void assertRefused(String parameters, String message) {
        assertThatIllegalArgumentException().isThrownBy(() -> offer(parameters)).withMessage(message);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answer(parameters))
                .withMessage(message);
    }

    @Test
    void a091EveryOfferIsReadAndWrittenInOrder() {
        for (Terms terms : Terms.OFFERS) {
            String header = terms.toString();

            assertThat(ExtensionHeader.format(List.of(
                            DeflateParameters.ofOffer(Terms.parse(header)).format())))
                    .isEqualTo(header);
        }
    }

    @Test
    void a095EveryAnswerIsReadAndWrittenInOrder() {
        for (Terms terms : Terms.ANSWERS) {
            String header = terms.toString();

            assertThat(ExtensionHeader.format(List.of(
                            DeflateParameters.ofAnswer(Terms.parse(header)).format())))
                    .isEqualTo(header);
        }
    }

    @Test
    void a091TheOrderOfParametersDoesNotMatterToTheReader() {
        assertThat(offer("; client_max_window_bits; server_max_window_bits=9; client_no_context_takeover;"
                        + " server_no_context_takeover"))
                .isEqualTo(new DeflateParameters(true, true, 9, DeflateParameters.WITHOUT_VALUE));
    }

    @Test
    void a092QuotedValuesAreLegal() {
        assertThat(offer("; server_max_window_bits=\"10\"; client_max_window_bits=\"1\\5\""))
                .isEqualTo(new DeflateParameters(false, false, 10, 15));
    }

    @ParameterizedTest(name = "A-092 {0} twice")
    @CsvSource({
        "server_no_context_takeover, '', ''",
        "client_no_context_takeover, '', ''",
        "server_max_window_bits, =8, =8",
        "client_max_window_bits, =10, =10",
        "client_max_window_bits, '', =10",
        "unknown, '', ''"
    })
    void nothingMayBeGivenTwice(String name, String first, String second) {
        assertRefused(
                "; " + name + first + "; " + name + second, "Parameter \"" + name + "\" must have only a single value");
    }

    @ParameterizedTest(name = "A-092 {0}")
    @ValueSource(
            strings = {
                "unknown",
                "x-server_no_context_takeover",
                "Server_no_context_takeover",
                "SERVER_MAX_WINDOW_BITS",
                "server_max_window_bit"
            })
    void nothingUnknownIsTaken(String name) {
        assertRefused("; " + name, "Unknown parameter \"" + name + "\"");
        assertRefused("; server_max_window_bits=10; " + name + "=10", "Unknown parameter \"" + name + "\"");
    }

    @ParameterizedTest(name = "A-092 {0}")
    @ValueSource(strings = {"true", "false", "0", "1", "8", "\"x\""})
    void flagsHaveNoValue(String value) {
        for (String name : List.of("server_no_context_takeover", "client_no_context_takeover")) {
            assertRefused(
                    "; " + name + "=" + value,
                    "Invalid value for parameter \"" + name + "\": " + value.replace("\"", ""));
        }
    }

    @ParameterizedTest(name = "A-092 {0}")
    @ValueSource(
            strings = {
                "008",
                "08",
                "+8",
                "-8",
                "0",
                "1",
                "7",
                "16",
                "18",
                "80",
                "99999999999",
                "4294967304",
                "8.0",
                "8e0",
                "0x8",
                "true",
                "eight",
                "8'",
                "-0",
                "015",
                "5"
            })
    void windowsAreReadByTheLetter(String value) {
        for (String name : List.of("server_max_window_bits", "client_max_window_bits")) {
            assertRefused("; " + name + "=" + value, "Invalid value for parameter \"" + name + "\": " + value);
            assertRefused("; " + name + "=\"" + value + "\"", "Invalid value for parameter \"" + name + "\": " + value);
        }
    }

    @ParameterizedTest(name = "A-092 {0}")
    @ValueSource(strings = {"\"8 \"", "\" 8\"", "\"\"", "8 8", "\u0668", "\"\u0668\"", "8;8=", "\"8"})
    void whatIsNoTokenDoesNotEvenGetHere(String value) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> offer("; server_max_window_bits=" + value))
                .isInstanceOf(HeaderSyntaxException.class);
    }

    @Test
    void a092OnlyAnOffersClientWindowMayLackItsValue() {
        assertRefused("; server_max_window_bits", "Invalid value for parameter \"server_max_window_bits\": true");
        assertThat(offer("; client_max_window_bits").clientMaxWindowBits()).isEqualTo(DeflateParameters.WITHOUT_VALUE);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> answer("; client_max_window_bits"))
                .withMessage("Invalid value for parameter \"client_max_window_bits\": true");
    }
}
