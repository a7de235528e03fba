package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Mischief with an open WebSocket, or below it: one close event, nothing left, and others go on. Where Jetty ends the whole
 * HTTP/2 connection, the others are those on another one.
 */
class Http2BadInputIT {
    /** Something done with a stream. */
    private interface Mischief {
        void with(Http2Peer peer, Http2Stream stream) throws IOException;
    }

    /** Mischief, the close event it leads to, and how the server ends the stream; it may be reset already. */
    private record Row(String name, String close, String end, Mischief mischief) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final byte[] FRAME = Http2Stream.encode(WireFrame.text("interrupted"));

    private static final List<Row> ON_THE_STREAM = List.of(
            new Row("RST_STREAM in the middle of a frame", "1006", "", (peer, stream) -> {
                stream.data(Arrays.copyOf(FRAME, 5), 0);
                stream.cancel();
            }),
            new Row(
                    "END_STREAM in the middle of a frame",
                    "1006",
                    "END_STREAM",
                    (peer, stream) -> stream.data(Arrays.copyOf(FRAME, 5), Http2Frame.END_STREAM)),
            new Row("an unmasked frame", "1006", "END_STREAM", (peer, stream) -> {
                stream.data(WireFrame.text("bare").encode(null), 0);
                stream.finish();
            }),
            new Row("not WebSocket at all", "1006", "END_STREAM", (peer, stream) -> {
                stream.data("GET / HTTP/1.1\r\n\r\n".getBytes(StandardCharsets.US_ASCII), 0);
                stream.finish();
            }),
            new Row("a close frame, and DATA behind it", "1000", "END_STREAM", (peer, stream) -> {
                stream.send(WireFrame.close(1000), WireFrame.text("too late"));
                stream.finish();
            }),
            new Row(
                    "trailers in the place of the end",
                    "1006",
                    "END_STREAM",
                    (peer, stream) -> peer.write(new Http2Frame(
                            Http2Frame.HEADERS,
                            Http2Frame.END_STREAM | Http2Frame.END_HEADERS,
                            stream.id(),
                            HeaderBlock.encode(List.of("x-trailer: here"))))),
            new Row("empty DATA frames", "1000", "END_STREAM", (peer, stream) -> {
                for (int i = 0; i < 50; i++) {
                    stream.data(new byte[0], 0);
                }
                stream.send(WireFrame.close(1000));
                stream.finish();
            }),
            new Row(
                    "a window that overflows",
                    "1006",
                    "RST_STREAM 3",
                    (peer, stream) -> peer.write(Http2Frame.windowUpdate(stream.id(), Integer.MAX_VALUE))),
            new Row(
                    "a window update of nothing",
                    "1006",
                    "RST_STREAM 1",
                    (peer, stream) -> peer.write(Http2Frame.windowUpdate(stream.id(), 0))));

    /** Into a connection that is paused, so that Jetty itself has to notice. */
    private static final List<Row> WHILE_PAUSED = List.of(
            new Row("DATA behind END_STREAM", "1006", "RST_STREAM 5", (peer, stream) -> {
                stream.finish();
                stream.data(FRAME, 0);
            }),
            ON_THE_STREAM.get(0),
            ON_THE_STREAM.get(7),
            ON_THE_STREAM.get(8));

    private static final List<Row> ON_THE_CONNECTION = List.of(
            new Row(
                    "DATA on stream 0",
                    "1006",
                    "",
                    (peer, stream) -> peer.write(new Http2Frame(Http2Frame.DATA, 0, 0, FRAME))),
            new Row(
                    "DATA on a stream that was never opened",
                    "1006",
                    "",
                    (peer, stream) -> peer.write(new Http2Frame(Http2Frame.DATA, 0, 9999, FRAME))),
            new Row(
                    "a frame above the limit",
                    "1006",
                    "",
                    (peer, stream) -> stream.data(new byte[Http2Frame.MAX_PAYLOAD + 1], 0)),
            new Row("more than the window", "1006", "", (peer, stream) -> {
                byte[] flood = new byte[Http2Frame.MAX_PAYLOAD];
                try {
                    for (int i = 0; i < 100; i++) { // into a paused connection, 1.6 MB
                        stream.data(flood, 0);
                    }
                } catch (IOException e) {
                    peer.awaitEnd(); // Jetty was faster
                }
            }),
            new Row(
                    "header fields that are not HPACK",
                    "1006",
                    "",
                    (peer, stream) -> peer.write(
                            new Http2Frame(Http2Frame.HEADERS, Http2Frame.END_HEADERS, stream.id() + 2, new byte[] {
                                -1, -1, -1, -1, -1, -1
                            }))),
            new Row(
                    "a second CONNECT on the stream",
                    "1006",
                    "",
                    (peer, stream) -> peer.write(new Http2Frame(
                            Http2Frame.HEADERS,
                            Http2Frame.END_HEADERS,
                            stream.id(),
                            HeaderBlock.encode(peer.handshake("/app/inline/echo"))))),
            new Row("the end of the connection in the middle of a frame", "1006", "", (peer, stream) -> {
                peer.writeBytes(Arrays.copyOf(new Http2Frame(Http2Frame.DATA, 0, stream.id(), FRAME).encode(), 12));
                peer.leave();
            }));

