package dev.ws.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RecentStringsTest {
    private final RecentStrings recent = new RecentStrings();

    @SuppressWarnings("StringCopy") // another object with the same characters is the point
    private static String copy(String text) {
        return new String(text.toCharArray());
    }

    @Test
    void equalStringsBecomeOne() {
        String first = copy("websocket");
        assertThat(recent.share(first)).isSameAs(first);
        assertThat(recent.share(copy("websocket"))).isSameAs(first);
        assertThat(recent.share(copy("Websocket"))).isEqualTo("Websocket");
    }

    @Test
    void secretsAndKeysAreNotKept() {
        String first = copy("Basic YTpi");
        assertThat(recent.shareValue("AUTHORIZATION", first)).isSameAs(first);
        String second = copy(first);
        assertThat(recent.shareValue("Authorization", second)).isSameAs(second);
        assertThat(recent.shareValue("Origin", second)).isSameAs(second);
        assertThat(recent.shareValue("Origin", copy(second))).isSameAs(second);
    }

    @Test
    void longStringsAreNotKept() {
        String first = "x".repeat(257);
        assertThat(recent.share(first)).isSameAs(first);
        String second = copy(first);
        assertThat(recent.share(second)).isSameAs(second);
    }

    @Test
    void manyStringsStayThemselves() {
        List<String> shared = new ArrayList<>();
        for (int i = 0; i < 10_000; i++) {
            shared.add(recent.share("value " + i));
        }
        for (int i = 0; i < 10_000; i++) {
            assertThat(shared.get(i)).isEqualTo("value " + i);
        }
    }
}
