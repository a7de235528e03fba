package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;

class SubprotocolSelectorTest {
    private static Set<String> requested(String header) {
        return SubprotocolHeader.parse(header);
    }

    @Test
    void a121TheFirstIsTheClientsFirst() {
        assertThat(SubprotocolSelector.first().select(requested("x, a, b"), Requests.plain()))
                .isEqualTo("x");
    }

    @Test
    void b041ClientOrderTakesTheClientsFirstThatIsSupported() {
        SubprotocolSelector selector = SubprotocolSelector.clientOrder("b", "a");

        assertThat(selector.select(requested("x, a, b"), Requests.plain())).isEqualTo("a");
        assertThat(selector.select(requested("x, y"), Requests.plain())).isNull();
    }

    @Test
    void b041ServerOrderTakesTheServersFirstThatWasNamed() {
        SubprotocolSelector selector = SubprotocolSelector.serverOrder("c", "b", "a");

        assertThat(selector.select(requested("x, a, b"), Requests.plain())).isEqualTo("b");
        assertThat(selector.select(requested("x, y"), Requests.plain())).isNull();
    }
}
