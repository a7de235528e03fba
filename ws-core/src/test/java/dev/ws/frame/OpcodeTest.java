package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpcodeTest {
    @ParameterizedTest(name = "A-007 opcode {0}: known {1}, control {2}")
    @CsvSource({
        "0, true, false",
        "1, true, false",
        "2, true, false",
        "3, false, false",
        "4, false, false",
        "5, false, false",
        "6, false, false",
        "7, false, false",
        "8, true, true",
        "9, true, true",
        "10, true, true",
        "11, false, true",
        "12, false, true",
        "13, false, true",
        "14, false, true",
        "15, false, true"
    })
    void tellsWhatTheRfcDefines(int opcode, boolean known, boolean control) {
        assertThat(Opcode.isKnown(opcode)).isEqualTo(known);
        assertThat(Opcode.isControl(opcode)).isEqualTo(control);
    }
}
