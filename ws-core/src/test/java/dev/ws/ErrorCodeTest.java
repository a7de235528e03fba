package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ErrorCodeTest {
    @ParameterizedTest(name = "A.8 {0} -> {1}")
    @CsvSource({
        "WS_ERR_EXPECTED_FIN, 1002, fragmented control frame",
        "WS_ERR_EXPECTED_MASK, 1002, frame is not masked",
        "WS_ERR_INVALID_CLOSE_CODE, 1002, invalid close code",
        "WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH, 1002, invalid length of a control frame",
        "WS_ERR_INVALID_OPCODE, 1002, unexpected or unknown opcode",
        "WS_ERR_INVALID_UTF8, 1007, invalid UTF-8",
        "WS_ERR_UNEXPECTED_MASK, 1002, frame is masked",
        "WS_ERR_UNEXPECTED_RSV_1, 1002, reserved bit 1 is set",
        "WS_ERR_UNEXPECTED_RSV_2_3, 1002, reserved bit 2 or 3 is set",
        "WS_ERR_TOO_MANY_BUFFERED_PARTS, 1008, message has too many fragments",
        "WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH, 1009, frame is too big",
        "WS_ERR_UNSUPPORTED_MESSAGE_LENGTH, 1009, message is too big",
        "WS_ERR_NON_MINIMAL_LENGTH, 1002, length in too many bytes",
        "WS_ERR_INVALID_EXTENSION_DATA, 1007, invalid data for an extension"
    })
    void hasAStableNameACloseCodeAndAReason(String name, int closeCode, String reason) {
        ErrorCode code = ErrorCode.valueOf(name.substring("WS_ERR_".length()));

        assertThat(code.code()).isEqualTo(name);
        assertThat(code.closeCode()).isEqualTo(closeCode);
        assertThat(new ProtocolException(code, "fact").closeCode()).isEqualTo(closeCode);
        assertThat(CloseCode.isValidOnWire(closeCode)).isTrue();
        assertThat(code.reason()).isEqualTo(reason).hasSizeLessThanOrEqualTo(123);
    }

    @Test
    void allExceptionsHaveOneRoot() {
        Throwable cause = new IllegalStateException();
        assertThat(new InvalidPayloadException(ErrorCode.INVALID_UTF8, "fact", cause))
                .isInstanceOf(WebSocketException.class)
                .isInstanceOf(ProtocolException.class)
                .hasCause(cause);
        assertThat(new HandshakeException(403, "no").status()).isEqualTo(403);
        assertThat(new ConnectionClosedException("gone", cause)).hasCause(cause);
    }
}
