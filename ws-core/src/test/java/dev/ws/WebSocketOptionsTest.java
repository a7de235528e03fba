package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.time.Duration;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class WebSocketOptionsTest {
    private static final Duration NEGATIVE = Duration.ofNanos(-1);

    private static Arguments bad(String name, UnaryOperator<WebSocketOptions.Builder> change) {
        return Arguments.of(name, change);
    }

    static Stream<Arguments> outsideTheirRange() {
        return Stream.of(
                bad("maxPayload", builder -> builder.maxPayload(-1)),
                bad("maxFragments", builder -> builder.maxFragments(-1)),
                bad("maxFrameBytes", builder -> builder.maxFrameBytes(-1)),
                bad("autoFragmentBytes", builder -> builder.autoFragmentBytes(-1)),
                bad("maxPendingAutoPongs", builder -> builder.maxPendingAutoPongs(-1)),
                bad("closeTimeout", builder -> builder.closeTimeout(NEGATIVE)),
                bad("idleTimeout", builder -> builder.idleTimeout(NEGATIVE)),
                bad("heartbeat", builder -> builder.heartbeat(NEGATIVE)),
                bad("expectPing", builder -> builder.expectPing(NEGATIVE)),
                bad("sendTimeout", builder -> builder.sendTimeout(NEGATIVE)),
                bad("sendTimeout", builder -> builder.sendTimeout(Duration.ZERO)),
                bad("writeTimeout", builder -> builder.writeTimeout(NEGATIVE)),
                bad("highWaterBytes", builder -> builder.highWaterBytes(-1)),
                bad("highWaterBytes", builder -> builder.highWaterBytes(0)));
    }

    @ParameterizedTest(name = "A-038 {0}")
    @MethodSource("outsideTheirRange")
    void refusesWhatIsOutsideTheRange(String name, UnaryOperator<WebSocketOptions.Builder> change) {
        WebSocketOptions.Builder builder = change.apply(WebSocketOptions.builder());

        assertThatIllegalArgumentException().isThrownBy(builder::build).withMessageStartingWith(name + " ");
    }

    @Test
    void hasTheDefaultsOfTheTable() { // A-030 A-035 A-061 A-130 A-137 A-141 G-002
        WebSocketOptions options = WebSocketOptions.DEFAULT;

        assertThat(options.maxPayload()).isEqualTo(100L * 1024 * 1024);
        assertThat(options.maxFragments()).isEqualTo(131_072);
        assertThat(options.maxFrameBytes()).isZero();
        assertThat(options.strictLengthEncoding()).isFalse();
        assertThat(options.skipUtf8Validation()).isFalse();
        assertThat(options.autoPong()).isTrue();
        assertThat(options.maxPendingAutoPongs()).isEqualTo(60);
        assertThat(options.allowSynchronousEvents()).isTrue();
        assertThat(options.closeTimeout()).isEqualTo(Duration.ofSeconds(30));
        assertThat(options.idleTimeout()).isZero();
        assertThat(options.heartbeat()).isZero();
        assertThat(options.expectPing()).isZero();
        assertThat(options.sendTimeout()).isEqualTo(Duration.ofSeconds(20));
        assertThat(options.dispatch()).isEqualTo(Dispatch.INLINE);
        assertThat(options.handlerErrors()).isEqualTo(HandlerErrors.CLOSE);
        assertThat(options.borrowMessages()).isFalse();
    }

    @Test
    void aCopyKeepsEverySetting() throws ReflectiveOperationException {
        Duration time = Duration.ofMillis(7);
        WebSocketOptions changed = WebSocketOptions.builder()
                .maxPayload(1)
                .maxFragments(2)
                .maxFrameBytes(3)
                .autoFragmentBytes(4)
                .strictLengthEncoding(true)
                .skipUtf8Validation(true)
                .autoPong(false)
                .maxPendingAutoPongs(5)
                .allowSynchronousEvents(false)
                .closeTimeout(time.plusMillis(1))
                .idleTimeout(time.plusMillis(2))
                .heartbeat(time.plusMillis(3))
                .expectPing(time.plusMillis(4))
                .sendTimeout(time.plusMillis(5))
                .writeTimeout(time.plusMillis(6))
                .highWaterBytes(6)
                .dispatch(Dispatch.EXECUTOR)
                .handlerErrors(HandlerErrors.REPORT)
                .borrowMessages(true)
                .build();

        assertThat(changed.toBuilder().build()).isEqualTo(changed);
        // Each setting differs from its default, so none was forgotten above.
        for (var component : WebSocketOptions.class.getRecordComponents()) {
            assertThat(component.getAccessor().invoke(changed))
                    .as(component.getName())
                    .isNotEqualTo(component.getAccessor().invoke(WebSocketOptions.DEFAULT));
        }
    }
}
