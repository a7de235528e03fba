package dev.ws.examples.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The servers, each with the JDK's client or with the client program that belongs to it. */
class ServerProgramsTest {
    // H-01
    @Test
    void compressionServerTellsWhatWasAgreed() throws Exception {
        try (Program server = Program.start(CompressionServer.class, "0")) {
            assertThat(server.line() + server.line()).contains("memLevel");
            int port = server.port();

            Peer without = Peer.connect(port, "/");
            assertThat(without.send("hello").next()).isEqualTo("hello");
            without.leave();
            assertThat(server.line()).isEqualTo("agreed: no compression");

            try (Program client = Program.start(TextClient.class, "ws://localhost:" + port)) {
                assertThat(client.line()).isEqualTo("received: something");
                assertThat(server.line())
                        .startsWith("agreed: CompressionStatus[sendingTakeover=false, sendingWindowBits=10,")
                        .contains("receivingTakeover=false");
            }
        }
    }

    // H-01
    @Test
    void uncompressedClientOffersNothing() throws Exception {
        try (Program server = Program.start(CompressionServer.class, "0")) {
            assertThat(server.line() + server.line()).contains("memLevel");
            try (Program client = Program.start(UncompressedClient.class, "ws://localhost:" + server.port())) {
                assertThat(client.line()).isEqualTo("extensions: []");
                assertThat(client.exitCode()).isZero();
                assertThat(server.line()).isEqualTo("agreed: no compression");
            }
        }
    }

    // H-02, H-04
    @Test
    void simpleServerAndTextClientGreetEachOther() throws Exception {
        try (Program server = Program.start(SimpleServer.class, "0");
                Program client = Program.start(TextClient.class, "ws://localhost:" + server.port())) {
            assertThat(client.line()).isEqualTo("received: something");
            assertThat(server.line()).isEqualTo("received: something");

            server.stop();

            assertThat(client.exitCode()).isZero();
        }
    }

    // H-05
    @Test
    void tlsServerTakesACertificateFromAKeyStore(@TempDir Path folder) throws Exception {
        Path store = folder.resolve("my.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        List<String> command = List.of(
                keytool.toString(),
                "-genkeypair",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-keystore",
                store.toString(),
                "-storepass",
                "secret");
        assertThat(new ProcessBuilder(command).start().waitFor()).isZero();

        try (Program server = Program.start(TlsServer.class, store.toString(), "secret", "0")) {
            KeyStore trusted = KeyStore.getInstance(store.toFile(), "secret".toCharArray());
            Peer peer = Peer.connectTrusting(trusted, server.port());
            assertThat(peer.next()).isEqualTo("something");
            peer.send("hello");
            assertThat(server.line()).isEqualTo("received: hello");
        }
    }

    // H-06
    @Test
    void twoServersShareAPort() throws Exception {
        try (Program servers = Program.start(TwoServers.class, "0")) {
            int port = servers.port();
            assertThat(Peer.connect(port, "/foo").next()).isEqualTo("this is foo");
            assertThat(Peer.connect(port, "/bar?x").next()).isEqualTo("this is bar");
            assertThat(Peer.statusOf(port, "/other")).isZero();
        }
    }

    // H-07
    @Test
    void authServerKnowsItsUsersAndRefusesOthers() throws Exception {
        try (Program server = Program.start(AuthServer.class, "0")) {
            int port = server.port();
            Peer alice = Peer.connect(port, "/?token=alice-token");
            alice.send("hello");
            assertThat(server.line()).isEqualTo("Received message hello from user alice");
            assertThat(Peer.statusOf(port, "/?token=wrong")).isEqualTo(401);
            assertThat(Peer.statusOf(port, "/")).isEqualTo(401);
        }
    }

    // H-08
    @Test
    void broadcastToAllReachesTheSender() throws Exception {
        try (Program server = Program.start(BroadcastAllServer.class, "0")) {
            int port = server.port();
            Peer one = Peer.connect(port, "/");
            Peer two = Peer.connect(port, "/");
            one.send("text");
            two.send(new byte[] {1, 2}, true);
            assertThat(List.of(one.next(), one.next())).containsExactlyInAnyOrder("text", "binary 0102");
            assertThat(List.of(two.next(), two.next())).containsExactlyInAnyOrder("text", "binary 0102");
        }
    }

    // H-09
    @Test
    void broadcastToOthersLeavesOutTheSender() throws Exception {
        try (Program server = Program.start(BroadcastOthersServer.class, "0")) {
            int port = server.port();
            Peer one = Peer.connect(port, "/");
            Peer two = Peer.connect(port, "/");
            one.send("text");
            assertThat(two.next()).isEqualTo("text");
            two.send(new byte[] {1, 2}, true);
            assertThat(one.next()).isEqualTo("binary 0102");
        }
    }

