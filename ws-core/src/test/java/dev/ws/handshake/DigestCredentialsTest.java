package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.extension.HeaderSyntaxException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Challenges and answers of the Digest scheme (RFC 7616), for D-012 and D-022. */
class DigestCredentialsTest {
    /** RFC 7616 section 3.9.1. */
    private static final String RFC_7616 = "Digest realm=\"http-auth@example.org\", qop=\"auth, auth-int\", "
            + "nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
            + "opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\", algorithm=";

    private static final String CNONCE = "f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ";
    /** RFC 2617 section 3.5. */
    private static final String RFC_2617 = "Digest realm=\"testrealm@host.com\", "
            + "nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"";

    private static @Nullable DigestChallenge from(String field) {
        return DigestChallenge.from(AuthChallenges.parse(field).get(0));
    }

    private static DigestChallenge challenge(String field) {
        DigestChallenge challenge = from(field);
        assertThat(challenge).isNotNull();
        return challenge;
    }

    private static String answer(String field, String user, String password, String cnonce, int nc) {
        return new DigestCredentials(user, password, "GET", "/dir/index.html", challenge(field), cnonce, nc)
                .fieldValue();
    }

    // The first and the third are those of the RFC; the others were computed by another implementation.
    @ParameterizedTest(name = "D-022 RFC 7616 3.9.1 {0}")
    @CsvSource(textBlock = """
                    MD5,          8ca523f5e9506fed4657c9700eebdbec
                    MD5-sess,     e783283f46242139c486a698fec7211d
                    SHA-256,      753927fa0e85d155564e2e272a28d1802ca10daf4496794697cf8db5856cb6c1
                    SHA-256-sess, 2fd51b3a77ad75bad6afad6003e818d767133c46d9e2749e7f5232ae1ea3efd7
                    """)
    void examplesOfTheRfcAreAnsweredAsThere(String algorithm, String response) {
        assertThat(answer(RFC_7616 + algorithm, "Mufasa", "Circle of Life", CNONCE, 1))
                .isEqualTo("Digest username=\"Mufasa\", realm=\"http-auth@example.org\", uri=\"/dir/index.html\", "
                        + "algorithm=" + algorithm
                        + ", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", nc=00000001, "
                        + "cnonce=\"f2/wE4q74E6zIJEtWaHKaf5wv/H5QzzpXusqGemxURZJ\", qop=auth, response=\"" + response
                        + "\", opaque=\"FQhe/qaU925kfnzjCev0ciny7QMkPqMAFRtzCUYo5tdS\"");
    }

    @Test
    void rfc2617ExampleIsAnsweredAsThere() {
        assertThat(answer(RFC_2617 + ", qop=\"auth,auth-int\"", "Mufasa", "Circle Of Life", "0a4f113b", 1))
                .contains(", qop=auth, response=\"6629fae49393a05397450978507c4ef1\"");
    }

    // RFC 2069 section 2.4 as corrected by erratum 749.
    @Test
    void withoutProtectionThereIsNoClientNonce() {
        assertThat(answer(RFC_2617, "Mufasa", "CircleOfLife", "x", 1))
                .isEqualTo("Digest username=\"Mufasa\", realm=\"testrealm@host.com\", uri=\"/dir/index.html\", "
                        + "algorithm=MD5, nonce=\"dcd98b7102dd2f0e8b11d0f600bfb0c093\", "
                        + "response=\"1949323746fe6a43ef61f9606e7febea\", opaque=\"5ccc069c403ebaf9f0171e9517f40e41\"");
    }

    @Test
    void sha256WithoutProtectionIsAnswered() {
        String old = RFC_7616.replace("qop=\"auth, auth-int\", ", "");

        assertThat(answer(old + "SHA-256", "Mufasa", "Circle of Life", "x", 1))
                .contains("response=\"a1306b0595a6c7fe96c448631fb5cfbd5107bd1fe1da729d978dd7446b812363\"");
    }

    @Test
    void quotesAndBackslashesAreEscapedButHashedBare() {
        DigestChallenge challenge = challenge("Digest realm=\"q\\\"r\\\\s\", nonce=\"n\\\"1\", qop=auth");

        assertThat(new DigestCredentials("a\"b\\c", "p", "CONNECT", "h:443", challenge, "c", 1).fieldValue())
                .isEqualTo("Digest username=\"a\\\"b\\\\c\", realm=\"q\\\"r\\\\s\", uri=\"h:443\", algorithm=MD5, "
                        + "nonce=\"n\\\"1\", nc=00000001, cnonce=\"c\", qop=auth, "
                        + "response=\"487ffd11a73c2186ce6053d5701e5cb2\"");
    }

