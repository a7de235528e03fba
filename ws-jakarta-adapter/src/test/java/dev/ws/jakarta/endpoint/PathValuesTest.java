package dev.ws.jakarta.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatNoException;

import jakarta.websocket.DecodeException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Path parameters whose name is not a variable of the path. */
class PathValuesTest {
    private final PathValues.Parameters parameters = new PathValues.Parameters();

    @Test
    void aMissingBooleanIsFalse() {
        int index = parameters.index("none", Boolean.class);

        PathValues values = parameters.of(Map.of());

        assertThat(values.values()[index]).isEqualTo(false);
        assertThatNoException().isThrownBy(() -> values.check(new int[] {index}));
    }

    @ParameterizedTest
    @ValueSource(classes = {String.class, Integer.class, Double.class, Character.class})
    void otherMissingObjectsAreNull(Class<?> type) {
        int index = parameters.index("none", type);

        PathValues values = parameters.of(Map.of());

        assertThat(values.values()[index]).isNull();
        assertThatNoException().isThrownBy(() -> values.check(new int[] {index}));
    }

    @ParameterizedTest
    @ValueSource(classes = {boolean.class, int.class, char.class})
    void aMissingPrimitiveFailsTheMethod(Class<?> type) {
        int index = parameters.index("none", type);

        PathValues values = parameters.of(Map.of());

        assertThatExceptionOfType(DecodeException.class)
                .isThrownBy(() -> values.check(new int[] {index}))
                .withMessageContaining("no value for a " + type.getName());
    }
}
