package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.extension.TestExtension;
import java.util.List;
import org.junit.jupiter.api.Test;

class HandshakeOptionsTest {
    @Test
    void x04DefaultsAnswerAsWsDoesExceptThatExtensionsAreNoReasonToRefuse() {
        assertThat(HandshakeOptions.DEFAULT)
                .isEqualTo(new HandshakeOptions(OriginPolicy.any(), List.of(), false, false, false, false, false));
    }

    @Test
    void everySettingSurvivesACopy() {
        HandshakeOptions options = HandshakeOptions.builder()
                .originPolicy(OriginPolicy.sameOrigin())
                .extensions(List.of(new TestExtension("a", 4)))
                .refuseUnacceptableExtensions(true)
                .allowHeader(true)
                .upgradeRequiredForVersion(true)
                .upgradeTokenInList(true)
                .anySubprotocol(true)
                .build();

        assertThat(options.toBuilder().build()).isEqualTo(options).isNotEqualTo(HandshakeOptions.DEFAULT);
    }
}
