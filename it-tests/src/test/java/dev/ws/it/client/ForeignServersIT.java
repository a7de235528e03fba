package dev.ws.it.client;

import static dev.ws.it.wire.RawWebSocket.pattern;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseStatus;
import dev.ws.CompressionStatus;
import dev.ws.HandshakeException;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.client.ClientOptions;
import dev.ws.client.ClientTls;
import dev.ws.client.WebSocketClient;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.it.wire.KeyStores;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

/** Our client with servers that other people wrote (D-001, D-023, D-024, D-060, A-129, A-130, A-139). */
@ParameterizedClass(name = "{0}")
@EnumSource(value = ForeignServer.class, mode = EnumSource.Mode.EXCLUDE, names = "TYRUS") // refuses 16 MiB
class ForeignServersIT {
    private static final int MIB = 1 << 20;
    private static WebSocketClient client; // JUnit thread
    private static ClientOptions plain; // JUnit thread, once

    @Parameter
    ForeignServer server; // JUnit thread

    @BeforeAll
    static void start() throws IOException {
        client = WebSocketClient.create();
        plain = ClientOptions.builder()
                .tls(ClientTls.of(KeyStores.context()))
                .perMessageDeflate(DeflateOptions.OFF)
                .build();
    }

    @AfterAll
    static void stop() {
        client.close();
    }

    private ClientPeer open(String endpoint) throws Exception {
        return ClientPeer.open(client, server.url(endpoint), plain);
    }

    private static void echoes(ClientPeer peer, Message message) throws Exception {
        peer.ws().send(message);
        Message echo = peer.next();
        assertThat(echo.isBinary()).as("kind of %s", echo).isEqualTo(message.isBinary());
        // not through AssertJ: millions of bytes
        assertThat(Arrays.equals(echo.bytes(), message.bytes()))
                .as("echo of %s is equal", message)
                .isTrue();
    }

    private static void finish(ClientPeer peer) throws Exception {
        peer.ws().close(1000, "");
        assertThat(peer.closed()).isEqualTo(new CloseStatus(1000, "", true));
        assertThat(peer.errors()).isEmpty();
    }

    @Test
    void everyLengthClassComesBackAsTextAndBinary() throws Exception {
        try (ClientPeer peer = open("echo")) {
            for (int length : new int[] {0, 1, 125, 126, 127, 65535, 65536, 200_000}) {
                echoes(peer, Message.text("x".repeat(length)));
                if (length > 0 || server != ForeignServer.NODEJS_WEBSOCKET) { // which sends no empty binary message
                    echoes(peer, Message.binary(ByteBuffer.wrap(pattern(length))));
                }
            }
            echoes(peer, Message.text("κόσμε 日本語 \uD83D\uDE80".repeat(1000)));
            finish(peer);
        }
    }

    @Test
    void fragmentsAreJoined() throws Exception {
        try (ClientPeer peer = open("echo")) {
            for (int i = 0; i < 20; i++) {
                peer.ws().send(Message.text("part " + i + " "), new SendOptions(i == 19, true), null);
            }
            assertThat(peer.next().text()).startsWith("part 0 part 1 ").endsWith(" part 19 ");
            byte[] bytes = pattern(100_000);
            for (int at = 0; at < bytes.length; at += 10_000) {
                Message part = Message.binary(ByteBuffer.wrap(bytes, at, 10_000));
                peer.ws().send(part, new SendOptions(at + 10_000 == bytes.length, true), null);
            }
            assertThat(peer.next().bytes()).isEqualTo(bytes);
            finish(peer);
        }
    }

    @Test
    void messagesOf16MiBComeBack() throws Exception {
        try (ClientPeer peer = open("echo")) {
            for (int size : new int[] {MIB, 16 * MIB}) {
                echoes(peer, Message.binary(ByteBuffer.wrap(pattern(size))));
                echoes(peer, Message.text("0123456789abcde\n".repeat(size / 16)));
            }
            finish(peer);
        }
    }

    @Test
    void aThousandMessagesKeepTheirOrder() throws Exception {
        try (ClientPeer peer = open("echo")) {
            for (int i = 0; i < 1000; i++) {
                peer.ws().send("message " + i);
            }
            for (int i = 0; i < 1000; i++) {
                assertThat(peer.next().text()).isEqualTo("message " + i);
            }
            finish(peer);
        }
    }

    @Test
    void pingsAreAnsweredBothWays() throws Exception {
        try (ClientPeer peer = open("ping")) {
            peer.ws().ping(new byte[] {'a', 'b', 'c'});
            assertThat(peer.nextPong()).isEqualTo("abc");
            peer.ws().send("server, ping me");
            assertThat(peer.next().text()).isEqualTo("pong server, ping me");
            finish(peer);
        }
    }

    @Test
    void closeCodesAndReasonsGoBothWays() throws Exception {
        CloseStatus[] statuses = {
            new CloseStatus(1000, "", true),
            new CloseStatus(3000, "registered", true),
            new CloseStatus(4999, "own", true)
        };
        for (CloseStatus status : statuses) {
            try (ClientPeer peer = open("echo")) {
                peer.ws().close(status.code(), status.reason());
                assertThat(peer.closed().code()).isEqualTo(status.code());
            }
        }
        try (ClientPeer peer = open("close")) {
            peer.ws().send("4001 bye");
            assertThat(peer.closed()).isEqualTo(new CloseStatus(4001, "bye", true));
            assertThat(peer.errors()).isEmpty();
        }
    }

    @Test
    void subprotocolIsAgreedOn() throws Exception {
        ClientOptions options = plain.toBuilder().protocols("chat", "superchat").build();
        try (ClientPeer peer = ClientPeer.open(client, server.url("echo"), options)) {
            assertThat(peer.ws().protocol()).isIn("chat", "superchat");
            echoes(peer, Message.text("D-006"));
            finish(peer);
        }
        try (ClientPeer peer = open("echo")) {
            assertThat(peer.ws().protocol()).isEmpty();
        }
    }

    @Test
    void compressionIsUsedWhereTheServerHasIt() throws Exception {
        ClientOptions options = plain.toBuilder()
                .perMessageDeflate(DeflateOptions.builder().threshold(0).build())
                .build();
        String endpoint = server.program().equals("server.js") ? "deflate/echo?settings=threshold:0" : "echo";
        try (ClientPeer peer = ClientPeer.open(client, server.url(endpoint), options)) {
            for (int i = 0; i < 50; i++) {
                echoes(peer, Message.text(("number " + i + " ").repeat(1 + i * i)));
                echoes(peer, Message.binary(ByteBuffer.wrap(pattern(1 + 997 * i))));
            }
            echoes(peer, Message.text("0123456789abcde\n".repeat(MIB / 16)));
            CompressionStatus status = peer.ws().compression();
            if (server.compresses()) {
                assertThat(peer.ws().extensions()).containsExactly("permessage-deflate");
                assertThat(status).isNotNull();
                assertThat(status.sentCompressedBytes()).isPositive();
                assertThat(status.receivedCompressedBytes()).isPositive();
            } else {
                assertThat(status).isNull();
            }
            finish(peer);
        }
    }

    @Test
    void whatIsNotThereIsAnUnexpectedResponse() {
        // D-051
        Assumptions.assumeFalse(server.isNode(), "the scripts of Node serve everything");
        assertThatThrownBy(() -> open("nowhere").close())
                .cause()
                .isInstanceOfSatisfying(
                        HandshakeException.class, e -> assertThat(e.status()).isEqualTo(404))
                .hasMessage("Unexpected server response: 404");
    }
}
