package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ws.ErrorCode;
import dev.ws.ProtocolException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSequenceTest {
    // Opcodes of RFC 6455 section 5.4; a plus stands for a frame without FIN.
    @ParameterizedTest(name = "A-008 A-009 {0} -> {1}")
    @CsvSource({
        "1, ok",
        "2, ok",
        "1 2 1, ok",
        "1+ 0, ok",
        "1+ 0+ 0+ 0 2, ok",
        "2+ 0 1+ 0, ok",
        "0, 0",
        "0+, 0",
        "1 0, 0",
        "1+ 0 0, 0",
        "1+ 1, 1",
        "1+ 1+, 1",
        "2+ 1, 1",
        "1+ 0+ 2, 2"
    })
    void receivesInOrderOnly(String frames, String expected) {
        FrameSequence sequence = new FrameSequence();
        String outcome = "ok";
        for (String frame : frames.split(" ", -1)) {
            int opcode = frame.charAt(0) - '0';
            ProtocolException refused =
                    catchThrowableOfType(ProtocolException.class, () -> sequence.receive(opcode, !frame.endsWith("+")));
            if (refused != null) {
                assertThat(refused.errorCode()).isEqualTo(ErrorCode.INVALID_OPCODE);
                assertThat(refused).hasMessage("Invalid WebSocket frame: invalid opcode " + opcode);
                outcome = Integer.toString(opcode);
            }
        }

        assertThat(outcome).isEqualTo(expected);
    }

    @Test
    void sendingChoosesContinuationInsideAMessage() {
        FrameSequence sequence = new FrameSequence();

        assertThat(sequence.send(Opcode.TEXT, false)).isEqualTo(Opcode.TEXT);
        assertThat(sequence.open()).isEqualTo(Opcode.TEXT);
        assertThat(sequence.send(Opcode.BINARY, false)).isEqualTo(Opcode.CONTINUATION);
        assertThat(sequence.open()).isEqualTo(Opcode.TEXT);
        assertThat(sequence.send(Opcode.TEXT, true)).isEqualTo(Opcode.CONTINUATION);
        assertThat(sequence.open()).isZero();
        assertThat(sequence.send(Opcode.BINARY, true)).isEqualTo(Opcode.BINARY);
        assertThat(sequence.open()).isZero();
    }
}
