package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.URI;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Addresses: D-002 to D-005, D-010, D-016. */
class WebSocketUriTest {
    @ParameterizedTest(name = "{0} {1}")
    @CsvSource(delimiter = '^', textBlock = """
                    D-002 ^ ws://h                    ^ false ^ h ^ 80  ^ /       ^ h       ^ ws://h/
                    D-002 ^ wss://h                   ^ true  ^ h ^ 443 ^ /       ^ h       ^ wss://h/
                    D-002 ^ http://h/a                ^ false ^ h ^ 80  ^ /a      ^ h       ^ ws://h/a
                    D-002 ^ https://h/a               ^ true  ^ h ^ 443 ^ /a      ^ h       ^ wss://h/a
                    D-002 ^ WSS://H/A                 ^ true  ^ h ^ 443 ^ /A      ^ h       ^ wss://h/A
                    D-010 ^ ws://h:80/                ^ false ^ h ^ 80  ^ /       ^ h       ^ ws://h/
                    D-010 ^ ws://h:443/               ^ false ^ h ^ 443 ^ /       ^ h:443   ^ ws://h:443/
                    D-010 ^ wss://h:443/              ^ true  ^ h ^ 443 ^ /       ^ h       ^ wss://h/
                    D-010 ^ wss://h:80/               ^ true  ^ h ^ 80  ^ /       ^ h:80    ^ wss://h:80/
                    D-010 ^ ws://h:/                  ^ false ^ h ^ 80  ^ /       ^ h       ^ ws://h/
                    D-010 ^ ws://[::1]                ^ false ^ [::1] ^ 80   ^ /  ^ [::1]   ^ ws://[::1]/
                    D-010 ^ ws://[::1]:8080/          ^ false ^ [::1] ^ 8080 ^ /  ^ [::1]:8080 ^ ws://[::1]:8080/
                    D-010 ^ ws://a_b.example:65535    ^ false ^ a_b.example ^ 65535 ^ / ^ a_b.example:65535 ^ ws://a_b.example:65535/
                    D-003 ^ ws://h?a=b&c=%20          ^ false ^ h ^ 80  ^ /?a=b&c=%20 ^ h   ^ ws://h/?a=b&c=%20
                    D-003 ^ ws://h/a%2Fb/../c?        ^ false ^ h ^ 80  ^ /c    ^ h       ^ ws://h/c
                    D-003 ^ ws://h/a#                 ^ false ^ h ^ 80  ^ /a      ^ h       ^ ws://h/a
                    D-003 ^ ws://h/ä                  ^ false ^ h ^ 80  ^ /%C3%A4 ^ h       ^ ws://h/%C3%A4
                    """)
    void addressesAreTakenApart(
            String row,
            String address,
            boolean secure,
            String host,
            int port,
            String target,
            String authority,
            String url) {
        WebSocketUri uri = WebSocketUri.parse(address);

        assertThat(uri.secure()).isEqualTo(secure);
        assertThat(uri.host()).isEqualTo(host);
        assertThat(uri.port()).isEqualTo(port);
        assertThat(uri.target()).isEqualTo(target);
        assertThat(uri.authority()).isEqualTo(authority);
        assertThat(uri.url()).isEqualTo(url);
        assertThat(uri.socketPath()).isNull();
        assertThat(uri.userInfo()).isNull();
    }

