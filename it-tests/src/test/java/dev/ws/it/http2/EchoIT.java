package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every way into our application echoes over HTTP/2, in every size, compressed or not. */
class EchoIT {
    static Stream<Arguments> ways() {
        return Door.all()
                .flatMap(door -> Stream.of("servlet", "filter", "inline", "executor", "auto", "endpoint")
                        .map(way -> Arguments.of(door, way)));
    }

    static Stream<Arguments> dispatches() {
        return Door.few()
                .flatMap(door -> Stream.of("inline", "executor", "auto").map(way -> Arguments.of(door, way)));
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("a servlet, a filter, a registration of each dispatch and an endpoint echo and close")
    void echoesAndCloses(Door door, String way) throws Exception {
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open("/app/" + way + "/echo");
            assertThat(stream.answer().field("sec-websocket-accept")).isEmpty();
            assertThat(stream.answer().field("upgrade")).isEmpty();
            assertThat(stream.answer().field("connection")).isEmpty();
            stream.echoes("hello");
            stream.echoes("again \u00e4\u20ac");
            stream.send(WireFrame.ping("here"));
            assertThat(stream.read()).isEqualTo(WireFrame.pong("here"));

            stream.send(WireFrame.close(1000));
            assertThat(stream.read().closeCode()).isEqualTo(1000);
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            stream.finish();
            assertThat(peer.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the handshake is a CONNECT of HTTP/2.0 for the application")
    void theApplicationSeesTheConnect(Door door, String way) throws Exception {
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open("/app/" + way + "/facts");
            assertThat(stream.read().payloadText())
                    .isEqualTo("CONNECT HTTP/2.0 secure=" + door.tls() + " /" + way + "/facts");
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("a message of 16 MiB goes both ways through windows of 512 KiB and less")
    void aHugeMessageGoesBothWays(Door door, String way) throws Exception {
        byte[] payload = RawWebSocket.pattern(16 << 20);
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open("/app/" + way + "/echo");
            stream.send(WireFrame.binary(payload));
            assertThat(stream.readMessage().payload()).isEqualTo(payload);
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("20 messages of 1 MiB go both ways at once")
    void largeMessagesGoBothWaysAtOnce(Door door, String way) throws Exception {
        byte[] payload = RawWebSocket.pattern(1 << 20);
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open("/app/" + way + "/echo");
            CompletableFuture<Void> sender = CompletableFuture.runAsync(() -> {
                try {
                    for (int i = 0; i < 20; i++) {
                        stream.send(WireFrame.binary(payload));
                    }
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
            for (int i = 0; i < 20; i++) {
                assertThat(Arrays.equals(stream.readMessage().payload(), payload))
                        .isTrue();
            }
            sender.get();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("permessage-deflate is agreed on and used")
    void compresses(Door door, String way) throws Exception {
        String text = "compressible ".repeat(1000);
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open(
                    "/app/" + way + "/echo",
                    "sec-websocket-extensions: permessage-deflate; client_no_context_takeover");
            assertThat(stream.answer().field("sec-websocket-extensions")).startsWith("permessage-deflate");
            stream.send(compressed(text));
            WireFrame answer = stream.readMessage();
            assertThat(answer.rsv()).isEqualTo(4);
            assertThat(answer.payload()).hasSizeLessThan(text.length() / 10);
            stream.send(WireFrame.text("plain"));
            assertThat(stream.readMessage().opcode()).isEqualTo(WireFrame.TEXT);
        }
    }

    /** A message as RFC 7692 section 7.2.1 compresses it. */
    private static WireFrame compressed(String text) {
        Deflater deflater = new Deflater(Deflater.DEFAULT_COMPRESSION, true);
        deflater.setInput(text.getBytes(StandardCharsets.UTF_8));
        byte[] out = new byte[text.length()];
        int length = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return WireFrame.text(Arrays.copyOf(out, length - 4)).withRsv(4);
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("a subprotocol is agreed on")
    void choosesASubprotocol(Door door, String way) throws Exception {
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open("/app/" + way + "/echo", "sec-websocket-protocol: mqtt, chat");
            assertThat(stream.answer().field("sec-websocket-protocol")).isEqualTo("mqtt");
            stream.echoes("hello");
        }
    }
}
