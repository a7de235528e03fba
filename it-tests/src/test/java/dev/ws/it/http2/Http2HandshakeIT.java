package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is accepted as a handshake (RFC 8441 section 5) and what is refused, beside WebSockets that go on. */
class Http2HandshakeIT {
    /**
     * A request: what it has in the place of a field of a correct handshake, or beside them, and the status of the
     * answer. Jetty itself answers the ones with {@code connection} and without {@code :path}.
     */
    private record Row(String name, String replaced, String by, int status) {
        @Override
        public String toString() {
            return name;
        }

        List<String> request(Http2Peer peer) {
            List<String> lines = peer.handshake("/app/inline/echo");
            boolean gone = lines.removeIf(line -> !replaced.isEmpty() && line.startsWith(replaced));
            if (gone && by.startsWith(":")) {
                lines.add(0, by);
            } else if (!by.isEmpty()) {
                lines.add(by);
            }
            return lines;
        }
    }

    private static final List<Row> ROWS = List.of(
            new Row("no :protocol", ":protocol", "", 501),
            new Row("another :protocol", ":protocol", ":protocol: connect-udp", 501),
            new Row("no path", ":path", "", 400),
            new Row("upgrade", "", "upgrade: websocket", 400),
            new Row("connection", "", "connection: upgrade", 400),
            new Row("transfer-encoding", "", "transfer-encoding: chunked", 400),
            new Row("a key is ignored", "", "sec-websocket-key: dGhlIHNhbXBsZSBub25jZQ==", 200),
            new Row("a key that is none is ignored", "", "sec-websocket-key: x", 200),
            new Row("version 12", "sec-websocket-version", "sec-websocket-version: 12", 400),
            new Row("no version", "sec-websocket-version", "", 400),
            new Row("a body is announced", "", "content-length: 5", 400),
            new Row("an empty body is announced", "", "content-length: 0", 200));

    static Stream<Arguments> rows() {
        return Door.few().flatMap(door -> ROWS.stream().map(row -> Arguments.of(door, row)));
    }

    static Stream<Door> few() {
        return Door.few();
    }

    static Stream<Arguments> ways() {
        return Door.few()
                .flatMap(door -> Stream.of("servlet", "filter", "inline", "executor", "auto", "endpoint")
                        .map(way -> Arguments.of(door, way)));
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (Door door : Door.few().toList()) {
            door.server().awaitNothingLeft();
        }
    }

    @ParameterizedTest
    @MethodSource("rows")
    @DisplayName("one field differs from a correct handshake")
    void judgesHandshakes(Door door, Row row) throws Exception {
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.request(row.request(peer), 0);
            HeaderBlock.Answer answer = stream.answer();
            assertThat(answer.status()).isEqualTo(row.status());
            assertThat(answer.field("connection") + answer.field("upgrade")).isEmpty();
            if (row.status() == 200) {
                stream.echoes("hello");
            } else {
                assertThat(stream.awaitEnd()).startsWith("END_STREAM");
            }
            if (row.name().contains("version")) {
                assertThat(answer.field("sec-websocket-version")).isEqualTo("13, 8");
            }
            bystanders.areUndisturbed();
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("a body behind a refused request is dropped")
    void aBodyIsDropped(Door door) throws Exception {
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.request(peer.handshake("/app/inline/echo", "content-length: 5"), 0);
            stream.data("hello".getBytes(StandardCharsets.US_ASCII), Http2Frame.END_STREAM);
            assertThat(stream.answer().status()).isEqualTo(400);
            assertThat(stream.awaitEnd()).startsWith("END_STREAM");
            bystanders.areUndisturbed();
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("a page of this origin gets in, a foreign one does not")
    void checksTheOrigin(Door door) throws Exception {
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            String scheme = door.tls() ? "https" : "http";
            peer.open("/app/origin/echo", "origin: " + scheme + "://" + peer.authority())
                    .echoes("home");
            Http2Stream foreign =
                    peer.request(peer.handshake("/app/origin/echo", "origin: " + scheme + "://evil.example"), 0);
            assertThat(foreign.answer().status()).isEqualTo(403);
            assertThat(foreign.awaitEnd()).startsWith("END_STREAM");
            bystanders.areUndisturbed();
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("a decision may come late")
    void decidesLater(Door door) throws Exception {
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            peer.open("/app/verify/echo").echoes("accepted");
            Http2Stream refused = peer.request(peer.handshake("/app/verify/refused"), 0);
            assertThat(refused.answer().status()).isEqualTo(403);
            assertThat(refused.awaitEnd()).startsWith("END_STREAM");
            bystanders.areUndisturbed();
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("a peer that resets the stream before a late decision leaves nothing")
    void thePeerLeavesBeforeTheDecision(Door door) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            peer.request(peer.handshake("/app/verify/echo?id=" + id), 0).cancel();
            Await.until("no stream but the bystanders'", () -> door.server().streams() == 2);
            Await.until("no client but the bystanders", () -> door.server().clients() == 2);
            bystanders.areUndisturbed();
            assertThat(door.server().events(id)).isIn("", "close 1006");
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("frames that come before the answer are processed")
    void processesEarlyFrames(Door door, String way) throws Exception {
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.request(peer.handshake("/app/" + way + "/echo"), 0);
            stream.send(WireFrame.text("one"), WireFrame.text("two"));
            assertThat(stream.answer().status()).isEqualTo(200);
            assertThat(stream.read()).isEqualTo(WireFrame.text("one"));
            assertThat(stream.read()).isEqualTo(WireFrame.text("two"));
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("frames that come before a late decision are processed")
    void processesFramesBeforeALateDecision(Door door) throws Exception {
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.request(peer.handshake("/app/verify/echo"), 0);
            byte[] payload = new byte[200_000];
            stream.send(WireFrame.text("one"), WireFrame.binary(payload));
            assertThat(stream.isAnswered()).isFalse();
            assertThat(stream.answer().status()).isEqualTo(200);
            assertThat(stream.read()).isEqualTo(WireFrame.text("one"));
            assertThat(stream.readMessage()).isEqualTo(WireFrame.binary(payload));
        }
    }

    @ParameterizedTest
    @MethodSource("ways")
    @DisplayName("a request that ends with its header fields opens, and closes with 1006")
    void endsWithItsHeaders(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.request(peer.handshake("/app/" + way + "/echo?id=" + id), Http2Frame.END_STREAM);
            assertThat(stream.answer().status()).isEqualTo(200);
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            Await.until("no stream but the bystanders'", () -> door.server().streams() == 2);
            Await.until("no client but the bystanders", () -> door.server().clients() == 2);
            if (!way.equals("endpoint")) {
                Await.until("the close event", () -> !door.server().events(id).isEmpty());
                assertThat(door.server().events(id)).isEqualTo("close 1006");
            }
            bystanders.areUndisturbed();
        }
    }
}
