package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Headers;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** E-054: what a configurator does to the headers reaches the client. */
class JakartaHandshakeResponseTest {
    private final Headers.Builder target = Headers.builder()
            .add("Upgrade", "websocket")
            .add("X-Two", "1")
            .add("x-two", "2")
            .add("X-Gone", "soon");
    private final JakartaHandshakeResponse response = new JakartaHandshakeResponse(target.build());

    @Test
    void computedHeadersAreFoundInAnyCase() {
        assertThat(response.getHeaders()).hasSize(3);
        assertThat(response.getHeaders().get("UPGRADE")).containsExactly("websocket");
        assertThat(response.getHeaders().get("x-TWO")).containsExactly("1", "2");
    }

    @Test
    void changedAddedAndRemovedHeadersAreWritten() {
        Map<String, List<String>> headers = response.getHeaders();
        headers.get("x-two").add("3");
        headers.put("X-New", List.of("a", "b"));
        headers.remove("x-gone");

        response.writeTo(target);

        Headers written = target.build();
        assertThat(written.all("Upgrade")).containsExactly("websocket");
        assertThat(written.all("X-Two")).containsExactly("1", "2", "3");
        assertThat(written.all("X-New")).containsExactly("a", "b");
        assertThat(written.all("X-Gone")).isEmpty();
    }
}
