package dev.ws.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Connections and the HTTP session of their handshake, on every container. */
class HttpSessionIT {
    /** A browser: keeps the session's cookie. */
    private static final class Browser {
        private final int port;
        private String cookie = "";

        Browser(ContainerKind kind, String... visits) throws IOException {
            this.port = Container.shared(kind).port();
            for (String visit : visits) {
                ask(visit);
            }
        }

        /** {@return the session's id, or none} */
        String ask(String what) throws IOException {
            try (RawWebSocket peer = RawWebSocket.connect(port)) {
                peer.write(
                        ("GET /session/" + what + " HTTP/1.1\r\nHost: 127.0.0.1:" + port + "\r\nConnection: close\r\n"
                                        + (cookie.isEmpty() ? "" : "Cookie: " + cookie + "\r\n") + "\r\n")
                                .getBytes(StandardCharsets.ISO_8859_1));
                HttpAnswer answer = peer.readAnswer();
                assertThat(answer.status()).isEqualTo(200);
                if (!answer.header("set-cookie").isEmpty()) {
                    cookie = answer.header("set-cookie").split(";", 2)[0];
                }
                return answer.body();
            }
        }

        RawWebSocket open(String policy) throws IOException {
            return RawWebSocket.open(port, "/sessions/" + policy, "Cookie: " + cookie);
        }

        byte[] handshake(String policy) {
            return RawWebSocket.request(port, "/sessions/" + policy, "Cookie: " + cookie);
        }
    }

    private static RawWebSocket opened(Browser browser, String policy) throws IOException {
        RawWebSocket peer = browser.open(policy);
        assertThat(peer.read().payloadText()).isEqualTo("with");
        return peer;
    }

    // Undertow reads the session of a request before it calls the application, and fails when it ends then.
    private static boolean isUndertowsOwnFailure(HttpAnswer answer) {
        return answer.status() == 500
                && answer.body().contains("io.undertow.servlet.util.SavedRequest.tryRestoreRequest");
    }

    private static void assertEcho(RawWebSocket peer) throws IOException {
        peer.send(WireFrame.text("here"));
        assertThat(peer.read().payloadText()).isEqualTo("here");
    }

    private static void assertEndsWithTheSession(RawWebSocket peer) throws IOException {
        WireFrame close = peer.read();
        assertThat(close.closeCode()).isEqualTo(1008);
        assertThat(close.closeReason()).isEqualTo("the HTTP session ended");
        peer.send(close);
        assertThat(peer.awaitEnd()).isTrue();
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-011 F-013 X-13: logging out closes all sockets of the session with 1008, and no others")
    void allSocketsEndWithTheSession(ContainerKind kind) throws IOException {
        Browser anna = new Browser(kind, "login");
        Browser other = new Browser(kind, "login");
        try (RawWebSocket first = opened(anna, "authenticated");
                RawWebSocket second = opened(anna, "authenticated");
                RawWebSocket third = opened(anna, "always");
                RawWebSocket unbound = opened(anna, "never");
                RawWebSocket bystander = opened(other, "authenticated")) {
            anna.ask("invalidate");

            assertEndsWithTheSession(first);
            assertEndsWithTheSession(second);
            assertEndsWithTheSession(third);
            assertEcho(unbound);
            assertEcho(bystander);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-011: a session without a principal takes only those along that are told to go with any session")
    void anonymousSocketsEndOnlyUnderAlways(ContainerKind kind) throws IOException {
        Browser nobody = new Browser(kind, "anonymous");
        try (RawWebSocket anonymous = opened(nobody, "authenticated");
                RawWebSocket always = opened(nobody, "always")) {
            nobody.ask("invalidate");

            assertEndsWithTheSession(always);
            assertEcho(anonymous);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-012: a new id of the session does not lose its sockets")
    void aNewIdKeepsTheLink(ContainerKind kind) throws IOException {
        Browser anna = new Browser(kind, "login");
        try (RawWebSocket peer = opened(anna, "authenticated")) {
            String before = anna.ask("show");
            assertThat(anna.ask("rotate")).isNotEqualTo(before);
            assertEcho(peer);

            anna.ask("invalidate");

            assertEndsWithTheSession(peer);
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "UNDERTOW"})
    @DisplayName("F-011: a session that expires closes its sockets")
    void socketsEndWhenTheSessionExpires(ContainerKind kind) throws Exception {
        Browser anna = new Browser(kind, "login", "two-seconds");
        try (RawWebSocket peer = opened(anna, "authenticated")) {
            // Containers look rarely for what expired, but find it when it is asked for. Undertow has a timer, and who
            // asks before it ran keeps the session alive.
            Await.until("the session expires", () -> {
                TimeUnit.MILLISECONDS.sleep(2500);
                return anna.ask("show").equals("none");
            });
            assertEndsWithTheSession(peer);
        }
    }

    @ParameterizedTest
    @EnumSource
    @DisplayName("F-014: a socket that opens while its session ends does not outlive it")
    void aSocketOpenedMeanwhileEndsToo(ContainerKind kind) throws Exception {
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            int opened = 0;
            for (int attempt = 0; opened < 30; attempt++) {
                Browser anna = new Browser(kind, "login");
                Future<String> logout = other.submit(() -> anna.ask("invalidate"));
                try (RawWebSocket peer = RawWebSocket.connect(anna.port)) {
                    peer.write(anna.handshake("always"));
                    HttpAnswer answer = peer.readAnswer();
                    if (isUndertowsOwnFailure(answer) && attempt < 60) {
                        continue;
                    }
                    assertThat(answer.status()).as(answer.body()).isEqualTo(101);
                    opened++;
                    boolean bound = peer.read().payloadText().equals("with");
                    logout.get(20, TimeUnit.SECONDS);
                    if (bound) {
                        assertEndsWithTheSession(peer);
                    } else {
                        assertEcho(peer);
                    }
                }
            }
        } finally {
            other.shutdown();
        }
    }

    @Test
    @DisplayName("F-015: messages keep the session alive where Servlet 6.1 is there and the option is on")
    void messagesTouchTheSession() throws Exception {
        List<Browser> touching = new ArrayList<>();
        List<Browser> idle = new ArrayList<>();
        List<RawWebSocket> peers = new ArrayList<>();
        for (ContainerKind kind : List.of(ContainerKind.TOMCAT_11, ContainerKind.JETTY_EE11)) {
            Browser active = new Browser(kind, "login", "eight-seconds");
            Browser passive = new Browser(kind, "login", "eight-seconds");
            touching.add(active);
            idle.add(passive);
            peers.add(opened(active, "touching"));
            peers.add(opened(passive, "authenticated"));
            active.ask("rotate"); // F-012: the way to the session is the old id's on some containers
        }
        try {
            Thread.sleep(Duration.ofSeconds(5).toMillis());
            for (RawWebSocket peer : peers) {
                assertEcho(peer);
            }
            Thread.sleep(Duration.ofSeconds(5).toMillis());
            for (Browser browser : touching) {
                assertThat(browser.ask("show")).isNotEqualTo("none");
            }
            for (Browser browser : idle) {
                assertThat(browser.ask("show")).isEqualTo("none");
            }
        } finally {
            for (RawWebSocket peer : peers) {
                peer.close();
            }
        }
    }
}
