package dev.ws.jakarta.endpoint;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.entry;

import jakarta.websocket.DeploymentException;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Paths of endpoints (E-050, specification 3.1.1). */
class PathTemplateTest {
    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "'', must start with '/'",
        "chat, must start with '/'",
        "{a}, must start with '/'",
        "/a//b, must not contain '//'",
        "//, must not contain '//'",
        "/./a, must not contain '/./'",
        "/a/., must not contain '/./'",
        "/a/../b, must not contain '/../'",
        "/a/.., must not contain '/../'",
        "/{}, is no variable",
        "/{{a}}, is no variable",
        "/{a}{b}, is no variable",
        "/x{a}, mixes text and variable",
        "/{a}x, mixes text and variable",
        "/{a, mixes text and variable",
        "/a}/b, mixes text and variable",
        "/{a}/b/{a}, has the variable 'a' twice",
        "/%zz, has a bad percent-encoding",
        "/a%2, has a bad percent-encoding"
    })
    void brokenRulesAreNamedWithThePath(String path, String rule) {
        assertThatExceptionOfType(DeploymentException.class)
                .isThrownBy(() -> PathTemplate.of(path))
                .withMessageContaining("path '" + path + "'")
                .withMessageContaining(rule);
    }

    static Stream<Arguments> matches() {
        return Stream.of(
                Arguments.of("/", "/", Map.of()),
                Arguments.of("/a", "/a", Map.of()),
                Arguments.of("/a", "/A", null),
                Arguments.of("/a", "/a/", null),
                Arguments.of("/a/", "/a/", Map.of()),
                Arguments.of("/a/", "/a", null),
                Arguments.of("/a", "a", null),
                Arguments.of("/a", "", null),
                Arguments.of("/a/b", "/a/c/../b", Map.of()),
                Arguments.of("/a/b", "/a/./b", Map.of()),
                Arguments.of("/a/", "/a/b/..", Map.of()),
                Arguments.of("/a/", "/a/.", Map.of()),
                Arguments.of("/a", "/../a", null),
                Arguments.of("/a/b", "/a//b", null),
                Arguments.of("/a b", "/a%20b", Map.of()),
                Arguments.of("/a%20b", "/a%20b", Map.of()),
                Arguments.of("/a", "/%61", Map.of()),
                Arguments.of("/a", "/a;jsessionid=1", Map.of()),
                Arguments.of("/a/b", "/a%2Fb", null),
                Arguments.of("/a", "/a%2", null),
                Arguments.of("/a", "/a%g0", null),
                Arguments.of("/{v}", "/x", Map.of("v", "x")),
                Arguments.of("/{v}", "/x/", Map.of("v", "x")),
                Arguments.of("/{v}/", "/x", Map.of("v", "x")),
                Arguments.of("/{v}", "/", null),
                Arguments.of("/{v}/b", "//b", null),
                Arguments.of("/{v}", "/x/y", null),
                Arguments.of("/{v}/{w}", "/x", null),
                Arguments.of("/{v}", "/a%2Fb%20%C3%A9", Map.of("v", "a/b \u00e9")),
                Arguments.of("/{v}", "/a+b", Map.of("v", "a+b")),
                Arguments.of("/{v}", "/x;p=1", Map.of("v", "x")),
                Arguments.of("/{v}/c/{w}", "/1/c/2", Map.of("v", "1", "w", "2")),
                Arguments.of("/{v}/c/{w}", "/1/d/2", null));
    }

    @ParameterizedTest(name = "{0} for {1}")
    @MethodSource("matches")
    void pathsMatchSegmentBySegment(String template, String path, @Nullable Map<String, String> expected)
            throws DeploymentException {
        assertThat(PathTemplate.of(template).match(path)).isEqualTo(expected);
    }

    @Test
    void variablesAreListedInOrder() throws DeploymentException {
        PathTemplate template = PathTemplate.of("/{b}/x/{a}");
        assertThat(template.variables()).containsExactly("b", "a");
        assertThat(template).hasToString("/{b}/x/{a}");
    }

    @Test
    void valuesComeInTheOrderOfTheTemplate() throws DeploymentException {
        assertThat(PathTemplate.of("/{zeta}/{alpha}/x/{mid}/{beta}").match("/1/2/x/3/4"))
                .containsExactly(entry("zeta", "1"), entry("alpha", "2"), entry("mid", "3"), entry("beta", "4"));
    }
}
