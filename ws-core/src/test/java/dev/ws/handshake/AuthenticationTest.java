package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which challenge is answered, and how often (D-012, D-022). */
class AuthenticationTest {
    private static final String BASIC = "Basic realm=r";
    private static final String MD5 = "Digest realm=r, nonce=n, qop=auth";
    private static final String STALE = "Digest realm=r, nonce=m, qop=auth, stale=true";

    private static Authentication authentication(boolean preemptive) {
        return new Authentication("u", "p", preemptive, new FixedRandom());
    }

    private static boolean challenged(Authentication authentication, String... fields) {
        return authentication.challenged(List.of(fields));
    }

    @Test
    void nothingIsSentUnasked() {
        assertThat(authentication(false).next("GET", "/")).isNull();
    }

    @Test
    void basicIsSentUnaskedIfWanted() {
        assertThat(authentication(true).next("GET", "/")).isEqualTo("Basic dTpw");
    }

    // RFC 7617 section 2.1.
    @Test
    void basicIsInUtf8() {
        Authentication authentication = new Authentication("test", "123\u00a3", false, new FixedRandom());

        assertThat(challenged(authentication, "Basic realm=\"foo\", charset=\"UTF-8\""))
                .isTrue();
        assertThat(authentication.next("GET", "/")).isEqualTo("Basic dGVzdDoxMjPCow==");
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
                    digest before basic  ^ `Basic realm=r, Digest realm=r, nonce=a`                      ^ nonce="a"
                    sha-256 before md5   ^ `Digest realm=r, nonce=a, Digest realm=r, nonce=b, algorithm=SHA-256` ^ nonce="b"
                    md5 after sha-256    ^ `Digest realm=r, nonce=a, algorithm=SHA-256, Digest realm=r, nonce=b` ^ nonce="a"
                    first of equals      ^ `Digest realm=r, nonce=a, Digest realm=r, nonce=b`            ^ nonce="a"
                    unknown ones skipped ^ `NTLM, Digest realm=r, nonce=a, algorithm=x, basic realm=r`   ^ Basic dTpw
                    unknown one last     ^ `Digest realm=r, nonce=a, Digest realm=r, nonce=b, algorithm=x` ^ nonce="a"
                    """)
    void strongestSchemeIsChosen(String name, String field, String expected) {
        Authentication authentication = authentication(false);

        assertThat(challenged(authentication, field)).isTrue();
        assertThat(authentication.next("GET", "/")).contains(expected);
    }

    @Test
    void challengesMayBeSpreadOverFields() {
        Authentication authentication = authentication(false);

        assertThat(challenged(authentication, BASIC, MD5)).isTrue();
        assertThat(authentication.next("GET", "/")).startsWith("Digest ");
    }

    @ParameterizedTest(name = "D-022 {0}, then {1}: {2}")
    @CsvSource(delimiter = '^', textBlock = """
                    Basic realm=r            ^ Basic realm=r                        ^ false
                    Basic realm=r            ^ Digest realm=r, nonce=n              ^ false
                    Basic realm=r            ^ Digest realm=r, nonce=n, stale=true  ^ false
                    Digest realm=r, nonce=n  ^ Basic realm=r                        ^ false
                    Digest realm=r, nonce=n  ^ Digest realm=r, nonce=m              ^ false
                    Digest realm=r, nonce=n  ^ Digest realm=r, nonce=m, stale=true  ^ true
                    """)
    void wrongCredentialsAreNotSentTwice(String first, String second, boolean again) {
        Authentication authentication = authentication(false);

        assertThat(challenged(authentication, first)).isTrue();
        assertThat(challenged(authentication, second)).isEqualTo(again);
    }

    @Test
    void staleNonceIsRenewedOnce() {
        Authentication authentication = authentication(false);

        assertThat(challenged(authentication, STALE)).isTrue();
        assertThat(challenged(authentication, STALE)).isTrue();
        assertThat(challenged(authentication, STALE)).isFalse();
    }

    @Test
    void requestsAreCountedForEachNonce() {
        Authentication authentication = authentication(false);

        challenged(authentication, MD5);
        assertThat(authentication.next("GET", "/")).contains("nc=00000001", "cnonce=\"" + "00".repeat(16));
        assertThat(authentication.next("GET", "/")).contains("nc=00000002", "cnonce=\"" + "00".repeat(16));
        challenged(authentication, STALE);
        assertThat(authentication.next("GET", "/"))
                .contains("nonce=\"m\"", "nc=00000001", "cnonce=\"" + "01".repeat(16));
    }

    @Test
    void afterBasicUnaskedOnlyDigestIsTried() {
        assertThat(challenged(authentication(true), BASIC)).isFalse();
        assertThat(challenged(authentication(true), BASIC, MD5)).isTrue();
    }

    @Test
    void userWithColonIsNotSentByBasic() {
        Authentication authentication = new Authentication("a:b", "p", true, new FixedRandom());

        assertThat(authentication.next("GET", "/")).isNull();
        assertThat(challenged(authentication, BASIC)).isFalse();
        assertThat(challenged(authentication, MD5)).isTrue();
        assertThat(authentication.next("GET", "/")).contains("username=\"a:b\"");
    }

    @Test
    void withoutKnownSchemeThereIsNothingToTry() {
        assertThat(challenged(authentication(false))).isFalse();
        assertThat(challenged(authentication(false), "NTLM", "Negotiate abc=")).isFalse();
    }
}