    // H-13
    @Test
    void whoAmIServerBelievesTrustedProxiesOnly() throws Exception {
        try (Program plain = Program.start(WhoAmIServer.class, "0");
                Program behindProxy = Program.start(WhoAmIServer.class, "0", "loopback", "10.0.0.0/8")) {
            String name = "X-Forwarded-For";
            String value = " 192.0.2.7 , 198.51.100.1, 10.0.0.1";
            assertThat(Peer.connectWithHeader(plain.port(), "/", name, value).next())
                    .isIn("you are 127.0.0.1", "you are 0:0:0:0:0:0:0:1");
            assertThat(Peer.connectWithHeader(behindProxy.port(), "/", name, value)
                            .next())
                    .isEqualTo("you are 198.51.100.1");
        }
    }

    // H-14
    @Test
    void heartbeatServerCutsWhoDoesNotAnswer() throws Exception {
        try (Program server = Program.start(HeartbeatServer.class, "0", "200")) {
            int port = server.port();
            Peer alive = Peer.connect(port, "/");
            try (Socket dead = new Socket("localhost", port)) {
                dead.getOutputStream().write("""
                        GET / HTTP/1.1\r
                        Host: localhost\r
                        Upgrade: websocket\r
                        Connection: Upgrade\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                        Sec-WebSocket-Version: 13\r
                        \r
                        """.getBytes(StandardCharsets.US_ASCII));
                assertThat(server.line()).isEqualTo("closed: 1006");
            }
            alive.leave();
            assertThat(server.line()).isEqualTo("closed: 1000");
        }
    }

    // H-23
    @Test
    void autobahnServerEchoesBothKinds() throws Exception {
        try (Program server = Program.start(AutobahnServer.class, "0")) {
            Peer peer = Peer.connect(server.port(), "/");
            assertThat(peer.send("grüße").next()).isEqualTo("grüße");
            assertThat(peer.send(new byte[] {1, 2}, true).next()).isEqualTo("binary 0102");
        }
    }

    // H-24
    @Test
    void screamServerScreams() throws Exception {
        try (Program server = Program.start(ScreamServer.class, "0")) {
            Peer peer = Peer.connect(server.port(), "/");
            assertThat(server.line()).isEqualTo("New connection");
            assertThat(peer.send("hi").next()).isEqualTo("HI!!!");
            assertThat(server.line()).isEqualTo("Received hi");
            peer.leave();
            assertThat(server.line()).isEqualTo("Connection closed");
        }
    }

    // H-25
    @Test
    void njsBroadcastServerLoopsOverItsConnections() throws Exception {
        try (Program server = Program.start(NjsBroadcastServer.class, "0")) {
            int port = server.port();
            Peer one = Peer.connect(port, "/");
            assertThat(one.next()).isEqualTo("there are 1 of us");
            Peer two = Peer.connect(port, "/");
            assertThat(one.next()).isEqualTo("there are 2 of us");
            assertThat(two.next()).isEqualTo("there are 2 of us");
            two.send("hello");
            assertThat(one.next()).isEqualTo("hello");
            assertThat(two.next()).isEqualTo("hello");
        }
    }

    // H-26
    @Test
    void binaryCollectServerReadsStreams() throws Exception {
        try (Program server = Program.start(BinaryCollectServer.class, "0")) {
            Peer peer = Peer.connect(server.port(), "/");
            assertThat(server.line()).isEqualTo("New connection");
            peer.send(new byte[100_000], false).send(new byte[1], false).send(new byte[22], true);
            assertThat(server.line()).isEqualTo("Received 100023 bytes of binary data");
            peer.leave();
            assertThat(server.line()).isEqualTo("Connection closed");
        }
    }

    // H-27
    @Test
    void chatServerKnowsNicknamesAndSaysGoodbye() throws Exception {
        try (Program server = Program.start(ChatServer.class, "0")) {
            int port = server.port();
            Peer ann = Peer.connect(port, "/");
            assertThat(ann.send("Ann").next()).isEqualTo("Ann entered");
            Peer.connect(port, "/").leave(); // without a name: nothing is said
            Peer bob = Peer.connect(port, "/");
            assertThat(bob.send("Bob").next()).isEqualTo("Bob entered");
            assertThat(ann.next()).isEqualTo("Bob entered");
            assertThat(bob.send("hello").next()).isEqualTo("[Bob] hello");
            assertThat(ann.next()).isEqualTo("[Bob] hello");
            bob.leave();
            assertThat(ann.next()).isEqualTo("Bob left");

            server.stop();

            assertThat(ann.next()).isEqualTo("closed 1001");
        }
    }

    // H-29
    @Test
    void protocolServerChooses() throws Exception {
        try (Program server = Program.start(ProtocolServer.class, "0")) {
            int port = server.port();
            assertThat(Peer.connectWithProtocols(port, "/valid", "other", "chat.v1", "chat.v2")
                            .next())
                    .isEqualTo("agreed: chat.v1");
            assertThat(Peer.connectWithProtocols(port, "/select", "no", "please")
                            .next())
                    .isEqualTo("agreed: please");
            assertThat(Peer.connect(port, "/select").next()).isEqualTo("agreed: ");
        }
    }

    @ParameterizedTest
    @ValueSource(classes = {SimpleServer.class, ChatServer.class})
    void aPortThatIsTakenEndsAServer(Class<?> program) throws Exception {
        try (Program first = Program.start(program, "0");
                Program second = Program.start(program, Integer.toString(first.port()))) {
            assertThat(second.line()).contains("BindException");
        }
    }
}
