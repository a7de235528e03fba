package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.WarFolder;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** A Spring application whose WebSockets come through the adapter (E-077, F-040). */
@ParameterizedClass(name = "{0}")
@MethodSource("sites")
class SpringIT {
    private static final String OURS = "dev.ws.jakarta.container.JakartaServerContainer";

    @Parameter
    Site site; // JUnit thread

    static Stream<Site> sites() {
        return Stream.of(
                new Site(Host.TOMCAT_11, true),
                new Site(Host.TOMCAT_11, false),
                new Site(Host.JETTY_EE11, true),
                new Site(Host.JETTY_EE11_MODULE, true));
    }

    private String path() {
        return site.path(
                "springy", () -> Wars.addLibraries(WarFolder.create("springy").packages("springy"), "spring"));
    }

    private RawWebSocket open(String target, String... headerLines) throws IOException {
        return RawWebSocket.open(site.port(), path() + target, headerLines);
    }

    private static void answers(RawWebSocket peer, String text, String answer) throws IOException {
        peer.send(WireFrame.text(text));
        assertThat(peer.readMessage()).isEqualTo(WireFrame.text(answer));
    }

    @Test
    void aHandlerEchoes() throws Exception {
        try (RawWebSocket peer = open("/echo/1?x=y%20z", "Sec-WebSocket-Protocol: none, chat")) {
            answers(peer, "hi", "hi");
            peer.send(WireFrame.binary(RawWebSocket.pattern(300)));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(RawWebSocket.pattern(300)));
            peer.send(WireFrame.text("who?"));
            String implementation = site.ours() ? OURS : "org.apache.tomcat.websocket.server.WsServerContainer";
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text("hello x=y z " + implementation + " chat"));
            peer.send(WireFrame.text("pong"));
            assertThat(peer.read().opcode()).isEqualTo(WireFrame.PONG);
            peer.send(WireFrame.text("close"));
            assertThat(peer.read().closeCode()).isEqualTo(4001);
        }
    }

    @Test
    void whatSpringChoosesItselfWorks() throws Exception {
        try (RawWebSocket peer = open("/chosen")) {
            answers(peer, "hi", "hi");
        }
        try (RawWebSocket peer = open("/sock/000/abc/websocket")) {
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text("o")); // more needs a library of JSON
        }
    }

    @Test
    void interceptorsMayRefuse() throws Exception {
        assertThat(Site.handshake(site.port(), path() + "/echo/1?refuse").status())
                .isEqualTo(200);
        assertThat(Site.handshake(site.port(), path() + "/echo/1", "Origin: http://elsewhere.org")
                        .status())
                .isEqualTo(403);
        assertThat(Site.handshake(site.port(), path() + "/nothing").status()).isEqualTo(404);
    }

    @Test
    void springConfiguratorMakesEndpoints() throws Exception {
        for (int i = 0; i < 2; i++) {
            try (RawWebSocket peer = open("/annotated/anna")) {
                answers(peer, "and", "hello anna and 1");
                answers(peer, "and", "hello anna and 2");
            }
        }
    }

    @Test
    void springConfiguratorFindsBeans() throws Exception {
        try (RawWebSocket one = open("/registered");
                RawWebSocket other = open("/registered")) {
            one.send(WireFrame.text("bert"));
            String answer = one.readMessage().payloadText();
            assertThat(answer).startsWith("hello bert ");
            int calls = Integer.parseInt(answer.substring("hello bert ".length()));
            answers(other, "carl", "hello carl " + (calls + 1));
        }
    }

    @Test
    void limitsGoToTheContainer() throws Exception {
        try (RawWebSocket peer = open("/annotated/anna")) {
            peer.send(WireFrame.text("x".repeat(1001)));
            assertThat(peer.read().closeCode()).isEqualTo(1009);
        }
    }
}
