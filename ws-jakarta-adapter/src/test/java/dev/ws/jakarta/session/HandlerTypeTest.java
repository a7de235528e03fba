package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import jakarta.websocket.MessageHandler;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** E-043. */
class HandlerTypeTest {
    private abstract static class Generic<A, T> implements MessageHandler.Whole<T> {
        @Override
        public void onMessage(T message) {}
    }

    private abstract static class Between<B> extends Generic<Integer, B[]> {}

    private static final class OfArray extends Between<String> {}

    private static final class OfList extends Generic<String, List<String>> {}

    private interface Named extends MessageHandler.Partial<byte[]> {}

    private static final class Inherited implements Named {
        @Override
        public void onMessage(byte[] part, boolean last) {}
    }

    private static final class Open<T> extends Generic<Integer, T> {}

    static Stream<Arguments> handlers() {
        return Stream.of(
                Arguments.of(
                        new MessageHandler.Whole<String>() {
                            @Override
                            public void onMessage(String message) {}
                        },
                        String.class),
                Arguments.of(new Inherited(), byte[].class),
                Arguments.of(new OfArray(), String[].class),
                Arguments.of(new OfList(), List.class));
    }

    @ParameterizedTest(name = "{1}")
    @MethodSource("handlers")
    void theTypeIsFoundThroughTheHierarchy(MessageHandler handler, Class<?> type) {
        assertThat(HandlerType.of(handler)).isEqualTo(type);
    }

    @Test
    void aLambdaExpressionHasNone() {
        MessageHandler.Whole<String> lambda = message -> {};

        assertThatIllegalArgumentException()
                .isThrownBy(() -> HandlerType.of(lambda))
                .withMessageContaining("use addMessageHandler(Class, MessageHandler.Whole)");
    }

    @Test
    void aVariableThatIsNotBoundHasNone() {
        assertThatIllegalArgumentException().isThrownBy(() -> HandlerType.of(new Open<String>()));
    }
}
