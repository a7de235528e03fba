package dev.ws.it.badinput;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.DeflatePeer;
import dev.ws.it.wire.Heap;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.Deflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Compressed messages that are broken, far larger than they look, or never come to an end. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "STANDALONE"})
class BadCompressionIT {
    private static final String OFFER = "permessage-deflate";
    private static final int RSV1 = 4;
    private static final int MIB = 1 << 20;
    private static final byte[] HELLO = HexFormat.of().parseHex("f248cdc9c90700");

    @Parameter
    Host host; // JUnit thread

    private Server server; // JUnit thread

    @BeforeEach
    void meet() throws Exception {
        server = new Server(host);
        server.bystander().isUndisturbed();
    }

    @AfterEach
    void part() throws Exception {
        server.leave();
        server.isLeftAlone("/deflate", 0);
    }

    private DeflatePeer open(String endpoint) throws IOException {
        return DeflatePeer.open(server.port(), "/deflate/" + endpoint, OFFER);
    }

    private static WireFrame compressed(int opcode, byte[] payload) {
        return new WireFrame(true, RSV1, opcode, payload);
    }

    // --- mistakes ----------------------------------------------------------------------------------------------------

    /** What a peer sends, and how the connection fails. */
    record Mistake(String name, List<WireFrame> frames, int code, String error) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Mistake> mistakes() {
        WireFrame hello = compressed(WireFrame.TEXT, HELLO);
        WireFrame started = compressed(WireFrame.TEXT, Arrays.copyOf(HELLO, 3)).unfinished();
        WireFrame rest = WireFrame.continuation(Arrays.copyOfRange(HELLO, 3, HELLO.length));
        List<Mistake> all = new ArrayList<>(List.of(
                new Mistake(
                        "A-005 RSV1 on a continuation", List.of(started, rest.withRsv(RSV1)), 1002, "UNEXPECTED_RSV_1"),
                new Mistake(
                        "A-005 RSV1 on a continuation of a plain message",
                        List.of(WireFrame.text("Hel").unfinished(), rest.withRsv(RSV1)),
                        1002,
                        "UNEXPECTED_RSV_1"),
                new Mistake(
                        "A-006 RSV1 on a ping", List.of(WireFrame.ping("").withRsv(RSV1)), 1002, "UNEXPECTED_RSV_1"),
                new Mistake(
                        "A-006 RSV1 on a pong inside a message",
                        List.of(started, WireFrame.pong("").withRsv(RSV1)),
                        1002,
                        "UNEXPECTED_RSV_1"),
                new Mistake(
                        "A-006 RSV1 on a close",
                        List.of(WireFrame.close(1000).withRsv(RSV1)),
                        1002,
                        "UNEXPECTED_RSV_1"),
                new Mistake("A-003 RSV2", List.of(hello.withRsv(6)), 1002, "UNEXPECTED_RSV_2_3"),
                new Mistake("A-003 RSV3", List.of(hello.withRsv(5)), 1002, "UNEXPECTED_RSV_2_3")));
        WireFrame flushed = compressed(WireFrame.BINARY, HexFormat.of().parseHex("f248cdc9c907000000ffff"))
                .unfinished();
        for (String data : List.of(
                "ffffffff", // a block of a reserved type
                "0005000000", // a stored block whose length contradicts itself
                HexFormat.of().formatHex(tooFarBack()),
                "ed", // the beginning of a code of lengths, which the tail does not continue
                "f248cdc9", // cut inside a block
                HexFormat.of().formatHex(Arrays.copyOf(deflate(RawWebSocket.pattern(500)), 40)))) {
            byte[] bytes = HexFormat.of().parseHex(data);
            all.add(new Mistake(
                    "A-106 data " + data,
                    List.of(compressed(WireFrame.BINARY, bytes)),
                    1007,
                    "INVALID_EXTENSION_DATA"));
            all.add(new Mistake(
                    "A-106 data " + data + " after a good message and the beginning of another one",
                    List.of(hello, flushed, WireFrame.continuation(bytes)),
                    1007,
                    "INVALID_EXTENSION_DATA"));
        }
        byte[] noText = deflate(new byte[] {'o', 'k', (byte) 0xC0, (byte) 0xAF});
        all.add(new Mistake("A-070 no UTF-8", List.of(compressed(WireFrame.TEXT, noText)), 1007, "INVALID_UTF8"));
        all.add(new Mistake(
                "A-071 no UTF-8, unfinished",
                List.of(compressed(WireFrame.TEXT, noText).unfinished()),
                1007,
                "INVALID_UTF8"));
        return all.stream();
    }

