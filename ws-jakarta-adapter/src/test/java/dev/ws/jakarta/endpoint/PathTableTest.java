package dev.ws.jakarta.endpoint;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import jakarta.websocket.DeploymentException;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The best match of a path (E-050). */
class PathTableTest {
    private final PathTable<String> table = new PathTable<>();

    private void deploy(String... paths) throws DeploymentException {
        for (String path : paths) {
            table.add(PathTemplate.of(path), path);
        }
    }

    private @Nullable String found(String path) {
        PathTable.Match<String> match = table.find(path);
        return match == null ? null : match.value();
    }

    @ParameterizedTest(name = "{0} leads to {1}")
    @CsvSource({
        "/a/b, /a/b",
        "/a/c, /a/{y}",
        "/c/b, /{x}/b",
        "/c/d, /{x}/{y}",
        "/a/%62, /a/b",
        "/a/./b, /a/b",
        "/a;x=1/b, /a/b",
        "/a/b/c, /a/{y}/c",
        "/a/b/d, /{x}/b/{z}",
        "/a/b/,",
        "/a/%62/,",
        "/a/c/, /a/{y}",
        "/c/b/, /{x}/b",
        "/c/d/e,",
        "/nobody,",
        "/../a,",
        "relative,"
    })
    void exactSegmentsBeatVariablesFromTheLeft(String path, @Nullable String expected) throws DeploymentException {
        deploy("/{x}/{y}", "/{x}/b", "/a/{y}", "/a/b", "/{x}/b/{z}", "/a/{y}/c");
        assertThat(found(path)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "{0} and {1}")
    @CsvSource({"/a, /a", "/a, /%61", "/{x}, /{y}", "/a/{x}, /a/{y}/", "/{x}/b, /{y}/b"})
    void equivalentPathsAreRefused(String first, String second) throws DeploymentException {
        deploy(first);
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> deploy(second))
                .withMessageContaining("'" + first + "'")
                .withMessageContaining("'" + second + "'");
    }

    @Test
    void differentPathsAreNot() throws DeploymentException {
        deploy("/a", "/a/", "/{x}", "/a/{x}", "/{x}/a", "/%7B%7D", "/a%2Fb", "/a/b", "/a%252Fb");
        assertThat(found("/a")).isEqualTo("/a");
        assertThat(found("/a/")).isEqualTo("/a/");
        assertThat(found("/a%2fb")).isEqualTo("/a%2Fb");
        assertThat(found("/a/b")).isEqualTo("/a/b");
        assertThat(found("/a%252Fb")).isEqualTo("/a%252Fb");
        assertThat(found("/%7b%7D")).isEqualTo("/%7B%7D");
    }

    @Test
    void parametersComeWithTheMatch() throws DeploymentException {
        deploy("/rooms/{room}/{user}", "/plain");
        assertThat(requireNonNull(table.find("/rooms/a%20b/c")).parameters())
                .isEqualTo(Map.of("room", "a b", "user", "c"));
        assertThat(requireNonNull(table.find("/plain")).parameters()).isEmpty();
        assertThat(table.find("/plain")).isSameAs(table.find("/plain"));
    }

    @Test
    void whatIsRemovedIsFoundNoMore() throws DeploymentException {
        deploy("/a", "/{x}", "/{x}/b");
        table.remove(PathTemplate.of("/a"));
        table.remove(PathTemplate.of("/{other}/b"));
        assertThat(found("/a")).isEqualTo("/{x}");
        assertThat(found("/a/b")).isNull();
        table.remove(PathTemplate.of("/{x}"));
        assertThat(List.of("/a", "/x", "/x/b"))
                .allSatisfy(path -> assertThat(found(path)).isNull());
    }
}
