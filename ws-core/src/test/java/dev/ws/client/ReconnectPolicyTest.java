package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.CloseStatus;
import dev.ws.HandshakeAnswer;
import dev.ws.HandshakeException;
import dev.ws.Headers;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** D-070. */
class ReconnectPolicyTest {
    private static final Instant NOW = Instant.parse("2024-05-01T12:00:00Z");

    private static HandshakeException refused(int status, @Nullable String retryAfter) {
        Headers headers = retryAfter == null ? Headers.EMPTY : Headers.of("Retry-After", retryAfter);
        return new HandshakeException(new HandshakeAnswer(status, "", headers, new byte[0], true), "refused");
    }

    @ParameterizedTest(name = "D-070 after {0} failures, chance {1}: {2} ms")
    @CsvSource({"0,0,1000", "1,0,2000", "4,0,16000", "5,0,30000", "5000,0,30000", "0,1,500", "5,1,15000", "1,0.5,1500"})
    void delaysGrowUpToTheMostAndVary(int failures, double chance, long millis) {
        assertThat(ReconnectPolicy.DEFAULT.delay(failures, null, chance, NOW)).isEqualTo(Duration.ofMillis(millis));
    }

    @ParameterizedTest(name = "D-070 {0} Retry-After: {1}")
    @CsvSource(delimiter = '^', textBlock = """
                    503 ^ 120                           ^ 120
                    429 ^ 120                           ^ 120
                    302 ^ 5                             ^ 5
                    503 ^ 0                             ^ 1
                    500 ^ 120                           ^ 1
                    503 ^ soon                          ^ 1
                    503 ^                               ^ 1
                    503 ^ 999999999                     ^ 3600
                    503 ^ Wed, 01 May 2024 12:01:00 GMT ^ 60
                    503 ^ Wed, 01 May 2024 11:00:00 GMT ^ 1
                    """)
    void serversMayAskForPatience(int status, @Nullable String value, long seconds) {
        assertThat(ReconnectPolicy.DEFAULT.delay(0, refused(status, value), 0, NOW))
                .isEqualTo(Duration.ofSeconds(seconds));
    }

    @ParameterizedTest(name = "D-070 close {0} with status {1}: {2}")
    @CsvSource({
        "1000,0,false",
        "1008,0,false",
        "1001,0,true",
        "1006,0,true",
        "1011,0,true",
        "1006,401,false",
        "1006,404,false",
        "1006,408,true",
        "1006,425,true",
        "1006,429,true",
        "1006,503,true",
        "1006,302,true"
    })
    void theDefaultConditionKnowsWhenItIsNoUse(int code, int status, boolean again) {
        Throwable cause = status == 0 ? null : refused(status, null);
        assertThat(ReconnectPolicy.unlessDone().test(new CloseStatus(code, "", false), cause))
                .isEqualTo(again);
    }

    @Test
    void refusesWhatMakesNoSense() {
        ReconnectPolicy.Builder builder = ReconnectPolicy.builder();
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.factor(0.5).build())
                .withMessage("factor is 0.5, 1 to 1000 allowed");
        builder.factor(1);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.jitter(2).build())
                .withMessage("jitter is 2.0, 0 to 1 allowed");
        builder.jitter(0);
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxDelay(Duration.ZERO).build())
                .withMessage("maxDelay is PT0S, at least the initialDelay of PT1S needed");
        builder.maxDelay(Duration.ofSeconds(1));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> builder.maxAttempts(-1).build())
                .withMessage("maxAttempts is -1, must not be negative");
    }
}
