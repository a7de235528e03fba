package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;
import static org.mockito.Mockito.mock;
import static org.mockito.Mockito.when;

import jakarta.servlet.http.HttpServletRequest;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What a client asked for, however it wrote it. */
class JakartaHandshakeRequestTest {
    private final HttpServletRequest request = mock();

    private JakartaHandshakeRequest handshake(String host, String path, @Nullable String query) {
        when(request.getServerName()).thenReturn(host);
        when(request.getServerPort()).thenReturn(80);
        when(request.getRequestURI()).thenReturn(path);
        when(request.getQueryString()).thenReturn(query);
        when(request.getHeaderNames()).thenReturn(Collections.emptyEnumeration());
        return new JakartaHandshakeRequest(request, Map.of());
    }

    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '~',
            value = {
                "/a x=1 /a?x=1",
                "/a {%22a%22:[1]} /a?%7B%22a%22:[1]%7D",
                "/a a|b /a?a%7Cb",
                "/a p=50% /a?p=50%25",
                "/a %zz&%4 /a?%25zz&%254",
                "/a x=^`\\ /a?x=%5E%60%5C",
                "/a \"<>\" /a?%22%3C%3E%22",
                "/a a?b/c@:;,=+$!*'() /a?a?b/c@:;,=+$!*'()",
                "/a #b /a?%23b",
                "/a ~\t\u007f\u0085\u00a0~ /a?%09%7F%C2%85%C2%A0",
                "/a \u00e4%C3%A4 /a?\u00e4%C3%A4",
                "/a;% x /a;%25?x",
                "/a;b={c|d} x /a;b=%7Bc%7Cd%7D?x",
                "/[a] x /%5Ba%5D?x"
            })
    void anAddressIsEncodedWhereItMustBe(String path, String query, String expected) {
        JakartaHandshakeRequest handshake = handshake("h", path, query);

        assertThat(handshake.hasAddress()).isTrue();
        assertThat(handshake.getRequestURI()).hasToString("ws://h" + expected);
        assertThat(handshake.getQueryString()).isEqualTo(query);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource({
        "h, true",
        "a_b, true",
        "1.2.3.4, true",
        "::1, true",
        "[::1], true",
        "{h}, false",
        "[, false",
        "%, false"
    })
    void aHostThatIsNoneHasNoAddress(String host, boolean known) {
        assertThat(handshake(host, "/a", null).hasAddress()).isEqualTo(known);
    }

    @Test
    void theParametersAreTheContainers() {
        Map<String, String[]> parameters = new TreeMap<>(Map.of("q", new String[] {"1", "2"}));
        when(request.getParameterMap()).thenReturn(parameters);

        assertThat(handshake("h", "/a", "q=3").getParameterMap()).isEqualTo(Map.of("q", List.of("1", "2")));
    }

    @Test
    void parametersThatTheContainerCannotReadAreReadAllTheSame() {
        when(request.getParameterMap()).thenThrow(new IllegalStateException("not UTF-8"));

        assertThat(handshake("h", "/a", "q=%FF&r=1").getParameterMap())
                .isEqualTo(Map.of("q", List.of("\ufffd"), "r", List.of("1")));
    }

    // Tomcat 10.1 drops such parameters and says nothing.
    @Test
    void parametersWithALonePercentSignAreNotLost() {
        when(request.getParameterMap()).thenReturn(Map.of("r", new String[] {"1"}));

        assertThat(handshake("h", "/a", "q=50%&r=1").getParameterMap())
                .isEqualTo(Map.of("q", List.of("50%"), "r", List.of("1")));
    }
}
