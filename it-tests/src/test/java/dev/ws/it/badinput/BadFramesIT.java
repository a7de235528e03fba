package dev.ws.it.badinput;

import static dev.ws.it.wire.RawWebSocket.fragments;
import static dev.ws.it.wire.RawWebSocket.pattern;
import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.it.wire.Await;
import dev.ws.it.wire.RawWebSocket;
import dev.ws.it.wire.WireFrame;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.Parameter;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Frames that no peer may send. */
@ParameterizedClass(name = "{0}")
@EnumSource(names = {"TOMCAT_11", "JETTY_EE11", "STANDALONE"})
class BadFramesIT {
    private static final int KEY = 0x37FA213D;
    private static final WireFrame HELLO = WireFrame.text("Hello");

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
    }

    /**
     * A mistake.
     *
     * @param name row and mistake
     * @param bytes what is sent
     * @param code the close code that answers it
     * @param error the error that the application sees
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Mistake(String name, byte[] bytes, int code, String error) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static byte[] masked(WireFrame... frames) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (WireFrame frame : frames) {
            bytes.writeBytes(frame.encode(KEY));
        }
        return bytes.toByteArray();
    }

    static Stream<Mistake> mistakes() {
        WireFrame started = WireFrame.text("Hel").unfinished();
        WireFrame binary = WireFrame.binary(new byte[0]);
        byte[] broken = {'o', 'k', (byte) 0xC0, (byte) 0xAF};
        List<Mistake> all = new ArrayList<>(List.of(
                new Mistake("A-003 RSV2", masked(HELLO.withRsv(2)), 1002, "UNEXPECTED_RSV_2_3"),
                new Mistake("A-003 RSV3", masked(HELLO.withRsv(1)), 1002, "UNEXPECTED_RSV_2_3"),
                new Mistake("A-004 RSV1", masked(HELLO.withRsv(4)), 1002, "UNEXPECTED_RSV_1"),
                new Mistake(
                        "A-005 RSV1 on a continuation",
                        masked(started, WireFrame.continuation("lo").withRsv(4)),
                        1002,
                        "UNEXPECTED_RSV_1"),
                new Mistake("A-006 RSV1 on a ping", masked(WireFrame.ping("").withRsv(4)), 1002, "UNEXPECTED_RSV_1"),
                new Mistake("A-008 stray continuation", masked(WireFrame.continuation("lo")), 1002, "INVALID_OPCODE"),
                new Mistake("A-009 text inside text", masked(started, HELLO), 1002, "INVALID_OPCODE"),
                new Mistake("A-010 ping without FIN", masked(WireFrame.ping("").unfinished()), 1002, "EXPECTED_FIN"),
                new Mistake(
                        "A-011 ping of 126 bytes",
                        masked(WireFrame.ping(pattern(126))),
                        1002,
                        "INVALID_CONTROL_PAYLOAD_LENGTH"),
                new Mistake(
                        "A-012 close of 1 byte",
                        masked(WireFrame.close(new byte[] {3})),
                        1002,
                        "INVALID_CONTROL_PAYLOAD_LENGTH"),
                new Mistake("A-013 text without mask", HELLO.encode(null), 1002, "EXPECTED_MASK"),
                new Mistake("A-013 ping without mask", WireFrame.ping("").encode(null), 1002, "EXPECTED_MASK"),
                new Mistake("A-013 close without mask", WireFrame.close(1000).encode(null), 1002, "EXPECTED_MASK"),
                new Mistake(
                        "A-056 close reason that is no UTF-8",
                        masked(WireFrame.close(new byte[] {3, (byte) 0xE8, (byte) 0xFF})),
                        1007,
                        "INVALID_UTF8"),
                new Mistake("A-070 text that is no UTF-8", masked(WireFrame.text(broken)), 1007, "INVALID_UTF8"),
                new Mistake(
                        "A-071 text that is no UTF-8, unfinished",
                        masked(started, WireFrame.continuation(broken).unfinished()),
                        1007,
                        "INVALID_UTF8"),
                // the first check that fails decides
                new Mistake(
                        "A-002 RSV2 before opcode and mask",
                        HELLO.withRsv(2).withOpcode(3).encode(null),
                        1002,
                        "UNEXPECTED_RSV_2_3"),
                new Mistake(
                        "A-002 RSV1 before opcode and mask",
                        HELLO.withRsv(4).withOpcode(3).encode(null),
                        1002,
                        "UNEXPECTED_RSV_1"),
                new Mistake("A-002 opcode before mask", HELLO.withOpcode(3).encode(null), 1002, "INVALID_OPCODE"),
                new Mistake("A-002 mask before length", binary.header(64, -1, null), 1002, "EXPECTED_MASK")));
        for (int opcode : new int[] {3, 4, 5, 6, 7, 11, 12, 13, 14, 15}) {
            all.add(new Mistake("A-007 opcode " + opcode, masked(HELLO.withOpcode(opcode)), 1002, "INVALID_OPCODE"));
        }
        for (int code : new int[] {0, 999, 1004, 1005, 1006, 1015, 1016, 2999, 5000, 65535}) {
            all.add(new Mistake("A-050 close code " + code, masked(WireFrame.close(code)), 1002, "INVALID_CLOSE_CODE"));
        }
        long[] unsupported = {1L << 53, 1L << 62, Long.MAX_VALUE, Long.MIN_VALUE, -1};
        for (long length : unsupported) {
            all.add(new Mistake(
                    "A-015 length " + Long.toUnsignedString(length),
                    binary.header(64, length, KEY),
                    1009,
                    "UNSUPPORTED_DATA_PAYLOAD_LENGTH"));
        }
        for (long length : new long[] {104_857_601, 1L << 31, 1L << 32, (1L << 53) - 1}) {
            all.add(new Mistake(
                    "A-031 length " + length, binary.header(64, length, KEY), 1009, "UNSUPPORTED_MESSAGE_LENGTH"));
            all.add(new Mistake(
                    "A-031 length " + length + " of a text",
                    HELLO.header(64, length, KEY),
                    1009,
                    "UNSUPPORTED_MESSAGE_LENGTH"));
        }
        all.add(new Mistake(
                "an HTTP request instead of a frame",
                "GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII),
                1002,
                "UNEXPECTED_RSV_1"));
        return all.stream();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void isAnsweredWithItsCodeAndEndsThatConnectionAlone(Mistake mistake) throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/peers/echo", id)) {
            peer.send(HELLO);
            assertThat(peer.read()).isEqualTo(HELLO);
            peer.write(mistake.bytes());
            Server.fails(peer, mistake.code());
        }
        assertThat(server.eventsOf(id)).startsWith("error " + mistake.error() + ", close ");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("mistakes")
    void isFoundByteByByteAndEndsTheConnectionOnce(Mistake mistake) throws Exception {
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/peers/echo", id)) {
            try {
                peer.writeChopped(mistake.bytes(), 1);
                peer.write(masked(HELLO, HELLO.withOpcode(5), WireFrame.close(1000)));
            } catch (IOException e) {
                // it may be over before all was written
            }
            Server.fails(peer, mistake.code());
        }
        assertThat(server.eventsOf(id)).matches("error " + mistake.error() + ", close \\d+( .*)?");
    }

    @Test
    void invalidUtf8AtEveryPositionIsFoundThere() throws Exception {
        byte[] text = "0123456789abcdef µ κόσμε 日本語 \uD83D\uDE80 0123456789abcdef0123456789abcdef"
                .getBytes(StandardCharsets.UTF_8);
        for (int at = 0; at < text.length; at++) {
            byte[] broken = text.clone();
            broken[at] = (byte) 0xFF;
            // The rest of the frame never comes: the error is found at the byte.
            byte[] frame =
                    WireFrame.text(Arrays.copyOf(broken, text.length + 50)).encode(KEY);
            try (RawWebSocket peer = server.open("/peers/echo")) {
                peer.write(Arrays.copyOf(frame, frame.length - text.length - 50 + at + 1));
                Server.fails(peer, 1007);
            }
        }
    }

    @Test
    void messagesAboveTheLimitAreRefusedBeforeTheyAreRead() throws Exception {
        byte[] most = pattern(65_536);
        try (RawWebSocket peer = server.open("/limits/echo")) {
            peer.send(WireFrame.binary(most));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(most));
            peer.write(WireFrame.binary(most).header(64, 65_537, KEY));
            Server.fails(peer, 1009);
        }
        // over fragments; A-034: pings do not count
        try (RawWebSocket peer = server.open("/limits/echo")) {
            peer.send(WireFrame.binary(most).unfinished(), WireFrame.ping("A-034"));
            assertThat(peer.read()).isEqualTo(WireFrame.pong("A-034"));
            peer.send(WireFrame.continuation(new byte[1]).unfinished());
            Server.fails(peer, 1009);
        }
    }

    @Test
    void tooManyFragmentsAreRefused() throws Exception {
        //
        try (RawWebSocket peer = server.open("/limits/echo")) {
            peer.sendTogether(fragments(WireFrame.TEXT, "*".repeat(1000).getBytes(StandardCharsets.US_ASCII), 1));
            assertThat(peer.readMessage().payload()).hasSize(1000);
            sendAll(peer, fragments(WireFrame.BINARY, pattern(65_536), 1));
            Server.fails(peer, 1008);
        }
        //
        String id = Server.newId();
        try (RawWebSocket peer = server.open("/limits/echo", id)) {
            List<WireFrame> endless = new ArrayList<>(Collections.nCopies(
                    1001, WireFrame.continuation(new byte[0]).unfinished()));
            endless.set(0, WireFrame.text("").unfinished());
            sendAll(peer, endless);
            Server.fails(peer, 1008);
        }
        assertThat(server.eventsOf(id)).startsWith("error TOO_MANY_BUFFERED_PARTS");
    }

    @Test
    void endlessEmptyFragmentsEndAtTheDefaultLimit() throws Exception {
        try (RawWebSocket peer = server.open("/peers/echo")) {
            byte[] many = peer.encode(Collections.nCopies(
                    1000, WireFrame.continuation(new byte[0]).unfinished()));
            peer.send(WireFrame.text("").unfinished());
            sendUntilRefused(peer, many, 140);
            Server.fails(peer, 1008);
        }
    }

    @Test
    void aMessageOf65536OneByteFragmentsIsStillAMessage() throws Exception {
        byte[] payload = pattern(65_536);
        try (RawWebSocket peer = server.open("/peers/echo")) {
            peer.sendTogether(fragments(WireFrame.BINARY, payload, 1));
            assertThat(peer.readMessage()).isEqualTo(WireFrame.binary(payload));
        }
    }

    @Test
    void aPeerThatGoesOnAfterItsMistakeIsCutOff() throws Exception {
        try (RawWebSocket peer = server.open("/limits/echo")) {
            peer.send(HELLO.withRsv(4));
            // what follows is dropped, not answered, and ends with the close timeout
            byte[] more = peer.encode(Collections.nCopies(100, HELLO));
            Await.until("the server ends the connection", () -> sendUntilRefused(peer, more, 10));
        }
    }

    @Test
    void randomBytesEndTheConnectionOrNothing() throws Exception {
        Random random = new Random(20_261_121);
        for (int i = 0; i < 300; i++) {
            byte[] noise = new byte[1 + random.nextInt(300)];
            random.nextBytes(noise);
            if (i % 2 == 0) {
                noise[0] = (byte) (0x81 + i % 10); // gets past the first checks more often
            }
            try (RawWebSocket peer = server.open("/peers/echo")) {
                peer.write(noise);
                peer.finish();
                peer.awaitEnd();
            }
        }
    }

    private static void sendAll(RawWebSocket peer, List<WireFrame> frames) {
        try {
            peer.sendTogether(frames);
        } catch (IOException e) {
            // refused before all was written
        }
    }

    /** Sends the same bytes again and again; tells whether the server stopped it by ending the connection. */
    private static boolean sendUntilRefused(RawWebSocket peer, byte[] bytes, int times) {
        try {
            for (int i = 0; i < times; i++) {
                peer.write(bytes);
            }
            return false;
        } catch (IOException e) {
            return true;
        }
    }
}
