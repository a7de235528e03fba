package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.AfterParameterizedClassInvocation;
import org.junit.jupiter.params.BeforeParameterizedClassInvocation;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Security constraints of the descriptor and the extended CONNECT: what a handshake over HTTP/1.1 may not, one over HTTP/2
 * may not either. Each row has the status over HTTP/1.1 and the one over HTTP/2.
 */
@ParameterizedClass(name = "{0}")
@ValueSource(strings = {"ee10", "ee11"})
class ConstraintsIT {
    private static final List<String> DOORS =
            List.of("who", "who.linked", "who.wrapped", "who.filter", "endpoint", "who.upgrading");

    private static SecuredSite site; // JUnit thread

    @Parameter
    String environment;

    @BeforeParameterizedClassInvocation
    static void start(String environment) throws IOException {
        site = SecuredSite.start(environment);
    }

    @AfterParameterizedClassInvocation
    static void stop() {
        site.close();
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            # rule,             nobody,   anna (chatter), ben (reader), carl (guest), a wrong password
            /basic/open,          101 200,  101 200,        101 200,      101 200,      101 200
            /basic/post-role,     101 200,  101 200,        101 200,      101 200,      101 200
            /basic/get-role,      401 403,  101 200,        403 403,      403 403,      401 403
            /basic/get-known,     401 403,  101 200,        101 200,      403 403,      401 403
            /basic/get-user,      401 403,  101 200,        101 200,      101 200,      401 403
            /basic/get-forbidden, 403 403,  403 403,        403 403,      403 403,      403 403
            /basic/get-secure,    403 403,  403 403,        403 403,      403 403,      403 403
            # Jetty itself covers CONNECT
            /basic/not-get,       101 401,  101 200,        101 403,      101 403,      101 401
            /basic/not-post,      401 401,  101 200,        403 403,      403 403,      401 401
            /basic/all,           401 401,  101 200,        403 403,      403 403,      401 401
            /basic/both,          401 401,  101 200,        403 403,      403 403,      401 401
            /basic/differing,     401 401,  101 403,        403 403,      403 403,      401 401
            # CONNECT has to be listed, else it is uncovered
            /deny/open,           101 200,  101 200,        101 200,      101 200,      101 200
            /deny/get-role,       401 403,  101 403,        403 403,      403 403,      401 403
            /deny/both,           401 401,  101 200,        403 403,      403 403,      401 401
            """)
    void getsInWhereAGetWould(String rule, String nobody, String anna, String ben, String carl, String wrong)
            throws IOException {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        String[] users = {"-", "anna:secret", "ben:secret", "carl:secret", "anna:guess"};
        String[] statuses = {nobody, anna, ben, carl, wrong};
        try (Http2Peer peer = site.connect(false)) {
            for (String door : DOORS) {
                for (int i = 0; i < users.length; i++) {
                    String target = rule + "/" + door;
                    String[] credentials = SecuredSite.credentials(users[i]);
                    expected.add(target + " " + users[i] + " " + statuses[i]);
                    found.add(target + " " + users[i] + " " + site.statusOfGet(false, target, credentials) + " "
                            + connect(peer, target, credentials));
                }
            }
        }
        assertThat(found).isEqualTo(expected);
    }

    @Test
    @DisplayName("a transport guarantee is met by TLS")
    void confidential() throws IOException {
        try (Http2Peer peer = site.connect(true)) {
            for (String door : DOORS) {
                String target = "/basic/get-secure/" + door;
                assertThat(site.statusOfGet(true, target)).as(target).isEqualTo(101);
                assertThat(connect(peer, target)).as(target).isEqualTo(200);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/basic/open/who,            -,           'nobody []'",
        "/basic/open/who,            anna:guess,  'nobody []'",
        "/basic/open/who,            anna:secret, 'anna [chatter]'",
        "/basic/get-role/who,        anna:secret, 'anna [chatter]'",
        "/basic/get-role/who.filter, anna:secret, 'anna [chatter]'",
        "/basic/get-user/who,        carl:secret, 'carl [guest]'",
        "/basic/all/who,             anna:secret, 'anna [chatter]'",
        "/basic/get-role/endpoint,   anna:secret, anna",
        "/basic/get-role/x.upgrading,anna:secret, anna",
        "/basic/open/endpoint,       -,           nobody"
    })
    void theApplicationLearnsWhoItIs(String target, String user, String told) throws IOException {
        try (Http2Peer peer = site.connect(true)) {
            Http2Stream stream = peer.open(target, SecuredSite.credentials(user));
            assertThat(stream.readMessage()).isEqualTo(WireFrame.text(told));
        }
    }

    @ParameterizedTest
    @DisplayName("the constraints are those of the path that was asked for, not of one it was forwarded to")
    @CsvSource({
        "/basic/open/x.forbidden,     -,           101, 200",
        "/basic/get-role/x.open,      -,           401, 403",
        "/basic/get-role/x.open,      anna:secret, 101, 200",
        "/basic/get-forbidden/x.open, anna:secret, 403, 403"
    })
    void forwarded(String target, String user, int get, int connect) throws IOException {
        String[] credentials = SecuredSite.credentials(user);
        try (Http2Peer peer = site.connect(false)) {
            assertThat(site.statusOfGet(false, target, credentials)).isEqualTo(get);
            assertThat(connect(peer, target, credentials)).isEqualTo(connect);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/basic/get-role/",
                "/basic/get-role/;x=y/",
                "/basic/get-role;x=y/",
                "/basic;x=y/get-role/",
                "/basic/%67et-role/",
                "/%62asic/get-role/",
                "/basic/get%2Drole/",
                "/basic//get-role/",
                "//basic/get-role/",
                "/basic/./get-role/",
                "/basic/%2e/get-role/",
                "/basic/open/../get-role/",
                "/basic/open/..;/get-role/",
                "/basic/open/..;x=y/get-role/",
                "/basic/open/%2e%2e/get-role/",
                "/basic/open/.%2E;/get-role/",
                "/basic/open%2f..%2fget-role/",
                "/basic%2fget-role/",
                "/basic%5cget-role/",
                "/basic/%2567et-role/",
                "/basic/..;/basic/get-role/",
                "/basic/../basic/get-role/",
                "/basic/get-role/..;/get-role/"
            })
    @DisplayName("no spelling of a path gets past its constraint")
    void spellings(String folder) throws IOException {
        List<String> open = new ArrayList<>();
        try (Http2Peer peer = site.connect(false)) {
            for (String door : List.of("who", "who.filter", "endpoint", "who.upgrading", "who;x=y", "endpoint;x=y")) {
                String target = folder + door;
                int get = site.statusOfGet(false, target);
                int connect = connect(peer, target);
                if (connect == 200 || get == 101) {
                    open.add(target + " " + get + " " + connect);
                }
            }
            assertThat(connect(peer, "/basic/open/who")).isEqualTo(200);
        }
        assertThat(open).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"/basic/get-role;x=y/", "/basic/%67et-role/", "/basic/open/../get-role/"})
    @DisplayName("who may get in does so by other spellings too, or is refused as over HTTP/1.1")
    void spellingsOfThoseWhoMay(String folder) throws IOException {
        try (Http2Peer peer = site.connect(false)) {
            String target = folder + "who";
            String[] anna = SecuredSite.credentials("anna:secret");
            int get = site.statusOfGet(false, target, anna);
            assertThat(connect(peer, target, anna)).isEqualTo(get == 101 ? 200 : get);
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whoLoggedInByAFormGetsIn(boolean tls) throws IOException {
        try (Http2Peer peer = site.connect(tls)) {
            String target = "/form/get-role/who";
            assertThat(connect(peer, target)).isEqualTo(403);
            HeaderBlock.Answer page = peer.get(target).answer();
            assertThat(page.status()).isIn(302, 303);
            String stranger = cookie(page);
            assertThat(connect(peer, target, stranger)).isEqualTo(403);
            for (String[] row : new String[][] {{"ben", "403"}, {"anna", "200"}}) {
                String session =
                        cookie(logIn(peer, row[0], cookie(peer.get(target).answer())));
                peer.get(target, session).answer(); // where the answer to the form leads
                assertThat(connect(peer, target, session)).as(row[0]).isEqualTo(Integer.parseInt(row[1]));
                Http2Stream open = peer.open("/form/open/who", session);
                assertThat(open.readMessage().payloadText()).startsWith(row[0]);
            }
            assertThat(connect(peer, target, stranger)).isEqualTo(403);
            assertThatCode(() -> peer.open("/form/open/who")).doesNotThrowAnyException();
        }
    }

    private static HeaderBlock.Answer logIn(Http2Peer peer, String user, String cookie) throws IOException {
        List<String> lines = List.of(
                ":method: POST",
                ":scheme: http",
                ":path: /form/j_security_check",
                ":authority: " + peer.authority(),
                "content-type: application/x-www-form-urlencoded",
                cookie);
        Http2Stream form = peer.request(lines, 0);
        form.data(
                ("j_username=" + user + "&j_password=secret").getBytes(StandardCharsets.US_ASCII),
                Http2Frame.END_STREAM);
        HeaderBlock.Answer answer = form.answer();
        assertThat(answer.field("location")).contains("/get-role/");
        return answer;
    }

    private static String cookie(HeaderBlock.Answer answer) {
        String cookie = answer.field("set-cookie");
        assertThat(cookie).contains(";");
        return "cookie: " + cookie.substring(0, cookie.indexOf(';'));
    }

    private static int connect(Http2Peer peer, String target, String... headerLines) throws IOException {
        Http2Stream stream = peer.request(peer.handshake(target, headerLines), 0);
        int status = stream.answer().status();
        stream.cancel();
        return status;
    }
}
