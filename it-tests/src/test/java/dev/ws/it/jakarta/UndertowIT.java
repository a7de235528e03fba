package dev.ws.it.jakarta;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.container.Container;
import dev.ws.it.container.ContainerKind;
import dev.ws.it.container.WarFolder;
import dev.ws.it.jakarta.app.Echo;
import dev.ws.it.wire.HttpAnswer;
import dev.ws.it.wire.RawWebSocket;
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
        WarFolder war = WarFolder.create("undertow").classes(Echo.class);
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
}
