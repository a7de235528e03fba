package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ReasonPhraseTest {
    static IntStream statuses() {
        return IntStream.rangeClosed(100, 599);
    }

    @ParameterizedTest
    @MethodSource("statuses")
    void everyStatusHasWords(int status) {
        assertThat(ReasonPhrase.of(status)).matches("[A-Za-z' -]+");
    }

    @ParameterizedTest
    @CsvSource({
        "101, Switching Protocols",
        "200, OK",
        "418, 'I''m a teapot'",
        "426, Upgrade Required",
        "199, Informational",
        "299, Successful",
        "399, Redirection",
        "499, Client Error",
        "599, Server Error"
    })
    void knownOnesHaveTheirOwnAndOthersThoseOfTheirClass(int status, String phrase) {
        assertThat(ReasonPhrase.of(status)).isEqualTo(phrase);
    }
}
