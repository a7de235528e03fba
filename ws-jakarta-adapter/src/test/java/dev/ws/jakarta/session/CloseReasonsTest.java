package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import jakarta.websocket.CloseReason;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** E-045. */
class CloseReasonsTest {
    @Test
    void anEndWithoutACloseFrameShowsWhatBrokeTheConnection() {
        CloseReason reason = CloseReasons.of(CloseStatus.ABNORMAL, new IOException("reset"), CloseCode.NO_STATUS);

        assertThat(reason.getCloseCode()).isEqualTo(CloseReason.CloseCodes.CLOSED_ABNORMALLY);
        assertThat(reason.getReasonPhrase()).isEqualTo("reset");
        assertThat(CloseReasons.of(CloseStatus.ABNORMAL, new IOException(), CloseCode.NO_STATUS)
                        .getReasonPhrase())
                .isEmpty();
        assertThat(CloseReasons.of(CloseStatus.ABNORMAL, null, CloseCode.NO_STATUS)
                        .getReasonPhrase())
                .isEmpty();
    }

    @Test
    void aCodeWithoutANameIsKept() {
        assertThat(CloseReasons.of(new CloseStatus(4711, "x", true), null, CloseCode.NO_STATUS)
                        .getCloseCode()
                        .getCode())
                .isEqualTo(4711);
        assertThat(CloseReasons.of(1014, "").getCloseCode().getCode()).isEqualTo(1014); // Tomcat's API refuses it
    }

    @Test
    void aLongPhraseIsCut() {
        String phrase = CloseReasons.of(1009, "\u20ac".repeat(200)).getReasonPhrase();

        assertThat(phrase.getBytes(StandardCharsets.UTF_8)).hasSize(123);
    }
}
