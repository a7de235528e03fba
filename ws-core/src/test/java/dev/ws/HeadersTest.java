package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HeadersTest {
    private final Headers headers = Headers.of("Host", "a", "Accept", "x", "HOST", "b", "accept", "y, z");

    @Test
    void comparesNamesWithoutCase() {
        assertThat(headers.first("host")).isEqualTo("a");
        assertThat(headers.first("none")).isNull();
        assertThat(headers.all("Host")).containsExactly("a", "b");
        assertThat(headers.all("none")).isEmpty();
        assertThat(headers.joined("ACCEPT")).isEqualTo("x, y, z");
        assertThat(headers.joined("host")).isEqualTo("a, b");
        assertThat(headers.joined("none")).isNull();
        assertThat(Headers.of("One", "1").joined("one")).isEqualTo("1");
    }

    @Test
    void keepsTheLinesAsReceived() {
        assertThat(headers.size()).isEqualTo(4);
        assertThat(headers.name(2)).isEqualTo("HOST");
        assertThat(headers.value(3)).isEqualTo("y, z");
        assertThat(headers.toMap())
                .containsExactly(Map.entry("host", List.of("a", "b")), Map.entry("accept", List.of("x", "y, z")));
        assertThat(Headers.EMPTY.size()).isZero();
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.of("odd"));
    }

    @ParameterizedTest(name = "{0} in {1}: {2}")
    @CsvSource({
        "upgrade, 'Upgrade', true",
        "UPGRADE, 'keep-alive, Upgrade', true",
        "upgrade, 'keep-alive , upgrade ', true",
        "upgrade, 'upgraded', false",
        "upgrade, 'keep-alive', false",
        "upgrade, '', false"
    })
    void findsTokens(String token, String value, boolean found) {
        assertThat(Headers.of("Connection", value).hasToken("connection", token))
                .isEqualTo(found);
        assertThat(Headers.of("Other", value).hasToken("connection", token)).isFalse();
        assertThat(Headers.of("Connection", "x", "Connection", value).hasToken("connection", token))
                .isEqualTo(found);
    }

    @Test
    void buildsAndChanges() {
        Headers changed = headers.toBuilder()
                .set("host", "c")
                .remove("ACCEPT")
                .add("New", "n")
                .add("New", "m")
                .build();

        assertThat(changed.toMap()).containsOnly(Map.entry("host", List.of("c")), Map.entry("new", List.of("n", "m")));
        assertThat(headers.size()).isEqualTo(4);
    }

    @ParameterizedTest(name = "B-064 value {0}")
    @ValueSource(strings = {"a\r\nb", "a\nb", "a\rb", "a\u0000b"})
    void valuesCannotBreakOutOfTheirLine(String value) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.builder().add("Name", value));
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.builder().set("Name", value));
    }

    @ParameterizedTest(name = "B-064 name {0}")
    @ValueSource(strings = {"", "a b", "a:b", "a\r\nb", "a\nb"})
    void namesCannotBreakOutOfTheirLine(String name) {
        assertThatIllegalArgumentException().isThrownBy(() -> Headers.builder().add(name, "x"));
    }
}
