package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.WireFrame;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The ways in which a WebSocket on a stream ends: one close event each, and nothing is left. */
class Http2EndingIT {
    static Stream<Arguments> oneDispatchEach() {
        return Door.oneDispatchEach();
    }

    static Stream<Arguments> dispatches() {
        return Door.few().flatMap(door -> Stream.of("inline", "executor").map(way -> Arguments.of(door, way)));
    }

    /** A WebSocket that the journal knows. */
    private static Http2Stream open(Http2Peer peer, String way, String id) throws Exception {
        Http2Stream stream = peer.open("/app/" + way + "/echo?id=" + id);
        stream.echoes("hello");
        return stream;
    }

    /** One close event, no connection, no stream. */
    private static void assertEnded(Door door, String id, String close, int streams) throws Exception {
        Await.until("the event " + close, () -> door.server().events(id).contains(close));
        Await.until("no streams but " + streams, () -> door.server().streams() == streams);
        Await.until("no clients but " + streams, () -> door.server().clients() == streams);
        assertThat(door.server().events(id)).containsOnlyOnce("close").endsWith(close);
        if (!close.endsWith("1006")) {
            assertThat(door.server().events(id)).doesNotContain("error");
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the peer closes")
    void thePeerCloses(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = open(peer, way, id);
            stream.send(WireFrame.close(4000, "bye"));
            assertThat(stream.read().closeCode()).isEqualTo(4000);
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            stream.finish();
            assertEnded(door, id, "close 4000", 0);
            assertThat(peer.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the server closes")
    void theServerCloses(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = open(peer, way, id);
            door.server().ask("close", id);
            assertThat(stream.read()).isEqualTo(WireFrame.close(4001, "enough"));
            assertThat(stream.end()).isNull();
            stream.send(WireFrame.close(4001));
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            stream.finish();
            assertEnded(door, id, "close 4001", 0);
            assertThat(peer.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("oneDispatchEach")
    @DisplayName("a peer that closes and never ends its side of the stream is reset after two seconds")
    void aPeerThatNeverEndsItsSideIsReset(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = open(peer, way, id);
            stream.send(WireFrame.close(1000));
            assertThat(stream.read().closeCode()).isEqualTo(1000);
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            assertEnded(door, id, "close 1000", 0);
            assertThat(peer.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the peer ends its side without a close frame")
    void thePeerEndsItsSide(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = open(peer, way, id);
            stream.finish();
            assertThat(stream.awaitEnd()).isNotNull();
            assertEnded(door, id, "close 1006", 0);
            assertThat(peer.isAlive()).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the peer resets the stream")
    void thePeerResets(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream bystander = peer.open("/app/inline/echo");
            Http2Stream stream = open(peer, way, id);
            stream.cancel();
            assertEnded(door, id, "close 1006", 1);
            bystander.echoes("still here");
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the server terminates")
    void theServerTerminates(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream bystander = peer.open("/app/inline/echo");
            Http2Stream stream = open(peer, way, id);
            door.server().ask("terminate", id);
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            stream.finish();
            assertEnded(door, id, "close 1006", 1);
            bystander.echoes("still here");
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the peer says GOAWAY: open streams go on, and the connection ends with the last of them")
    void streamsGoOnAfterGoAway(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = open(peer, way, id);
            peer.write(Http2Frame.goAway(0, 0));
            stream.echoes("after");
            stream.echoes("GOAWAY");
            stream.send(WireFrame.close(1000));
            assertThat(stream.read().closeCode()).isEqualTo(1000);
            stream.finish();
            assertEnded(door, id, "close 1000", 0);
            peer.awaitEnd();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the connection ends below all streams")
    void theConnectionEnds(Door door, String way) throws Exception {
        String first = Door.id();
        String second = Door.id();
        try (Http2Peer peer = door.connect()) {
            open(peer, way, first);
            open(peer, way, second);
            peer.leave();
            assertEnded(door, first, "close 1006", 0);
            assertEnded(door, second, "close 1006", 0);
        }
    }

    /** What keeps a connection from reading or writing, and how it ends. */
    static Stream<Arguments> stuck() {
        return Door.oneDispatchEach()
                .flatMap(each -> Stream.of("pause", "16 unread", "64 unread", "16 unread, pause", "echo")
                        .flatMap(state -> Stream.of("connection", "stream")
                                .map(end -> Arguments.of(each.get()[0], each.get()[1], state, end))));
    }

    @ParameterizedTest
    @MethodSource("stuck")
    @DisplayName("the connection ends, or the stream is reset, while the server cannot read or write")
    void theEndIsSeenWhileNothingMoves(Door door, String way, String state, String end) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stream = peer.open("/app/" + way + "/stuck?id=" + id).withhold();
            if (state.contains("unread")) { // 64 KiB each, less or more than the high mark
                stream.send(WireFrame.text(state.substring(0, 2)));
                peer.await("a full window", () -> stream.receivedNow() == 65535);
            }
            if (state.endsWith("pause")) {
                stream.send(WireFrame.text("pause"));
                Await.until("pause", () -> door.server().events(id).contains("text pause"));
            }
            if (state.equals("echo")) {
                byte[] message = Http2Stream.encode(WireFrame.binary(new byte[1 << 16]));
                int sent = 0;
                while (peer.holdsWithin(200, stream::mayWriteNow)) {
                    sent += stream.writeSome(message, sent % message.length);
                }
            }
            if (end.equals("stream")) {
                stream.cancel();
            } else {
                peer.leave();
            }
            assertEnded(door, id, "close 1006", 0);
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("the HTTP session ends")
    void theSessionEnds(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream login = peer.get("/app/session/in");
            String cookie = "cookie: " + login.answer().field("set-cookie").split(";", 2)[0];
            assertThat(login.body()).isEqualTo("HTTP/2.0");
            Http2Stream stream = peer.open("/app/" + way + "/echo?id=" + id, cookie);
            stream.echoes("hello");
            assertThat(peer.get("/app/session/out", cookie).answer().status()).isEqualTo(200);
            assertThat(stream.read().closeCode()).isEqualTo(1008);
            stream.send(WireFrame.close(1008));
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            stream.finish();
            assertEnded(door, id, "close 1008", 0);
        }
    }
}
