package dev.ws.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import dev.ws.WebSocketOptions;
import dev.ws.extension.TestExtension;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.HandshakeOptions;
import dev.ws.handshake.OriginPolicy;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class ServerOptionsTest {
    @Test
    void defaultsAreThoseOfWs() {
        assertThat(ServerOptions.DEFAULT)
                .isEqualTo(new ServerOptions(
                        null,
                        HandshakeOptions.DEFAULT,
                        WebSocketOptions.DEFAULT,
                        DeflateOptions.OFF,
                        true,
                        0,
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(30)));
    }

    @Test
    void everySettingSurvivesACopy() {
        ServerOptions options = ServerOptions.builder()
                .path("/a")
                .handshake(HandshakeOptions.builder().allowHeader(true).build())
                .webSocket(WebSocketOptions.builder().maxPayload(1).build())
                .perMessageDeflate(DeflateOptions.DEFAULT)
                .clientTracking(false)
                .maxConnections(3)
                .retryAfter(Duration.ofSeconds(1))
                .verifyTimeout(Duration.ofSeconds(2))
                .build();

        assertThat(options.toBuilder().build()).isEqualTo(options).isNotEqualTo(ServerOptions.DEFAULT);
    }

    @Test
    void b009TheOptionsOfAServerAreVisible() {
        TestExtension extension = new TestExtension("ext", 4);
        OriginPolicy policy = OriginPolicy.sameOrigin();
        WebSocketOptions webSocket = WebSocketOptions.builder().maxPayload(5).build();
        WebSocketServer server = WebSocketServer.builder()
                .path("/a")
                .options(webSocket)
                .originPolicy(policy)
                .extension(extension)
                .clientTracking(false)
                .maxConnections(4)
                .verifyTimeout(Duration.ofSeconds(3))
                .build();

        assertThat(server.options())
                .isEqualTo(ServerOptions.builder()
                        .path("/a")
                        .webSocket(webSocket)
                        .handshake(HandshakeOptions.builder()
                                .originPolicy(policy)
                                .extensions(List.of(extension))
                                .build())
                        .clientTracking(false)
                        .maxConnections(4)
                        .verifyTimeout(Duration.ofSeconds(3))
                        .build());
        server.close();
    }

    @Test
    void aReadyMadeSetOfOptionsCanBeAdapted() {
        ServerOptions preset = ServerOptions.builder()
                .maxConnections(7)
                .handshake(HandshakeOptions.builder().allowHeader(true).build())
                .build();
        OriginPolicy policy = OriginPolicy.sameOrigin();

        WebSocketServer server = WebSocketServer.builder()
                .serverOptions(preset)
                .originPolicy(policy)
                .build();

        assertThat(server.options())
                .isEqualTo(preset.toBuilder()
                        .handshake(preset.handshake().toBuilder()
                                .originPolicy(policy)
                                .build())
                        .build());
        server.close();
    }

    @Test
    void valuesOutsideTheirRangeAreRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.builder().path("chat").build())
                .withMessage("path \"chat\" does not begin with a slash");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.builder().maxConnections(-1).build())
                .withMessage("maxConnections is -1, must not be negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.builder()
                        .retryAfter(Duration.ofSeconds(-1))
                        .build())
                .withMessage("retryAfter is PT-1S, must not be negative");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> ServerOptions.builder()
                        .verifyTimeout(Duration.ofSeconds(-1))
                        .build())
                .withMessage("verifyTimeout is PT-1S, must not be negative");
        assertThatIllegalArgumentException().isThrownBy(() -> Decision.reject(101));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> Decision.reject(200))
                .withMessage("HTTP status 200 does not refuse");
    }
}
