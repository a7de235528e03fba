package dev.ws.jakarta.coder;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.MessageHandler;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The type parameter through generic hierarchies (E-043, E-065). */
class TypeParameterTest {
    private abstract static class Direct implements MessageHandler.Whole<String> {}

    private abstract static class Inherited extends Direct {}

    private abstract static class Generic<A, B> implements MessageHandler.Whole<B> {}

    private abstract static class Bound extends Generic<Integer, Long> {}

    private abstract static class Swapped<X, Y> extends Generic<Y, X> {}

    private abstract static class BoundTwice extends Swapped<Double, Float> {}

    private interface Extended<T> extends MessageHandler.Whole<T> {}

    private abstract static class ByInterface implements Runnable, Extended<byte[]> {}

    private abstract static class NestedGenerics implements Extended<Map<String, List<Integer>>> {}

    private abstract static class OfArrays<T> implements Extended<T[]> {}

    private abstract static class StringArrays extends OfArrays<String> {}

    private abstract static class ListArrays extends OfArrays<List<String>> {}

    private abstract static class Redeclared extends Direct implements MessageHandler.Whole<String> {}

    private interface NotGeneric extends MessageHandler.Whole<Short> {}

    private abstract static class ByPlainInterface implements NotGeneric {}

    @SuppressWarnings("rawtypes")
    private abstract static class Raw implements MessageHandler.Whole {}

    static Stream<Arguments> types() {
        MessageHandler.Whole<String> lambda = message -> {};
        MessageHandler.Whole<String> anonymous = new MessageHandler.Whole<>() {
            @Override
            public void onMessage(String message) {}
        };
        return Stream.of(
                Arguments.of(Direct.class, String.class),
                Arguments.of(Inherited.class, String.class),
                Arguments.of(Bound.class, Long.class),
                Arguments.of(BoundTwice.class, Double.class),
                Arguments.of(ByInterface.class, byte[].class),
                Arguments.of(NestedGenerics.class, Map.class),
                Arguments.of(StringArrays.class, String[].class),
                Arguments.of(ListArrays.class, List[].class),
                Arguments.of(Redeclared.class, String.class),
                Arguments.of(ByPlainInterface.class, Short.class),
                Arguments.of(anonymous.getClass(), String.class),
                Arguments.of(lambda.getClass(), null),
                Arguments.of(Raw.class, null),
                Arguments.of(Generic.class, null),
                Arguments.of(OfArrays.class, null),
                Arguments.of(String.class, null));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("types")
    void isFoundWhereTheClassSaysIt(Class<?> type, @Nullable Class<?> expected) {
        assertThat(TypeParameter.of(type, MessageHandler.Whole.class)).isEqualTo(expected);
    }
}
