package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.MethodSource;

/** An application that chooses its endpoints, deploys one later, and upgrades by hand (E-075, E-076, E-077). */
@ParameterizedClass(name = "{0}")
@MethodSource("sites")
class ProgrammaticWarIT {
    @Parameter
    Site site; // JUnit thread

    static Stream<Site> sites() {
        return Stream.concat(Site.newest(), Stream.of(new Site(Host.TOMCAT_11, false)));
    }

    private String path() {
        return site.path("programmatic", Wars::programmatic);
    }

    private void echoes(String target, String answer, String... headerLines) throws Exception {
        try (RawWebSocket peer = RawWebSocket.open(site.port(), path() + target, headerLines)) {
            peer.send(WireFrame.text("hello"));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text(answer));
            peer.send(WireFrame.binary(RawWebSocket.pattern(300)));
            assertThat(peer.readMessage().payload()).isEqualTo(RawWebSocket.pattern(300));
        }
    }

    @Test
    void whatTheConfigurationChoseIsDeployed() throws Exception {
        assertThat(Site.get(site.port(), path() + "/implementation").body())
                .startsWith(site.ours() ? "dev.ws." : "org.");
        echoes("/programmatic/one", "one  hello");
        // E-051, by the API's words: the client's order
        echoes("/programmatic/two", "two chat hello", "Sec-WebSocket-Protocol: none, chat, superchat");
        try (RawWebSocket peer = RawWebSocket.open(site.port(), path() + "/annotated/wanted")) {
            peer.send(WireFrame.text("hello"));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text("hello"));
        }
        assertThat(Site.handshake(site.port(), path() + "/annotated/unwanted").status())
                .isEqualTo(404);
    }

    @Test
    void anEndpointCanBeAddedWhileTheApplicationRuns() throws Exception {
        assertThat(Site.handshake(site.port(), path() + "/later/x").status()).isEqualTo(404);
        HttpAnswer added = Site.get(site.port(), path() + "/more");
        assertThat(added.status()).as(added.body()).isEqualTo(200);
        echoes("/later/x", "x  hello");
    }

    @Test
    void aServletCanUpgrade() throws Exception {
        echoes("/front/controller", "front  hello");
    }
}
