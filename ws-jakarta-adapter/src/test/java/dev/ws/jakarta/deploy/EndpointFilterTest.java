package dev.ws.jakarta.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EndpointFilterTest {
    @ParameterizedTest(name = "{0} below {1}")
    @CsvSource(
            nullValues = "null",
            value = {
                "/chat, '', /chat",
                "/app/chat, /app, /chat",
                "/app/chat/, /app, /chat/",
                "/app, /app, /",
                "/app/, /app, /",
                "/a%20b/c, '', /a%20b/c",
                "/chat;jsessionid=1, '', /chat",
                "/a;x/b;y=1, '', /a/b",
                "//chat, '', //chat",
                "/a/../secret, '', null",
                "/a/./b, '', null",
                "/a/%2e%2E/secret, '', null",
                "/a/.%2e;x/secret, '', null",
                "/..., '', /..."
            })
    void thePathIsTheOneThatConstraintsSee(String uri, String contextPath, String path) {
        assertThat(EndpointFilter.path(uri, contextPath)).isEqualTo(path);
    }
}