    @ParameterizedTest(name = "D-005 {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws+unix:/abs/socket:/path?query   ^ /abs/socket ^ /path?query ^ ws+unix:/abs/socket:/path?query
                    ws+unix:/abs/socket:/             ^ /abs/socket ^ /           ^ ws+unix:/abs/socket:/
                    ws+unix:/abs/socket:              ^ /abs/socket ^ /           ^ ws+unix:/abs/socket:/
                    ws+unix:/abs/socket               ^ /abs/socket ^ /           ^ ws+unix:/abs/socket:/
                    ws+unix:/abs/socket?query         ^ /abs/socket ^ /?query     ^ ws+unix:/abs/socket:/?query
                    WS+UNIX:///abs/socket:/a:b        ^ /abs/socket ^ /a:b        ^ ws+unix:/abs/socket:/a:b
                    ws+unix:socket:/path              ^ socket      ^ /path       ^ ws+unix:socket:/path
                    ws+unix:/a b%20c/ä:/d e?f|g h     ^ /a b%20c/ä  ^ /d%20e?f|g%20h ^ ws+unix:/a b%20c/ä:/d%20e?f|g%20h
                    ws+unix:/a/../b:/c/../d\\e?it's   ^ /a/../b     ^ /d\\e?it's  ^ ws+unix:/a/../b:/d\\e?it's
                    """)
    void unixSocketsAreTakenApart(String address, String socketPath, String target, String url) {
        WebSocketUri uri = WebSocketUri.parse(address);

        assertThat(uri.socketPath()).isEqualTo(socketPath);
        assertThat(uri.target()).isEqualTo(target);
        assertThat(uri.url()).isEqualTo(url);
        assertThat(uri.authority()).isEqualTo("localhost");
        assertThat(uri.secure()).isFalse();
        assertThat(uri.userInfo()).isNull();
    }

    @ParameterizedTest(name = "D-003 {0}")
    @ValueSource(
            strings = {
                "",
                "h",
                "/a",
                "//h/a",
                "ws:",
                "ws://",
                "ws://h /",
                "ws://h:x/",
                "ws://h:65536/",
                "ws://h:123456/",
                "ws://h:-1/",
                "ws://[::1",
                "ws://[g]/",
                "ws://[fe80::1%25eth0]/",
                "ws://a@",
                "ws://[0000:0000:0000:0000:0000:0000:0000:0000:0000:0000]/",
                "ws://fa\u00DF.example/",
                "ws://FA\u1E9E.example/",
                "ws://\u03BB\u03CC\u03B3\u03BF\u03C2.example/",
                "ws://a\u200Cb.example/",
                "ws://a\u200Db.example/",
                "ws://a\uD800b.example/",
                "ws://\u00E4..example/",
                "ws://a\"b/",
                "ws://a`b/",
                "ws://a{b}/",
                "ws+unix:/a:b",
                "ws+unix::/path",
                "ws+unix://host/a:/b"
            })
    void otherTextIsNoAddress(String address) {
        assertInvalid("Invalid URL: " + address, address);
    }

    @ParameterizedTest(name = "D-003 {0}")
    @ValueSource(strings = {"ftp://h/", "bad-scheme://h", "mailto:a", "wsx://h", "ws+unixx:/a", "file:/a"})
    void otherSchemesAreRefused(String address) {
        assertInvalid(
                "The URL's protocol must be one of \"ws:\", \"wss:\", \"http:\", \"https:\", or \"ws+unix:\"", address);
    }

    @ParameterizedTest(name = "D-003 {0}")
    @ValueSource(strings = {"ws+unix:", "ws+unix:?a", "ws+unix:#a", "WS+UNIX:"})
    void unixSocketsNeedAPath(String address) {
        assertInvalid("The URL's pathname is empty", address);
    }

    @ParameterizedTest(name = "D-003 {0}")
    @ValueSource(strings = {"ws://h/#a", "wss://h/a?b#c", "ws+unix:/a:/b#c"})
    void fragmentsAreRefused(String address) {
        assertInvalid("The URL contains a fragment identifier", address);
    }

    @Test
    void namedPipesAreNotSupportedD005() {
        assertInvalid(
                "Windows named pipes are not supported: ws+unix:\\\\.\\pipe\\name:/a", "ws+unix:\\\\.\\pipe\\name:/a");
    }

    private static void assertInvalid(String message, String address) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> WebSocketUri.parse(address))
                .withMessage(message);
    }

    @ParameterizedTest(name = "D-011 {0}")
    @CsvSource({
        "ws://a:b@h/, a:b",
        "ws://a@h/, a",
        "ws://:b@h/, :b",
        "ws://a:%40@h:1/, a:%40",
        "ws://a@b:c@h/, a%40b:c",
        "ws://a:@h/, a",
        "ws://a%:b|@h/, a%:b%7C",
        "ws://@h/,",
        "ws://:@h/,",
    })
    void userInformationStaysRaw(String address, String userInfo) {
        WebSocketUri uri = WebSocketUri.parse(address);

        assertThat(uri.userInfo()).isEqualTo(userInfo);
        assertThat(uri.host()).isEqualTo("h");
    }

    @Test
    void logsDoNotShowTheUserInformation() {
        WebSocketUri uri = WebSocketUri.parse("https://a:b@h:1/c?d");

        assertThat(uri).hasToString("wss://h:1/c?d");
        assertThat(uri.url()).isEqualTo("wss://a:b@h:1/c?d");
        assertThat(WebSocketUri.parse("ws+unix:/a:/b")).hasToString("ws+unix:/a:/b");
    }

    @Test
    void addressesMayBeUriObjectsD001() {
        assertThat(WebSocketUri.of(URI.create("http://h:80/a"))).isEqualTo(WebSocketUri.parse("ws://h/a"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws://h/a|[b]%/?c[]=d|{e}%   ^ ws://h/a%7C%5Bb%5D%25/?c[]=d%7C%7Be%7D%25   ^ http://h/a%7C%5Bb%5D%25/?c[]=d%7C%7Be%7D%25
                    wss://a%:b@h:1/%20          ^ wss://a%25:b@h:1/%20                        ^ https://h:1/%20
                    wss://münchen.example       ^ wss://xn--mnchen-3ya.example/               ^ https://xn--mnchen-3ya.example/
                    ws+unix:/a b:/c d?e|f       ^ ws+unix:/a%20b:/c%20d?e%7Cf                 ^ http://localhost/c%20d?e%7Cf
                    """)
    void everyAddressHasAUri(String address, URI uri, URI http) {
        assertThat(WebSocketUri.parse(address).toUri()).isEqualTo(uri);
        assertThat(WebSocketUri.parse(address).toHttpUri()).isEqualTo(http);
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws://h:70000/        ^ the port is above 65535
                    ws:///               ^ there is no host
                    h/a                  ^ there is no scheme
                    ws://a b/            ^ a character cannot be in a host
                    ws://1.2.3.4.5/      ^ the host ends in a number but is no IPv4 address
                    ws://[1::2::3]/      ^ host is no IPv6 address
                    ws://faß.example/    ^ the host has a character that means one of two names; write it in its ASCII form, xn--
                    """)
    void refusalsHaveAReason(String address, String reason) {
        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> WebSocketUri.parse(address))
                .havingCause()
                .withMessage(reason);
    }

    @Test
    void halfACharacterIsReplaced() {
        assertThat(WebSocketUri.parse("ws://h/a\uD800?\uDC00b").target()).isEqualTo("/a%EF%BF%BD?%EF%BF%BDb");
    }

    @Test
    void caretsAreEncodedInPathsOnly() {
        assertThat(WebSocketUri.parse("ws://h/a^b?c^d").target()).isEqualTo("/a%5Eb?c^d");
    }

    @Test
    void equalAddressesAreEqual() {
        WebSocketUri uri = WebSocketUri.parse("ws://h/a");

        assertThat(uri)
                .isEqualTo(WebSocketUri.parse("ws://H:80/a"))
                .hasSameHashCodeAs(WebSocketUri.parse("ws://H:80/a"))
                .isNotEqualTo(WebSocketUri.parse("ws://h/b"))
                .isNotEqualTo("ws://h/a");
    }

    @ParameterizedTest(name = "D-016 from {0} to {1}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws://h:1/a/b?c            ^ d                  ^ ws://h:1/a/d
                    ws://h:1/a/b?c            ^ /d?e               ^ ws://h:1/d?e
                    ws://h:1/a/b?c            ^ ../d               ^ ws://h:1/d
                    ws://h:1/a/b?c            ^ ?d                 ^ ws://h:1/a/b?d
                    wss://h/a                 ^ ?d                 ^ wss://h/a?d
                    ws://h                    ^ d                  ^ ws://h/d
                    ws://a:b@h/a              ^ /d                 ^ ws://h/d
                    ws://h:1/a/b?c            ^ #                  ^ ws://h:1/a/b?c
                    ws://h:1/a/b?c            ^ ?                  ^ ws://h:1/a/b
                    ws://h:1/a/b?c            ^ \\d\\e              ^ ws://h:1/d/e
                    ws://h:1/a/b?c            ^ ./../../d/.        ^ ws://h:1/d/
                    ws://h:1/a/b?c            ^ ..                 ^ ws://h:1/
                    ws://h:1/a/b?c            ^ d e|{f}?g h|{i}#   ^ ws://h:1/a/d%20e|%7Bf%7D?g%20h|{i}
                    ws://h:1/a|%?c            ^ b%                 ^ ws://h:1/b%
                    ws://h:1/a                ^ /ä                 ^ ws://h:1/%C3%A4
                    ws://h:1/a                ^ d/e:f              ^ ws://h:1/d/e:f
                    ws://h/a/b                ^ ws:i               ^ ws://h/a/i
                    ws://h/a/b                ^ WS:/i              ^ ws://h/i
                    ws://h/a/b                ^ wss:i              ^ wss://i/
                    ws://h/a/b                ^ ws:\\\\i           ^ ws://i/
                    wss://h/a                 ^ \\\\münchen.example/d ^ wss://xn--mnchen-3ya.example/d
                    wss://h/a                 ^ //i:1/d            ^ wss://i:1/d
                    wss://h/a                 ^ ws://i/d           ^ ws://i/d
                    wss://h/a                 ^ http://i/d         ^ ws://i/d
                    ws://h/a                  ^ https://a:b@i      ^ wss://a:b@i/
                    ws://h/a                  ^ ws+unix:/s:/d      ^ ws+unix:/s:/d
                    ws+unix:/s:/a/b?c         ^ d                  ^ ws+unix:/s:/a/d
                    ws+unix:/s:/a/b?c         ^ /d?e               ^ ws+unix:/s:/d?e
                    ws+unix:/s:/a/b?c         ^ ?d                 ^ ws+unix:/s:/a/b?d
                    ws+unix:/s:/a             ^ ws+unix:/t:/a      ^ ws+unix:/t:/a
                    ws+unix:/s:/a             ^ ws://h/            ^ ws://h/
                    """)
    void redirectsLeadToTheirTarget(String from, String location, String to) {
        assertThat(WebSocketUri.parse(from).resolve(location).url()).isEqualTo(to);
    }

