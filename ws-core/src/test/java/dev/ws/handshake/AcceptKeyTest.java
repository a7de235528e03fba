package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AcceptKeyTest {
    @Test
    void b048TheExampleOfRfc6455Section13IsAnswered() {
        assertThat(AcceptKey.of("dGhlIHNhbXBsZSBub25jZQ==")).isEqualTo("s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
    }

    @ParameterizedTest(name = "B-032 {0}")
    @ValueSource(
            strings = {
                "dGhlIHNhbXBsZSBub25jZQ==",
                "AAAAAAAAAAAAAAAAAAAAAA==",
                "azAZ09+/azAZ09+/azAZ0Z==",
                "//////////////////////=="
            })
    void sixteenBytesInBase64AreValid(String key) {
        assertThat(AcceptKey.isValid(key)).isTrue();
    }

    @ParameterizedTest(name = "B-032 \"{0}\"")
    @ValueSource(
            strings = {
                "",
                "==",
                "dGhlIHNhbXBsZSBub25jZQ",
                "dGhlIHNhbXBsZSBub25jZQ=",
                "dGhlIHNhbXBsZSBub25jZQ=A",
                "dGhlIHNhbXBsZSBub25jZQA=",
                "dGhlIHNhbXBsZSBub25jZQ===",
                "dGhlIHNhbXBsZSBub25j==",
                "dGhlIHNhbXBsZSBub25jZQAA==",
                "dGhlIHNhbXBsZSBub25jZ@==",
                "dGhlIHNhbXBsZSBub25jZ[==",
                "dGhlIHNhbXBsZSBub25jZ{==",
                "dGhlIHNhbXBsZSBub25jZ:==",
                "dGhlIHNhbXBsZSBub25jZ!==",
                "dGhlIHNhbXBsZSBub25jZ-==",
                "dGhlIHNhbXBsZSBub25jZ_==",
                "dGhlIHNhbXBs=SBub25jZQ==",
                " dGhlIHNhbXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25jé==",
                "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ=="
            })
    void anythingElseIsInvalid(String key) {
        assertThat(AcceptKey.isValid(key)).isFalse();
    }
}
