package dev.ws.jakarta.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** E-041, E-100. */
class UserPropertiesTest {
    static Stream<Named<Consumer<Map<String, Object>>>> changes() {
        return Stream.of(
                Named.of("put", map -> map.put("a", 2)),
                Named.of("putAll", map -> map.putAll(Map.of("a", 2))),
                Named.of("putIfAbsent", map -> map.putIfAbsent("b", 2)),
                Named.of("remove", map -> map.remove("a")),
                Named.of("remove a value", map -> map.remove("a", 1)),
                Named.of("replace", map -> map.replace("a", 2)),
                Named.of("replace a value", map -> map.replace("a", 1, 2)),
                Named.of("compute", map -> map.compute("a", (key, old) -> 2)),
                Named.of("computeIfAbsent", map -> map.computeIfAbsent("b", key -> 2)),
                Named.of("computeIfPresent", map -> map.computeIfPresent("a", (key, old) -> 2)),
                Named.of("merge", map -> map.merge("a", 2, (old, added) -> added)),
                Named.of("clear", Map::clear),
                Named.of("setValue", map -> map.entrySet().iterator().next().setValue(2)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("changes")
    void changesAreTold(Consumer<Map<String, Object>> change) {
        UserProperties properties = new UserProperties(Map.of("a", 1));
        AtomicInteger told = new AtomicInteger();
        properties.onChange(told::incrementAndGet);

        change.accept(properties);

        assertThat(told.get()).isPositive();
        assertThat(properties).isNotEqualTo(Map.of("a", 1));
    }

    @Test
    void itIsACopyWithoutNulls() {
        Map<String, Object> given = new HashMap<>();
        given.put("a", 1);
        given.put("b", null);

        UserProperties properties = new UserProperties(given);
        given.put("c", 3);

        assertThat(properties).isEqualTo(Map.of("a", 1));
    }

    @Test
    void numbersOfAnyTypeAreMilliseconds() {
        UserProperties properties = new UserProperties(Map.of("a", 1, "b", 2L, "c", "text"));

        assertThat(properties.millis("a", 9)).isEqualTo(1);
        assertThat(properties.millis("b", 9)).isEqualTo(2);
        assertThat(properties.millis("c", 9)).isEqualTo(9);
        assertThat(properties.millis("d", 9)).isEqualTo(9);
    }

    @Test
    void whatIsUnlistedIsFoundByNameOnly() {
        UserProperties properties = new UserProperties(Map.of("a", 1));

        properties.unlisted("address", "here");

        assertThat(properties.get("address")).isEqualTo("here");
        assertThat(properties).hasSize(1).isEqualTo(Map.of("a", 1));
        assertThat(properties.keySet()).containsExactly("a");
        properties.put("address", "there");
        assertThat(properties.get("address")).isEqualTo("there");
    }
}