    @ParameterizedTest(name = "D-016 from {0} to {1}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws://h/        ^ http://         ^ Invalid URL: http://
                    ws://h/        ^ //              ^ Invalid URL: //
                    ws://h/        ^ //h%20i/        ^ Invalid URL: //h%20i/
                    ws://h/        ^ ?a#b            ^ The URL contains a fragment identifier
                    ws://h/        ^ #b              ^ The URL contains a fragment identifier
                    ws+unix:/s:/a  ^ \\\\h/a          ^ Invalid URL: \\\\h/a
                    ws+unix:/s:/a  ^ //h/a           ^ Invalid URL: //h/a
                    ws://h/        ^ ws+unix:        ^ The URL's pathname is empty
                    ws://h/        ^ /a#b            ^ The URL contains a fragment identifier
                    ws://h/        ^ ftp://h/        ^ The URL's protocol must be one of "ws:", "wss:", "http:", "https:", or "ws+unix:"
                    """)
    void badRedirectsHaveTheSameTexts(String from, String location, String message) {
        WebSocketUri uri = WebSocketUri.parse(from);

        assertThatExceptionOfType(IllegalArgumentException.class)
                .isThrownBy(() -> uri.resolve(location))
                .withMessage(message);
    }

    @ParameterizedTest(name = "D-017 {0} and {1}")
    @CsvSource({
        "ws://h/a, ws://h/b, true",
        "ws://h/a, wss://h/b, true",
        "ws://h/a, ws://h:81/a, false",
        "ws://h/a, ws://sub.h/a, false",
        "ws://localhost/a, ws+unix:/s:/a, false",
        "ws+unix:/s:/a, ws://localhost/a, false",
        "ws+unix:/s:/a, ws+unix:/s:/b, true",
        "ws+unix:/s:/a, ws+unix:/t:/a, false",
    })
    void hostsAndSocketsArePlaces(String one, String other, boolean same) {
        assertThat(WebSocketUri.parse(one).samePlace(WebSocketUri.parse(other))).isEqualTo(same);
    }
}
