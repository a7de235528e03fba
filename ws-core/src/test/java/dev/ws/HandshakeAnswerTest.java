package dev.ws;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class HandshakeAnswerTest { // D-051
    private final byte[] body = "gr\u00fc\u00df".getBytes(StandardCharsets.UTF_8);
    private final HandshakeAnswer answer =
            new HandshakeAnswer(403, "Forbidden", Headers.of("Set-Cookie", "secret"), body, true);

    @Test
    void keepsACopyOfTheBody() {
        body[0] = 'x';
        assertThat(answer.text()).isEqualTo("gr\u00fc\u00df");
        assertThat(answer.body().remaining()).isEqualTo(body.length);
        assertThat(answer.body().isReadOnly()).isTrue();
        assertThat(answer.complete()).isTrue();
    }

    @Test
    void showsNoSecrets() {
        assertThat(answer).hasToString("403 Forbidden");
        assertThat(new HandshakeAnswer(403, "", Headers.EMPTY, body, true)).hasToString("403");
    }

    @Test
    void comesWithTheException() {
        HandshakeException refused = new HandshakeException(answer, "refused");
        assertThat(refused.answer()).isSameAs(answer);
        assertThat(refused.status()).isEqualTo(403);
        assertThat(refused).hasMessage("refused");
        assertThat(new HandshakeException(400, "bad").answer()).isNull();
    }
}