    private static Stream<Arguments> each(List<Row> rows) {
        return Door.oneDispatchEach()
                .flatMap(each -> rows.stream().map(row -> Arguments.of(each.get()[0], each.get()[1], row)));
    }

    static Stream<Arguments> onTheStream() {
        return each(ON_THE_STREAM);
    }

    static Stream<Arguments> whilePaused() {
        return each(WHILE_PAUSED);
    }

    static Stream<Arguments> onTheConnection() {
        return each(ON_THE_CONNECTION);
    }

    static Stream<Door> few() {
        return Door.few();
    }

    @AfterEach
    void nothingIsLeft() throws Exception {
        for (Door door : Door.few().toList()) {
            door.server().awaitNothingLeft();
        }
    }

    private static void assertClosed(Door door, String id, String code) throws Exception {
        Await.until("the close event", () -> door.server().events(id).contains("close"));
        assertThat(door.server().events(id)).containsOnlyOnce("close").endsWith("close " + code);
    }

    @ParameterizedTest
    @MethodSource("onTheStream")
    @DisplayName("mischief on a stream ends that WebSocket alone")
    void mischiefOnAStream(Door door, String way, Row row) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.open("/app/" + way + "/echo?id=" + id);
            stream.echoes("hello");
            assertEndsAlone(door, id, row, peer, stream, bystanders);
        }
    }

    @ParameterizedTest
    @MethodSource("whilePaused")
    @DisplayName("mischief on a paused connection's stream ends that WebSocket alone")
    void mischiefWhilePaused(Door door, String way, Row row) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.open("/app/" + way + "/pause?id=" + id);
            stream.send(WireFrame.text("pause"));
            assertThat(stream.read()).isEqualTo(WireFrame.text("pause 0"));
            assertEndsAlone(door, id, row, peer, stream, bystanders);
        }
    }

    private static void assertEndsAlone(
            Door door, String id, Row row, Http2Peer peer, Http2Stream stream, Bystanders bystanders) throws Exception {
        row.mischief().with(peer, stream);
        assertClosed(door, id, row.close());
        if (!row.end().isEmpty()) {
            assertThat(stream.awaitEnd()).isEqualTo(row.end());
        }
        bystanders.areUndisturbed();
        Await.until("no stream but the bystanders'", () -> door.server().streams() == 2);
        Await.until("no client but the bystanders", () -> door.server().clients() == 2);
    }

    @ParameterizedTest
    @MethodSource("onTheConnection")
    @DisplayName("mischief for which Jetty ends the connection ends the WebSockets on it alone")
    void mischiefOnAConnection(Door door, String way, Row row) throws Exception {
        String id = Door.id();
        String neighbour = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            peer.open("/app/" + way + "/echo?id=" + neighbour).echoes("hello");
            Http2Stream stream = peer.open("/app/" + way + "/pause?id=" + id);
            stream.send(WireFrame.text("pause"));
            assertThat(stream.read()).isEqualTo(WireFrame.text("pause 0"));
            row.mischief().with(peer, stream);
            peer.awaitEnd();
            assertClosed(door, id, row.close());
            assertClosed(door, neighbour, "1006");
            bystanders.isUndisturbedElsewhere();
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("10,000 streams opened and reset: Jetty ends the connection, others go on")
    void manyResets(Door door) throws Exception {
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            try {
                for (int i = 0; i < 10_000; i++) {
                    peer.request(peer.handshake("/app/inline/echo"), 0).cancel();
                }
            } catch (IOException e) {
                assertThat(peer.isAlive()).isFalse();
            }
            assertThat(peer.awaitGoAway()).isIn(11, -1); // ENHANCE_YOUR_CALM, if it came through
            peer.awaitEnd();
            bystanders.isUndisturbedElsewhere();
            Await.until("one client, the bystander", () -> door.server().clients() == 1);
            Await.until("one stream, the bystander's", () -> door.server().streams() == 1);
        }
    }
}