    @Test
    void realmIsHashedAsItsBytesAndRequestsAreCountedInHexadecimal() {
        DigestChallenge challenge = challenge("Digest realm=\"\u00c3\u00a9\", nonce=n, qop=auth");

        assertThat(new DigestCredentials("u", "p", "CONNECT", "h:443", challenge, "c", 26).fieldValue())
                .contains("realm=\"\u00c3\u00a9\"", "nc=0000001a", "response=\"a5ca6c7e592f3c61edcde0a2d8e94c19\"");
    }

    // RFC 7616 section 3.9.2 with SHA-256.
    @Test
    void userIsHashedWhereThatIsWanted() {
        DigestChallenge challenge =
                challenge("Digest realm=\"api@example.org\", nonce=\"7ypf/xlj9XXwfDPEoM4URrv/xwf94BcCAzFZH4GiTo0v\", "
                        + "qop=auth, algorithm=SHA-256, charset=UTF-8, userhash=true");

        assertThat(new DigestCredentials(
                                "J\u00e4s\u00f8n Doe", "Secret, or not?", "GET", "/doe.json", challenge, CNONCE, 1)
                        .fieldValue())
                .contains(
                        "username=\"5a1a8a47df5c298551b9b42ba9b05835174a5bd7d511ff7fe9191d8e946fc4e7\"",
                        "response=\"913169fa139e6b865c402c5ac02b894a9f4bc5ad37d6d41075fce92e6d237929\"")
                .endsWith(", userhash=true");
    }

    @ParameterizedTest(name = "D-022 user {0}")
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
                    a b~     ^ username="a b~"
                    Jäsøn 1Z ^ username*=UTF-8''J%C3%A4s%C3%B8n%201Z
                    """)
    void userThatIsNotAsciiIsPercentEncoded(String user, String written) {
        assertThat(answer(RFC_2617, user, "p", "c", 1)).startsWith("Digest " + written + ", realm=");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\u0001", "\u007f", "\n"})
    void controlCharactersOfAUserAreEncoded(String user) {
        assertThat(answer(RFC_2617, user, "p", "c", 1)).startsWith("Digest username*=UTF-8''%");
    }

    @ParameterizedTest(name = "D-022 {0}")
    @ValueSource(
            strings = {
                "Basic realm=r, nonce=n",
                "Digest realm=r, nonce=n, algorithm=SHA-512-256",
                "Digest realm=r, nonce=n, qop=auth-int",
                "Digest realm=r, nonce=n, qop=\"\"",
                "Digest realm=r, nonce=n, algorithm=MD5-sess"
            })
    void whatCannotBeAnsweredIsNoChallenge(String field) {
        assertThat(from(field)).isNull();
    }

    @ParameterizedTest(name = "D-022 without {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    realm ^ Digest nonce=n
                    nonce ^ Digest realm=r
                    """)
    void incompleteChallengesAreRefused(String missing, String field) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> from(field))
                .withMessage("Digest challenge without " + missing);
    }

    @Test
    void namesAndWordsCompareWithoutCase() {
        assertThat(challenge(
                        "dIGEST REALM=r, Nonce=n, QOP=\"x ,AUTH\", STALE=TRUE, algorithm=\"sha-256\", userhash=True"))
                .isEqualTo(new DigestChallenge("r", "n", null, DigestChallenge.Algorithm.SHA_256, true, true, true));
        assertThat(challenge("Digest realm=r, nonce=n, stale=false, userhash=yes"))
                .isEqualTo(new DigestChallenge("r", "n", null, DigestChallenge.Algorithm.MD5, false, false, false));
    }

    @Test
    void countStartsAtOne() {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> answer(RFC_2617, "u", "p", "c", 0))
                .withMessage("nc is 0, at least 1 needed");
    }

    @Test
    void passwordIsNotShown() {
        assertThat(new DigestCredentials("u", "secret", "GET", "/", challenge(RFC_2617), "c", 1))
                .hasToString("DigestCredentials[user=u, method=GET, uri=/, nc=1]");
        assertThat(new ProxyCredentials("u", "secret")).hasToString("ProxyCredentials[user=u]");
    }
}
