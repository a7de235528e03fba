package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.WireFrame;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The control: the peer and the servers work with Jetty's own WebSocket, so what fails with ours is ours. */
class JettysOwnIT {
    @ParameterizedTest
    @CsvSource({"EE10_MODULE, false", "EE10_MODULE, true", "EE11_MODULE, false", "EE11_MODULE, true"})
    @DisplayName("Jetty's own endpoint echoes beside our application")
    void echoesAndCloses(Site site, boolean tls) throws Exception {
        try (Http2Peer peer = site.shared().connect(tls)) {
            assertThat(peer.offersConnectProtocol()).isTrue();
            Http2Stream stream = peer.open("/native/endpoint/echo");
            String text = "x".repeat(50_000);
            stream.send(WireFrame.text("hello"), WireFrame.text(text));
            assertThat(stream.readMessage()).isEqualTo(WireFrame.text("hello"));
            assertThat(stream.readMessage()).isEqualTo(WireFrame.text(text));
            stream.send(WireFrame.close(1000));
            assertThat(stream.read().closeCode()).isEqualTo(1000);
            assertThat(stream.awaitEnd()).startsWith("END_STREAM");
            assertThat(peer.isAlive()).isTrue();
        }
    }
}
