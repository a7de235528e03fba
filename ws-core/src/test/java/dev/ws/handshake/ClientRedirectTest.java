package dev.ws.handshake;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.Headers;
import dev.ws.handshake.ClientHandshake.Failed;
import dev.ws.handshake.ClientHandshake.Redirect;
import dev.ws.handshake.ClientHandshake.Result;
import dev.ws.handshake.ClientHandshake.Unexpected;
import dev.ws.http.HttpResponseHead;
import dev.ws.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Redirects and the credentials on their way: D-004, D-014 to D-018. */
class ClientRedirectTest {
    private final ClientHandshakeOptions.Builder options =
            ClientHandshakeOptions.builder().followRedirects(true);

    private ClientHandshake start(String address) {
        return ClientHandshake.start(WebSocketUri.parse(address), options.build(), new FixedRandom());
    }

    private static Result judge(ClientHandshake handshake, int status, @Nullable String location) {
        Headers headers = location == null ? Headers.EMPTY : Headers.of("Location", location);
        return handshake.judge(new HttpResponseHead(HttpVersion.HTTP_1_1, status, "", headers));
    }

    private static ClientHandshake follow(ClientHandshake handshake, String location, boolean keepAll) {
        Result result = judge(handshake, 302, location);
        assertThat(result).isInstanceOf(Redirect.class);
        return handshake.follow((Redirect) result, keepAll);
    }