    /** A reference to bytes that were never sent. */
    private static byte[] tooFarBack() {
        byte[] plain = RawWebSocket.pattern(300);
        Deflater deflater = new Deflater(9, true);
        deflater.setDictionary(plain);
        deflater.setInput(plain);
        byte[] bytes = new byte[plain.length];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, length);
    }

    /** A message by itself, without the four bytes at its end. */
    private static byte[] deflate(byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(plain);
        byte[] bytes = new byte[plain.length + 100];
        int length = deflater.deflate(bytes, 0, bytes.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(bytes, length - 4); // without what RFC 7692 section 7.2.1 cuts
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void mistakesFailTheConnection(Mistake mistake) throws Exception {
        String id = Server.newId();
        try (DeflatePeer peer = open("echo?settings=watched&id=" + id)) {
            peer.send(mistake.frames());
            for (WireFrame answer = peer.readMessage(); ; answer = peer.readMessage()) {
                if (answer.isControl()) {
                    Server.failed(answer, mistake.code());
                    break;
                }
                assertThat(answer.payloadText()).isEqualTo("Hello");
            }
            Server.endsWithoutMore(peer.socket());
        }
        assertThat(server.eventsOf(id)).startsWith("error " + mistake.error());
        nothingIsLent();
    }

    @Test
    void damagedDataAreReadOrRefused() throws Exception {
        Random random = new Random(12);
        int refused = 0;
        int rounds = 300;
        for (int i = 0; i < rounds; i++) {
            byte[] data = deflate(("{\"n\":" + i + "}, and some text ")
                    .repeat(1 + random.nextInt(40))
                    .getBytes(StandardCharsets.US_ASCII));
            for (int hits = random.nextInt(4); hits >= 0; hits--) {
                data[random.nextInt(data.length)] ^= (byte) (1 << random.nextInt(8));
            }
            byte[] cut = Arrays.copyOf(data, random.nextBoolean() ? data.length : 1 + random.nextInt(data.length));
            List<WireFrame> frames = RawWebSocket.fragments(WireFrame.BINARY, cut, 1 + random.nextInt(60));
            frames.set(0, frames.get(0).withRsv(RSV1));
            frames.add(WireFrame.ping("still here?"));
            try (DeflatePeer peer = open("echo?settings=watched,maxPayload:65536")) {
                peer.send(frames);
                WireFrame answer = peer.readMessage();
                if (answer.opcode() == WireFrame.BINARY) {
                    answer = peer.readMessage();
                    assertThat(answer).as("round %s", i).isEqualTo(WireFrame.pong("still here?"));
                } else {
                    refused++;
                    assertThat(answer.closeCode()).as("round %s", i).isIn(1007, 1009);
                }
            }
        }
        assertThat(refused).isBetween(rounds / 10, rounds * 9 / 10);
        nothingIsLent();
    }

    @Test
    void a004CompressedWithoutAnAgreement() throws Exception {
        for (String target : List.of("/deflate/echo", "/deflate/echo?settings=enabled:false")) {
            try (RawWebSocket peer = server.open(target)) {
                peer.send(compressed(WireFrame.TEXT, HELLO));
                Server.fails(peer, 1002);
            }
        }
    }

    // --- streams that are unusual but right --------------------------------------------------------------------------

    @Test
    void theExamplesOfTheStandardAreUnderstood() throws Exception {
        // RFC 7692 sections 7.2.3.1 to 7.2.3.6, one after the other on one connection
        try (DeflatePeer peer = open("echo")) {
            for (String example : List.of(
                    "f248cdc9c90700", // one block
                    "f200110000", // by reference to the one before
                    "000500faff48656c6c6f00", // stored
                    "f348cdc9c9070000", // with BFINAL
                    "f248050000 00ffffcac9c90700".replace(" ", ""), // two blocks
                    "f200110000")) {
                peer.socket().send(compressed(WireFrame.TEXT, HexFormat.of().parseHex(example)));
                assertThat(peer.readMessage()).as(example).isEqualTo(WireFrame.text("Hello"));
            }
            peer.socket().send(compressed(WireFrame.TEXT, new byte[1]));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.text(""));
        }
    }

    @Test
    void a105StreamsThatEndAreFollowedByOthers() throws Exception {
        try (DeflatePeer peer = open("echo")) {
            for (int i = 0; i < 50; i++) {
                byte[] plain = RawWebSocket.pattern(i * 400);
                Deflater deflater = new Deflater(6, true);
                deflater.setInput(plain);
                deflater.finish();
                byte[] bytes = new byte[plain.length + 100];
                int length = deflater.deflate(bytes); // BFINAL, and after it an empty block without its tail
                deflater.end();
                byte[] payload = Arrays.copyOf(bytes, length + i % 2);
                List<WireFrame> frames = RawWebSocket.fragments(WireFrame.BINARY, payload, 1 + i * 7);
                frames.set(0, frames.get(0).withRsv(RSV1));
                peer.send(frames);
                assertThat(peer.readMessage()).as("message %s", i).isEqualTo(WireFrame.binary(plain));
            }
        }
    }

    @Test
    void a102EmptyFragmentsCount() throws Exception {
        byte[] plain = "fragments, fragments".getBytes(StandardCharsets.US_ASCII);
        try (DeflatePeer peer = open("echo")) {
            for (int i = 0; i < 20; i++) {
                byte[] data = peer.compress(plain, true);
                peer.send(List.of(
                        compressed(WireFrame.TEXT, new byte[0]).unfinished(),
                        WireFrame.continuation("").unfinished(),
                        WireFrame.ping("inside"),
                        WireFrame.continuation(Arrays.copyOf(data, 1)).unfinished(),
                        WireFrame.continuation("").unfinished(),
                        WireFrame.continuation(Arrays.copyOfRange(data, 1, data.length))
                                .unfinished(),
                        WireFrame.continuation("")));
                assertThat(peer.readMessage()).isEqualTo(WireFrame.pong("inside"));
                assertThat(peer.readMessage()).isEqualTo(WireFrame.text(plain));
                // flushed, with the last fragment saying nothing
                peer.send(List.of(
                        compressed(WireFrame.TEXT, peer.compress(new byte[0], false))
                                .unfinished(),
                        WireFrame.continuation(peer.compress(plain, false)).unfinished(),
                        WireFrame.continuation(peer.compress(new byte[0], true))));
                assertThat(peer.readMessage()).isEqualTo(WireFrame.text(plain));
            }
        }
    }

    @Test
    void fragmentsOfTwoConnectionsDoNotMix() throws Exception {
        try (DeflatePeer one = open("echo?settings=watched");
                DeflatePeer two = open("echo?settings=watched")) {
            for (int i = 0; i < 50; i++) {
                byte[] first = ("the first " + i + " ").repeat(200).getBytes(StandardCharsets.US_ASCII);
                byte[] second = RawWebSocket.pattern(3000 + i);
                List<WireFrame> ofOne = one.pieces(WireFrame.TEXT, first, 300);
                List<WireFrame> ofTwo = two.fragments(WireFrame.BINARY, second, 100);
                for (int j = 0; j < Math.max(ofOne.size(), ofTwo.size()); j++) {
                    one.send(ofOne.subList(Math.min(j, ofOne.size()), Math.min(j + 1, ofOne.size())));
                    two.send(ofTwo.subList(Math.min(j, ofTwo.size()), Math.min(j + 1, ofTwo.size())));
                }
                assertThat(one.readMessage()).isEqualTo(WireFrame.text(first));
                assertThat(two.readMessage()).isEqualTo(WireFrame.binary(second));
            }
        }
        nothingIsLent();
    }

    // --- bombs -------------------------------------------------------------------------------------------------------

    /** Zeros, a thousand times smaller, made of one mebibyte that does not refer to anything before it. */
    private static byte[] bomb(int mebibytes) {
        byte[] one = deflate(new byte[MIB]);
        byte[] block = Arrays.copyOf(one, one.length + 4);
        block[block.length - 1] = -1;
        block[block.length - 2] = -1;
        ByteArrayOutputStream bomb = new ByteArrayOutputStream();
        for (int i = 1; i < mebibytes; i++) {
            bomb.writeBytes(block);
        }
        bomb.writeBytes(one);
        return bomb.toByteArray();
    }

    @Test
    void aBombIsRefusedHoweverItComes() throws Exception {
        byte[] bomb = bomb(32);
        WireFrame whole = compressed(WireFrame.BINARY, bomb);
        List<WireFrame> fragments = RawWebSocket.fragments(WireFrame.TEXT, bomb, 100);
        fragments.set(0, fragments.get(0).withRsv(RSV1));
        for (List<WireFrame> frames : List.of(List.of(whole), List.of(whole.unfinished()), fragments)) {
            for (String endpoint : List.of("echo", "fragments", "echo")) {
                String id = Server.newId();
                try (DeflatePeer peer = open(endpoint + "?settings=watched,maxPayload:65536&id=" + id)) {
                    try {
                        peer.send(frames);
                    } catch (IOException e) {
                        // it may have ended already
                    }
                    Server.failed(peer.socket().read(), 1009);
                }
                assertThat(server.eventsOf(id)).startsWith("error UNSUPPORTED_MESSAGE_LENGTH");
            }
        }
        nothingIsLent();
    }

    @Test
    void twoHundredBombsAtOnceLeaveTheHeapFlat() throws Exception {
        int peers = 200;
        byte[] bomb = bomb(64);
        String target = "echo?settings=watched,maxPayload:65536";
        List<DeflatePeer> all = new ArrayList<>();
        try {
            for (int i = 0; i < peers; i++) {
                all.add(open(target));
            }
            long before = Heap.used();
            // half of them go as far as they may, and wait
            byte[] allowed = Arrays.copyOf(bomb, 40);
            WireFrame rest = WireFrame.continuation(Arrays.copyOfRange(bomb, 40, bomb.length));
            for (DeflatePeer peer : all.subList(0, peers / 2)) {
                peer.socket().send(compressed(WireFrame.BINARY, allowed).unfinished());
            }
            Thread[] throwers = new Thread[4];
            for (int t = 0; t < throwers.length; t++) {
                int first = t;
                throwers[t] = new Thread(() -> {
                    for (int i = first; i < peers; i += throwers.length) {
                        WireFrame frame = compressed(WireFrame.BINARY, bomb);
                        try {
                            all.get(i).socket().send(i < peers / 2 ? rest : frame);
                        } catch (IOException e) {
                            // it may have ended already
                        }
                    }
                });
            }
            assertThat(Heap.used() - before)
                    .as("growth of the heap while half wait")
                    .isLessThan(32L * MIB);
            for (Thread thrower : throwers) {
                thrower.start();
            }
            server.bystander().isUndisturbed();
            long during = Heap.used();
            for (Thread thrower : throwers) {
                thrower.join();
            }
            for (DeflatePeer peer : all) {
                Server.failed(peer.socket().read(), 1009);
            }
            assertThat(during - before).as("growth of the heap meanwhile").isLessThan(64L * MIB);
            assertThat(Heap.used() - before).as("growth of the heap afterwards").isLessThan(32L * MIB);
        } finally {
            for (DeflatePeer peer : all) {
                peer.close();
            }
        }
        nothingIsLent();
    }

    // --- peers that do not go on -------------------------------------------------------------------------------------

    @Test
    void halfAMessageAndNothingMore() throws Exception {
        byte[] plain = RawWebSocket.pattern(5000);
        List<DeflatePeer> all = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            DeflatePeer peer = open("echo?settings=watched" + (i % 3 == 0 ? ",idleTimeout:1" : ""));
            all.add(peer);
            peer.send(WireFrame.BINARY, plain);
            assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(plain));
            List<WireFrame> frames = peer.fragments(WireFrame.BINARY, plain, 400);
            byte[] bytes = peer.socket().encode(frames);
            peer.socket().write(Arrays.copyOf(bytes, i % 2 == 0 ? bytes.length / 2 : bytes.length - 1));
        }
        server.bystander().isUndisturbed();
        for (int i = 0; i < all.size(); i++) {
            switch (i % 3) {
                case 0 -> assertThat(all.get(i).socket().read().closeCode()).isEqualTo(1001);
                case 1 -> all.get(i).socket().reset();
                default -> all.get(i).close();
            }
        }
        for (DeflatePeer peer : all) {
            peer.close();
        }
        server.isLeftAlone("/deflate", 0);
        nothingIsLent();
    }

    @Test
    void a110ConnectionsBetweenMessagesHoldNothing() throws Exception {
        List<DeflatePeer> all = new ArrayList<>();
        try {
            for (int i = 0; i < 30; i++) {
                DeflatePeer peer = open("echo?settings=watched");
                all.add(peer);
                for (int n = 0; n < i % 4; n++) {
                    peer.send(peer.pieces(WireFrame.BINARY, RawWebSocket.pattern(3000), 700));
                    assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(RawWebSocket.pattern(3000)));
                }
            }
            nothingIsLent();
            // and the contexts are there all the same
            for (DeflatePeer peer : all) {
                peer.send(WireFrame.TEXT, new byte[] {'o', 'k'});
                assertThat(peer.readMessage()).isEqualTo(WireFrame.text("ok"));
            }
        } finally {
            for (DeflatePeer peer : all) {
                peer.close();
            }
        }
    }

    /** Every deflater and inflater is back in the pool that is watched. */
    private void nothingIsLent() throws Exception {
        try (RawWebSocket asker = server.open("/deflate/lent")) {
            String[] lent = {""};
            Await.until("the pool has everything back", () -> {
                asker.send(WireFrame.text("?"));
                lent[0] = asker.readMessage().payloadText();
                return lent[0].equals("0");
            });
        }
    }

    // --- ends in the middle of compressing ---------------------------------------------------------------------------

    @Test
    void a112MessagesBeforeACloseAreDelivered() throws Exception {
        byte[] plain = RawWebSocket.pattern(20_000);
        try (DeflatePeer peer = open("echo?settings=watched")) {
            List<WireFrame> frames = new ArrayList<>();
            for (int i = 0; i < 30; i++) {
                frames.addAll(peer.fragments(WireFrame.BINARY, plain, 100 + 10 * i));
            }
            WireFrame close = WireFrame.close(4000, "after all of them");
            frames.add(close);
            peer.send(frames);
            for (int i = 0; i < 30; i++) {
                assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(plain));
            }
            assertThat(peer.readMessage()).isEqualTo(close);
            assertThat(peer.socket().awaitEnd()).isTrue();
        }
        nothingIsLent();
    }

    @ParameterizedTest
    @MethodSource
    void a112EveryCallbackIsToldOnce(String end) throws Exception {
        String id = Server.newId();
        int messages = 400;
        try (DeflatePeer peer = open("count-callbacks?settings=watched&id=" + id)) {
            peer.send(WireFrame.TEXT, (messages + " 20000 " + end).getBytes(StandardCharsets.US_ASCII));
            int received = 0;
            if (end.equals("reset")) {
                peer.socket().read();
                peer.socket().reset();
            } else if (end.equals("close")) {
                WireFrame next = peer.readMessage();
                for (; next.opcode() == WireFrame.BINARY; next = peer.readMessage()) {
                    assertThat(next.payload()).hasSize(20_000);
                    received++;
                }
                assertThat(next).isEqualTo(WireFrame.close(4000, "enough"));
                assertThat(received).isGreaterThanOrEqualTo(messages / 2 - 1);
                peer.socket().send(next);
            }
            peer.socket().awaitEnd();
        } catch (java.net.SocketException e) {
            assertThat(end).isEqualTo("reset");
        }
        Await.until("all callbacks are told", () -> {
            String events = server.eventsOf(id);
            assertThat(events).doesNotContain("twice");
            return events.contains("told " + messages);
        });
        nothingIsLent();
    }

    static Stream<String> a112EveryCallbackIsToldOnce() {
        return Stream.of("close", "terminate", "reset");
    }
}
