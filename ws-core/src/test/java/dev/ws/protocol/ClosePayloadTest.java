package dev.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatNullPointerException;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ws.CloseCode;
import dev.ws.ErrorCode;
import dev.ws.ProtocolException;
import dev.ws.frame.Splits;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ClosePayloadTest {
    private static String hex(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private static boolean listed(int code) {
        return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014) || (code >= 3000 && code <= 4999);
    }

    private static ByteBuffer body(int code, byte[] reason) {
        return ByteBuffer.allocate(2 + reason.length)
                .putShort((short) code)
                .put(reason)
                .flip();
    }

    @Test
    void acceptsExactlyTheListedCodes() { // A-050 A-051 A-052
        for (int code = 0; code <= 0xFFFF; code++) {
            boolean legal = listed(code);
            if (CloseCode.isValidOnWire(code) != legal) {
                assertThat(CloseCode.isValidOnWire(code)).as("%d", code).isEqualTo(legal);
            }
            ProtocolException refused = refusal(body(code, new byte[0]));
            if ((refused == null) != legal) {
                assertThat(refused == null).as("%d", code).isEqualTo(legal);
            }
            if (refused != null && (code < 3000 || code % 1000 == 0)) {
                assertThat(refused.errorCode()).isEqualTo(ErrorCode.INVALID_CLOSE_CODE);
                assertThat(refused).hasMessage("Invalid WebSocket frame: invalid status code " + code);
            }
        }
    }

    private static @Nullable ProtocolException refusal(ByteBuffer body) {
        try {
            ClosePayload.decode(body, false);
            return null;
        } catch (ProtocolException refused) {
            return refused;
        }
    }

    @ParameterizedTest(name = "A-050 {0}")
    @ValueSource(ints = {Integer.MIN_VALUE, -1, 65536, 66536, 5000, Integer.MAX_VALUE})
    void noOtherNumberIsACode(int code) {
        assertThat(CloseCode.isValidOnWire(code)).isFalse();
    }

    @ParameterizedTest(name = "A-051 {0}")
    @ValueSource(ints = {-1, 0, 999, 1004, 1006, 1015, 1016, 2999, 5000, 65535, 66536})
    void refusesCodesOfTheApplication(int code) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ClosePayload.encode(code, ""))
                .withMessage("First argument must be a valid error code number, not " + code);
    }

    @Test
    void code1005StandsForAnEmptyBodyWithoutReason() {
        assertThat(ClosePayload.encode(CloseCode.NO_STATUS, "").remaining()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> ClosePayload.encode(CloseCode.NO_STATUS, "why"));
        assertThatNullPointerException().isThrownBy(() -> ClosePayload.encode(1000, nothing()));
    }

    @SuppressWarnings("NullAway")
    private static String nothing() {
        return null;
    }

    @ParameterizedTest(name = "A-054 {0} {1}")
    @CsvSource({"1000, '', 03e8", "1001, bye, 03e9627965", "3000, '', 0bb8", "4999, ä, 1387c3a4"})
    void writesCodeAndReason(int code, String reason, String expected) {
        assertThat(hex(ClosePayload.encode(code, reason))).isEqualTo(expected);
    }

    @Test
    void countsTheBytesOfTheReason() {
        assertThat(ClosePayload.encode(1000, "a".repeat(123)).remaining()).isEqualTo(125);
        assertThat(ClosePayload.encode(1000, "ä".repeat(61)).remaining()).isEqualTo(124);
        for (String tooLong : new String[] {"a".repeat(124), "ä".repeat(62)}) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ClosePayload.encode(1000, tooLong))
                    .withMessage("The message must not be greater than 123 bytes, is 124");
        }
    }

    @Test
    void readsWhatWasWritten() {
        assertThat(ClosePayload.decode(ByteBuffer.allocate(0), false))
                .isEqualTo(new ProtocolEvent.CloseReceived(1005, ""));
        assertThat(ClosePayload.decode(ClosePayload.encode(1000, ""), false))
                .isEqualTo(new ProtocolEvent.CloseReceived(1000, ""));
        assertThat(ClosePayload.decode(ClosePayload.encode(4321, "grün"), false))
                .isEqualTo(new ProtocolEvent.CloseReceived(4321, "grün"));
        byte[] bytes = new byte[6];
        ClosePayload.encode(3001, "höh").get(bytes);
        assertThat(ClosePayload.decode(Splits.offset(bytes), false))
                .isEqualTo(new ProtocolEvent.CloseReceived(3001, "höh"));
    }

    @ParameterizedTest(name = "A-056 {0}")
    @ValueSource(strings = {"80", "61 ff", "c3", "e2 82", "ed a0 80"})
    void refusesAReasonThatIsNoUtf8(String reason) {
        byte[] bytes = Splits.hex(reason);
        ProtocolException refused =
                catchThrowableOfType(ProtocolException.class, () -> ClosePayload.decode(body(1000, bytes), false));

        assertThat(refused.errorCode()).isEqualTo(ErrorCode.INVALID_UTF8);
        assertThat(refused.closeCode()).isEqualTo(1007);
        assertThat(refused).hasMessage("Invalid WebSocket frame: invalid UTF-8 sequence");
        assertThat(ClosePayload.decode(body(1000, bytes), true).reason())
                .isEqualTo(new String(bytes, StandardCharsets.UTF_8));
    }
}
