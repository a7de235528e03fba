package dev.ws.it.http2;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.WireFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What is not read stays with the peer, and one that does not read or write holds back nobody else. */
class FlowControlIT {
    /** Jetty's window of a stream, 512 KiB, and the engine's output up to its high mark, 2 MiB. */
    private static final int BOUND = 3 << 20;

    private static final byte[] MESSAGE = Http2Stream.encode(WireFrame.binary(new byte[1 << 16]));

    static Stream<Arguments> dispatches() {
        return Door.oneDispatchEach();
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

    /** Sends messages until flow control stops it for good; {@return how many bytes, the last message in pieces} */
    private static int sendUntilStopped(Http2Peer peer, Http2Stream stream) throws Exception {
        int sent = 0;
        while (peer.holdsWithin(500, stream::mayWriteNow) && sent < 8 * BOUND) {
            sent += stream.writeSome(MESSAGE, sent % MESSAGE.length);
        }
        return sent;
    }

    /** Completes the message that flow control interrupted; {@return the number of messages} */
    private static int complete(Http2Stream stream, int sent) throws IOException {
        int rest = sent % MESSAGE.length;
        if (rest > 0) {
            byte[] tail = new byte[MESSAGE.length - rest];
            System.arraycopy(MESSAGE, rest, tail, 0, tail.length);
            stream.write(tail);
        }
        return (sent + MESSAGE.length - 1) / MESSAGE.length;
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("a paused connection takes a window, then nothing; after resume it takes the rest")
    void aPausedConnectionTakesAWindow(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.open("/app/" + way + "/pause?id=" + id);
            stream.send(WireFrame.text("pause"));
            assertThat(stream.read()).isEqualTo(WireFrame.text("pause 0"));
            int sent = sendUntilStopped(peer, stream);
            assertThat(sent).isBetween(1, BOUND);
            bystanders.areUndisturbed();

            door.server().ask("resume", id);
            int messages = complete(stream, sent);
            stream.send(WireFrame.text("count"));
            assertThat(stream.read()).isEqualTo(WireFrame.text("count " + ((long) messages << 16)));
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("an echo to a peer that does not read stops reading; nothing is lost when the peer goes on")
    void anEchoToAPeerThatDoesNotReadStops(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.open("/app/" + way + "/echo?id=" + id).withhold();
            int sent = sendUntilStopped(peer, stream);
            assertThat(sent).isBetween(1, BOUND);
            assertThat(stream.received()).isBetween(1L, 65535L);
            assertThat(Long.parseLong(door.server().ask("buffered", id))).isLessThan(BOUND);
            bystanders.areUndisturbed();

            stream.grant();
            int messages = complete(stream, sent);
            for (int i = 0; i < messages; i++) {
                assertThat(stream.readMessage().payload()).hasSize(1 << 16);
            }
            stream.echoes("on it goes");
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("a peer that takes no output is cut after the write timeout")
    void aPeerThatTakesNothingIsCut(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream =
                    peer.open("/app/stall-" + way + "/flood?id=" + id).withhold();
            stream.send(WireFrame.text("64"));
            assertThat(stream.awaitEnd()).isEqualTo("RST_STREAM 8");
            assertThat(stream.received()).isEqualTo(65535);
            Await.until("the close event", () -> door.server().events(id).contains("close"));
            assertThat(door.server().events(id)).containsOnlyOnce("close").endsWith("close 1006");
            bystanders.areUndisturbed();
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("a heartbeat pings, and cuts a peer that is silent")
    void aSilentPeerIsCut(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect();
                Bystanders bystanders = new Bystanders(door, peer)) {
            Http2Stream stream = peer.open("/app/heartbeat-" + way + "/echo?id=" + id);
            for (int i = 0; i < 3; i++) {
                WireFrame ping = stream.read();
                assertThat(ping.opcode()).isEqualTo(WireFrame.PING);
                stream.send(WireFrame.pong(ping.payload()));
            }
            assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            Await.until("the close event", () -> door.server().events(id).contains("close"));
            assertThat(door.server().events(id)).containsOnlyOnce("close").endsWith("close 1006");
            bystanders.areUndisturbed();
        }
    }

    /** 199 echoes, and a stuck one before them. */
    private static List<Http2Stream> crowd(Http2Peer peer, String way) throws IOException {
        List<Http2Stream> streams = new ArrayList<>();
        for (int i = 0; i < 199; i++) {
            streams.add(peer.open("/app/" + way + "/echo"));
        }
        return streams;
    }

    private static void assertAllEcho(List<Http2Stream> streams) throws IOException {
        String text = "x".repeat(1000);
        for (int round = 0; round < 8; round++) { // more than a window of the connection in all
            for (Http2Stream stream : streams) {
                stream.send(WireFrame.text(text));
            }
            for (Http2Stream stream : streams) {
                assertThat(stream.read().payload()).hasSize(1000);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("200 on one connection: one handler blocks, and its window fills")
    void aBlockedHandlerHoldsBackNobody(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stuck = peer.open("/app/" + way + "/block?id=" + id);
            stuck.send(WireFrame.text("block"));
            Await.until("the handler blocks", () -> door.server().events(id).contains("blocked"));
            List<Http2Stream> crowd = crowd(peer, way);
            sendUntilStopped(peer, stuck);
            assertAllEcho(crowd);

            door.server().ask("release", id);
            assertThat(stuck.read()).isEqualTo(WireFrame.text("released"));
        }
    }

    @ParameterizedTest
    @MethodSource("dispatches")
    @DisplayName("200 on one connection: one peer never reads")
    void aPeerThatNeverReadsHoldsBackNobody(Door door, String way) throws Exception {
        String id = Door.id();
        try (Http2Peer peer = door.connect()) {
            Http2Stream stuck = peer.open("/app/" + way + "/flood?id=" + id).withhold();
            stuck.send(WireFrame.text("32"));
            peer.await("a full window", () -> stuck.receivedNow() == 65535);
            assertAllEcho(crowd(peer, way));

            stuck.grant();
            for (int i = 0; i < 32; i++) {
                assertThat(stuck.readMessage().payload()).hasSize(1 << 16);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("few")
    @DisplayName("2,000 opened and closed one after the other leave nothing")
    void manyInARowLeaveNothing(Door door) throws Exception {
        try (Http2Peer peer = door.connect()) {
            for (int i = 0; i < 2000; i++) {
                Http2Stream stream = peer.open("/app/inline/echo");
                stream.send(WireFrame.text("hello"), WireFrame.close(1000));
                assertThat(stream.read()).isEqualTo(WireFrame.text("hello"));
                assertThat(stream.read().closeCode()).isEqualTo(1000);
                stream.finish();
                assertThat(stream.awaitEnd()).isEqualTo("END_STREAM");
            }
            Await.until("no streams", () -> door.server().streams() == 0);
            Await.until("no clients", () -> door.server().clients() == 0);
            assertThat(peer.isAlive()).isTrue();
        }
    }
}