    private static String basic(String userAndPassword) {
        return "Basic " + Base64.getEncoder().encodeToString(userAndPassword.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void redirectsAreNotFollowedByDefaultD014() {
        options.followRedirects(false);

        assertThat(judge(start("ws://h/"), 302, "/a")).isInstanceOf(Unexpected.class);
    }

    @ParameterizedTest(name = "D-014 status {0}")
    @ValueSource(ints = {300, 301, 302, 303, 307, 308, 399})
    void redirectsAreThreeHundredsWithLocation(int status) {
        Result result = judge(start("ws://h/a"), status, "/b");

        assertThat(result).isInstanceOfSatisfying(Redirect.class, redirect -> {
            assertThat(redirect.target()).hasToString("ws://h/b");
            assertThat(redirect.response().status()).isEqualTo(status);
        });
    }

    @Test
    void otherStatusesAndLocationsAreNoRedirectsD014() {
        assertThat(judge(start("ws://h/"), 302, null)).isInstanceOf(Unexpected.class);
        assertThat(judge(start("ws://h/"), 302, "")).isInstanceOf(Unexpected.class);
        assertThat(judge(start("ws://h/"), 201, "/a")).isInstanceOf(Unexpected.class);
        assertThat(judge(start("ws://h/"), 400, "/a")).isInstanceOf(Unexpected.class);
    }

    @Test
    void nextRequestHasTheNewAddressAndANewKeyD016() {
        ClientHandshake first = start("ws://h/a");
        ClientHandshake next = follow(first, "wss://i:1/b?c", false);

        assertThat(next.uri()).hasToString("wss://i:1/b?c");
        assertThat(next.redirects()).isEqualTo(1);
        assertThat(next.request().target()).isEqualTo("/b?c");
        assertThat(next.request().headers().all("Host")).containsExactly("i:1");
        assertThat(next.request().headers().first("Sec-WebSocket-Key"))
                .isNotEqualTo(first.request().headers().first("Sec-WebSocket-Key"));
    }

    @Test
    void redirectsAreCountedD015() {
        ClientHandshake handshake = start("ws://h/");
        for (int i = 0; i < 10; i++) {
            handshake = follow(handshake, "/" + i, false);
        }

        assertThat(handshake.redirects()).isEqualTo(10);
        assertThat(judge(handshake, 302, "/again")).isInstanceOfSatisfying(Failed.class, failed -> {
            assertThat(failed.error()).hasMessage("Maximum redirects exceeded");
            assertThat(failed.error().status()).isEqualTo(302);
        });
    }

    @Test
    void noRedirectAtAllIsALimitTooD015() {
        options.maxRedirects(0);

        assertThat(judge(start("ws://h/"), 302, "/a"))
                .isInstanceOfSatisfying(
                        Failed.class, failed -> assertThat(failed.error()).hasMessage("Maximum redirects exceeded"));
    }

    @ParameterizedTest(name = "D-004 Location: {0}")
    @CsvSource(delimiter = '^', textBlock = """
                    http://     ^ Invalid URL: http://
                    ws+unix:    ^ The URL's pathname is empty
                    /a#b        ^ The URL contains a fragment identifier
                    """)
    void badTargetsFailAndAreNotThrown(String location, String message) {
        assertThat(judge(start("ws://h/"), 302, location))
                .isInstanceOfSatisfying(
                        Failed.class,
                        failed -> assertThat(failed.error())
                                .hasMessage(message)
                                .hasCauseInstanceOf(IllegalArgumentException.class));
    }

    @ParameterizedTest(name = "D-017 from {0} to {1}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws://h/            ^ /a                     ^ true  ^ true
                    ws://h/            ^ ws://h:80/a            ^ true  ^ true
                    ws://h/            ^ wss://h/a              ^ true  ^ true
                    wss://h/           ^ wss://h/a              ^ true  ^ true
                    wss://h/           ^ ws://h/a               ^ true  ^ false
                    wss://h/           ^ http://h/a             ^ true  ^ false
                    ws://h/            ^ ws://sub.h/            ^ false ^ false
                    ws://sub.h/        ^ ws://h/                ^ false ^ false
                    ws://h/            ^ ws://h:81/             ^ false ^ false
                    wss://h/           ^ wss://i/               ^ false ^ false
                    ws://localhost/    ^ ws+unix:/s:/           ^ false ^ false
                    wss://localhost/   ^ ws+unix:/s:/           ^ false ^ false
                    ws+unix:/s:/       ^ ws://localhost/        ^ false ^ false
                    ws+unix:/s:/       ^ ws+unix:/s:/a          ^ true  ^ true
                    ws+unix:/s:/       ^ /a                     ^ true  ^ true
                    ws+unix:/s:/       ^ ws+unix:/t:/           ^ false ^ false
                    """)
    void credentialsStayAtTheirPlace(String from, String location, boolean host, boolean credentials) {
        options.headers(
                Headers.of("AUTHORIZATION", "Bearer t", "COOKIE", "c=1", "HOST", "mine", "X-A", "a", "cookie", "d=2"));

        ClientHandshake next = follow(start(from), location, false);
        Headers headers = next.request().headers();

        assertThat(headers.all("Authorization")).hasSize(credentials ? 1 : 0);
        assertThat(headers.all("Cookie")).hasSize(credentials ? 2 : 0);
        assertThat(headers.all("Host"))
                .containsExactly(host ? "mine" : next.uri().authority());
        assertThat(headers.all("X-A")).containsExactly("a");
    }

    @ParameterizedTest(name = "D-017 from {0}, auth {1}, to {2}")
    @CsvSource(delimiter = '^', textBlock = """
                    ws://a:b@h/        ^     ^ /c                    ^ a:b
                    ws://a:b@h/        ^     ^ ws://i/               ^
                    wss://a:b@h/       ^     ^ ws://h/               ^
                    ws://h/            ^ u:p ^ /c                    ^ u:p
                    ws://h/            ^ u:p ^ ws://i/               ^
                    wss://h/           ^ u:p ^ ws://h/               ^
                    ws://a:b@h/        ^     ^ ws://c:d@h/           ^ a:b
                    ws://h/            ^ u:p ^ ws://c:d@h/           ^ u:p
                    ws://h/            ^     ^ ws://c:d@h/           ^ c:d
                    ws://h/            ^     ^ ws://c:d@i/           ^
                    """)
    void firstAuthorizationSticks(String from, @Nullable String auth, String location, @Nullable String sent) {
        options.auth(auth);

        Headers headers = follow(start(from), location, false).request().headers();

        assertThat(headers.first("Authorization")).isEqualTo(sent == null ? null : basic(sent));
    }

    @Test
    void credentialsComeBackWithTheFirstHostD017() {
        ClientHandshake elsewhere = follow(start("ws://a:b@h/"), "ws://i/", false);
        assertThat(elsewhere.request().headers().first("Authorization")).isNull();

        ClientHandshake onward = follow(elsewhere, "/c", false);
        assertThat(onward.request().headers().first("Authorization")).isNull();

        ClientHandshake back = follow(onward, "ws://h/d", false);
        assertThat(back.request().headers().first("Authorization")).isEqualTo(basic("a:b"));
    }

    @Test
    void credentialsOfALaterAddressStickToo() {
        ClientHandshake second = follow(start("ws://h/"), "ws://c:d@h/", false);

        assertThat(follow(second, "ws://e:f@h/", false).request().headers().first("Authorization"))
                .isEqualTo(basic("c:d"));
    }

    @Test
    void applicationsThatAreAskedDecideThemselvesD018() {
        options.headers(Headers.of("Authorization", "Bearer t", "Cookie", "c=1", "Host", "mine"));

        Headers headers = follow(start("wss://h/"), "ws://i/", true).request().headers();

        assertThat(headers.first("Authorization")).isEqualTo("Bearer t");
        assertThat(headers.first("Cookie")).isEqualTo("c=1");
        assertThat(headers.first("Host")).isEqualTo("mine");
    }
}
