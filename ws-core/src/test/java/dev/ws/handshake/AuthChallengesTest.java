package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.extension.HeaderSyntaxException;
import java.util.Random;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The grammar of challenges, for D-012 and D-022. */
class AuthChallengesTest {
    private static String written(String field) {
        return AuthChallenges.parse(field).stream()
                .map(challenge -> challenge.scheme() + "|" + challenge.token68() + "|" + challenge.parameters())
                .collect(Collectors.joining(" "));
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
                    nothing             ^ ``                                ^ ``
                    only separators     ^ `, ,,\t,`                         ^ ``
                    scheme alone        ^ `Negotiate`                       ^ `Negotiate|null|{}`
                    scheme and blanks   ^ `Negotiate  , `                   ^ `Negotiate|null|{}`
                    one parameter       ^ `Basic realm="a b"`               ^ `Basic|null|{realm=a b}`
                    tokens              ^ `Basic Realm=a,CHARSET=b`         ^ `Basic|null|{realm=a, charset=b}`
                    empty value         ^ `Basic realm=""`                  ^ `Basic|null|{realm=}`
                    blanks around =     ^ `Basic realm \t= "a" , b = c`     ^ `Basic|null|{realm=a, b=c}`
                    escapes             ^ `Basic realm="a\\"b\\\\c,d=e"`    ^ `Basic|null|{realm=a"b\\c,d=e}`
                    empty elements      ^ `,Basic ,, a=b,,c=d,`             ^ `Basic|null|{a=b, c=d}`
                    token68             ^ `NTLM TlRM+/T==`                  ^ `NTLM|TlRM+/T==|{}`
                    token68 in between  ^ `A b, NTLM x= , C`                ^ `A|b|{} NTLM|x=|{} C|null|{}`
                    several             ^ `Newauth realm="apps", type=1, title="Login to \\"apps\\"", Basic realm="simple"` ^ `Newauth|null|{realm=apps, type=1, title=Login to "apps"} Basic|null|{realm=simple}`
                    same scheme twice   ^ `Digest a=1, Digest a=2`          ^ `Digest|null|{a=1} Digest|null|{a=2}`
                    bare schemes        ^ `Negotiate, Kerberos,NTLM`        ^ `Negotiate|null|{} Kerberos|null|{} NTLM|null|{}`
                    """)
    void challengesAreTakenApart(String name, String field, String expected) {
        assertThat(written(field)).isEqualTo(expected);
    }

    @ParameterizedTest(name = "D-022 {0}")
    @CsvSource(delimiter = '^', quoteCharacter = '`', textBlock = """
                    no scheme             ^ `realm=a`              ^ Unexpected character at index 6
                    scheme in quotes      ^ `"Basic" realm=a`      ^ Unexpected character at index 0
                    no blank              ^ `Basic"a"`             ^ Unexpected character at index 5
                    no parameter          ^ `Basic "a"`            ^ Unexpected character at index 6
                    no equals sign        ^ `Basic a "b"`          ^ Unexpected character at index 8
                    no value              ^ `Basic a=b, c=`        ^ Unexpected end of input
                    value missing         ^ `Basic a=b, c=, d=e`   ^ Unexpected character at index 13
                    open quote            ^ `Basic a="b`           ^ Unexpected end of input
                    escape at the end     ^ `Basic a="b\\`         ^ Unexpected end of input
                    junk behind a value   ^ `Basic a="b"c`         ^ Unexpected character at index 11
                    no comma              ^ `Basic a=b c=d`        ^ Unexpected character at index 10
                    parameter twice       ^ `Basic a=b, A=c`       ^ Unexpected end of input
                    token68 and parameter ^ `NTLM abc, a=b`        ^ Unexpected character at index 12
                    token68 in the list   ^ `Basic a=b, c==`       ^ Unexpected character at index 13
                    """)
    void brokenFieldsAreRefused(String name, String field, String message) {
        assertThatExceptionOfType(HeaderSyntaxException.class)
                .isThrownBy(() -> AuthChallenges.parse(field))
                .withMessage(message);
    }

    @Test
    void longFieldsAreReadInOneGo() {
        int count = 200_000;
        String field = "Basic a=\"" + "\\\"".repeat(count) + "\"" + ",".repeat(count) + "B" + " ".repeat(count)
                + "c".repeat(count) + "=".repeat(count);

        assertThat(AuthChallenges.parse(field)).hasSize(2);
        assertThat(AuthChallenges.parse("A, ".repeat(count))).hasSize(count);
    }

    @Test
    void garbageThrowsTheOneExceptionAndNothingElse() {
        Random random = new Random(7);
        String letters = "aB/=\",\\ \t\u00e9\u0001";
        int parsed = 0;
        int faults = 0;
        for (int round = 0; round < 50_000; round++) {
            StringBuilder field = new StringBuilder();
            for (int i = random.nextInt(12); i > 0; i--) {
                field.append(letters.charAt(random.nextInt(letters.length())));
            }
            try {
                AuthChallenges.parse(field.toString());
                parsed++;
            } catch (HeaderSyntaxException e) {
                faults++;
            }
        }
        assertThat(parsed).isPositive();
        assertThat(faults).isPositive();
    }
}
