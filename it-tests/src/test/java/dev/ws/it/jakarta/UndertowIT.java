package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.app.Addressed;
import dev.ws.it.jakarta.app.Echo;
import dev.ws.it.jakarta.app.InlineEcho;
import dev.ws.it.wire.Await;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Endpoints on embedded Undertow, where only the portable transport serves. */
class UndertowIT {
    private static Container undertow; // JUnit thread

    @BeforeAll
    static void start() throws IOException {
        WarFolder war = WarFolder.create("undertow").classes(Echo.class, InlineEcho.class, Addressed.class);
        undertow =
                Container.start(ContainerKind.UNDERTOW, Wars.addOurs(war, true).path());
    }

    @AfterAll
    static void stop() {
        undertow.stop();
    }

    @Test
    void aRefusalIsAnsweredAlthoughMoreCame() throws IOException {
        String request = new String(RawWebSocket.request(undertow.port(), "/echo"), StandardCharsets.US_ASCII);
        try (RawWebSocket peer = RawWebSocket.connect(undertow.port())) {
            peer.write((request.replace("Version: 13", "Version: 99") + "G").getBytes(StandardCharsets.US_ASCII));
            HttpAnswer answer = peer.readAnswer();
            assertThat(answer.status()).isEqualTo(400);
            assertThat(answer.body()).isNotEmpty();
            assertThat(peer.awaitEnd()).isTrue();
        }
    }

    // Others are refused by Undertow itself, unless it is told otherwise.
    @Test
    void aQueryWithBracketsIsAccepted() throws IOException {
        try (RawWebSocket peer = RawWebSocket.open(undertow.port(), "/asked/x?q[]=%FF&q=1")) {
            peer.send(WireFrame.text("?"));
            assertThat(peer.read().payloadText()).isEqualTo("/x q[]=%FF&q=1 q[]=%FF&q=1 [1]");
        }
    }

    @Test
    void anInlineEndpointMayWaitAllTheSame() throws IOException {
        byte[] payload = RawWebSocket.pattern(8 << 20);
        try (RawWebSocket peer = RawWebSocket.open(undertow.port(), "/inline")) {
            for (int i = 0; i < 3; i++) {
                peer.send(WireFrame.text("hello " + i));
                assertThat(peer.read().payloadText()).isEqualTo("hello " + i);
            }
            peer.send(WireFrame.binary(payload));
            assertThat(peer.readMessage().payload()).isEqualTo(payload);
            assertThat(peer.read().payloadText()).isEqualTo("sent");
        }
    }

    @Test
    void anInlineEndpointWaitsNoLongerThanItsTimeout() throws Exception {
        try (RawWebSocket stalled = RawWebSocket.connect(undertow.port(), 8192);
                RawWebSocket asker = RawWebSocket.open(undertow.port(), "/inline")) {
            stalled.shakeHands(undertow.port(), "/inline");
            stalled.send(WireFrame.binary(new byte[32 << 20]));
            Await.until("the send to the peer that does not read fails", () -> {
                asker.send(WireFrame.text("failure?"));
                return asker.read().payloadText().equals("the message was not written within 2 s");
            });
        }
    }
}
