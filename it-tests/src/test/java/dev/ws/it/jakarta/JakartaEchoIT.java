package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What the adapter adds: options, refusals, and its place behind the filters of the application. */
class JakartaEchoIT {
    private static final String OURS = "dev.ws.jakarta.container.JakartaServerContainer";

    static Stream<Site> sites() {
        return Site.adapted();
    }

    static Stream<Site> sitesWithOwn() {
        return Site.adapted().filter(site -> site.host().hasOwn());
    }

    private static WarFolder war(String parameters) throws IOException {
        return WarFolder.create("optioned")
                .packages("optioned")
                .file(
                        "WEB-INF/web.xml",
                        "<web-app xmlns=\"https://jakarta.ee/xml/ns/jakartaee\" version=\"6.0\">" + parameters
                                + "</web-app>");
    }

    private static String parameter(String name, String value) {
        return "<context-param><param-name>" + name + "</param-name><param-value>" + value
                + "</param-value></context-param>";
    }

    private static String path(Site site) {
        return site.path("optioned", () -> war(""));
    }

    // E-020, E-041, E-051, E-054
    @ParameterizedTest(name = "{0}")
    @MethodSource("sites")
    void theAdapterServesTheEndpoint(Site site) throws IOException {
        try (RawWebSocket connection = RawWebSocket.connect(site.port())) {
            HttpAnswer answer = connection.shakeHands(
                    site.port(),
                    path(site) + "/echo/x?q",
                    "Sec-WebSocket-Protocol: a, b",
                    "Sec-WebSocket-Extensions: permessage-deflate");
            assertThat(answer.headers().get("x-echo")).containsExactly("1", "2");
            assertThat(answer.header("sec-websocket-protocol")).isEqualTo("a");
            assertThat(answer.header("sec-websocket-extensions")).startsWith("permessage-deflate");
        }
        try (RawWebSocket connection = RawWebSocket.open(site.port(), path(site) + "/echo/x?q")) {
            connection.send(WireFrame.text("hi"));
            assertThat(new String(connection.read().payload(), StandardCharsets.UTF_8))
                    .isEqualTo("hi x " + OURS + " q ");
        }
    }

    // E-011, E-013, F-002, F-020
    @ParameterizedTest(name = "{0}")
    @MethodSource("sites")
    void refusalsHaveTheStatusOfWhoRefuses(Site site) throws IOException {
        assertThat(Site.handshake(site.port(), path(site) + "/echo/x?closed").status())
                .isEqualTo(401);
        assertThat(Site.handshake(site.port(), path(site) + "/echo/x?refuse").status())
                .isEqualTo(429);
        assertThat(Site.handshake(site.port(), path(site) + "/echo/x", "Origin: http://elsewhere.org")
                        .status())
                .isEqualTo(403);
        assertThat(Site.handshake(site.port(), path(site) + "/echo").status()).isEqualTo(404);
    }

    // RFC 9110 section 7.8: there is no Upgrade in HTTP/1.0, so this is a GET of a page that is not there.
    @ParameterizedTest(name = "{0}")
    @MethodSource("sites")
    void anUpgradeByHttp10IsAPlainGet(Site site) throws IOException {
        String request =
                new String(RawWebSocket.request(site.port(), path(site) + "/echo/x"), StandardCharsets.US_ASCII);
        try (RawWebSocket connection = RawWebSocket.connect(site.port())) {
            connection.write(request.replaceFirst("HTTP/1\\.1", "HTTP/1.0").getBytes(StandardCharsets.US_ASCII));
            assertThat(connection.readAnswer().status()).isEqualTo(404);
        }
    }

    // E-071
    @ParameterizedTest(name = "{0}")
    @MethodSource("sites")
    void optionsThatAreNotUnderstoodFailTheDeployment(Site site) throws IOException {
        for (String parameter : new String[] {
            parameter("dev.ws.jakarta.typo", "1"),
            parameter("dev.ws.jakarta[/echo/{room}].heartbeat", "soon"),
            parameter("dev.ws.jakarta", "maybe")
        }) {
            WarFolder war = Wars.addOurs(war(parameter), !site.host().hasOwn());
            assertThat(site.host().deploy("/failing", war.path())).as(parameter).isFalse();
            site.host().undeploy("/failing");
        }
        // The same without the parameter starts.
        assertThat(path(site)).isNotEmpty();
    }

    // E-020
    @ParameterizedTest(name = "{0}")
    @MethodSource("sitesWithOwn")
    void theSwitchLeavesTheApplicationToTheContainer(Site site) throws IOException {
        String path = site.path("switched", () -> war(parameter("dev.ws.jakarta", "off")));

        try (RawWebSocket connection = RawWebSocket.open(site.port(), path + "/echo/x?q")) {
            connection.send(WireFrame.text("hi"));
            assertThat(new String(connection.read().payload(), StandardCharsets.UTF_8))
                    .startsWith("hi x ")
                    .doesNotContain(OURS);
        }
    }
}
