package dev.ws.servlet;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReflectionTest {
    /** Methods of one name, with as many parameters; none is public. */
    @SuppressWarnings("unused") // called by reflection
    private static class Overloaded {
        String find(String path, String method) {
            return "by text";
        }

        String find(String path, List<String> request) {
            return "by request";
        }

        void resize(int size) {}

        void resize(String size) {
            throw new IllegalStateException(size);
        }
    }

    @Test
    void hiddenMethodsAreChosenByTheirParameters() throws Exception {
        Overloaded target = new Overloaded();

        assertThat(Reflection.callHidden(target, "find", "/", "GET")).isEqualTo("by text");
        assertThat(Reflection.callHidden(target, "find", "/", List.of("GET"))).isEqualTo("by request");
        assertThat(Reflection.callHidden(target, "resize", 5)).isNull();
    }

    @Test
    void aHiddenMethodThatTakesNoneOfTheArgumentsIsNotFound() {
        assertThatThrownBy(() -> Reflection.callHidden(new Overloaded(), "find", 1, "GET"))
                .isInstanceOf(NoSuchMethodException.class)
                .hasMessageContaining("Overloaded.find");
    }
}
