package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.ws.ErrorCode;
import dev.ws.MessageTooBigException;
import dev.ws.ProtocolException;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class FrameDecoderTest {
    private static final int ALL_RSV = FramePart.RSV1 | FramePart.RSV2 | FramePart.RSV3;

    private static FrameDecoder decoder(Role role) {
        return new FrameDecoder(role, 0, 0, false);
    }

    // Decodes to the end, joins the parts of each frame, checks what must hold for every part.
    private static List<String> decode(FrameDecoder decoder, List<byte[]> pieces) {
        List<String> frames = new ArrayList<>();
        ByteArrayOutputStream payload = new ByteArrayOutputStream();
        boolean inside = false;
        for (byte[] piece : pieces) {
            ByteBuffer in = Splits.offset(piece);
            while (decoder.decode(in)) {
                assertThat(decoder.startOfFrame()).isEqualTo(!inside);
                int size = decoder.payloadTo() - decoder.payloadFrom();
                byte[] part = new byte[size];
                in.get(decoder.payloadFrom(), part);
                payload.writeBytes(part);
                assertThat(payload.size() + decoder.remaining()).isEqualTo(decoder.length());
                inside = !decoder.endOfFrame();
                if (!inside) {
                    frames.add(
                            WireFrame.describe(decoder.opcode(), decoder.fin(), decoder.rsv(), payload.toByteArray()));
                    payload.reset();
                }
            }
            assertThat(in.hasRemaining()).isFalse();
        }
        assertThat(inside).isFalse();
        return frames;
    }

    private static void decodesEachWay(Role role, int rsv, byte[] bytes, List<String> expected) {
        for (List<byte[]> pieces : Splits.of(bytes)) {
            assertThat(decode(new FrameDecoder(role, rsv, 0, false), pieces)).isEqualTo(expected);
        }
    }

    static Stream<Arguments> examples() {
        return Stream.of(
                Arguments.of("hello", Role.CLIENT, RfcExamples.HELLO, List.of("text 'Hello'")),
                Arguments.of("hello masked", Role.SERVER, RfcExamples.HELLO_MASKED, List.of("text 'Hello'")),
                Arguments.of(
                        "hello in two frames",
                        Role.CLIENT,
                        RfcExamples.HEL + RfcExamples.LO,
                        List.of("text+ 'Hel'", "cont 'lo'")),
                Arguments.of("ping", Role.CLIENT, RfcExamples.PING, List.of("ping 'Hello'")),
                Arguments.of("pong masked", Role.SERVER, RfcExamples.PONG_MASKED, List.of("pong 'Hello'")),
                Arguments.of("A-022 empty text", Role.CLIENT, "81 00", List.of("text ''")),
                Arguments.of("A-022 empty text masked", Role.SERVER, "81 80 01 02 03 04", List.of("text ''")),
                Arguments.of(
                        "A-022 empty fragments",
                        Role.CLIENT,
                        "01 00 00 00 00 00 80 00",
                        List.of("text+ ''", "cont+ ''", "cont+ ''", "cont ''")),
                Arguments.of(
                        "A-022 empty control frames",
                        Role.CLIENT,
                        "89 00 8a 00 88 00",
                        List.of("ping ''", "pong ''", "close ''")),
                Arguments.of("A-017 key of zeros", Role.SERVER, "82 82 00 00 00 00 41 42", List.of("binary 'AB'")),
                Arguments.of("A-016 small length in 2 bytes", Role.CLIENT, "82 7e 00 02 41 42", List.of("binary 'AB'")),
                Arguments.of(
                        "A-016 small length in 8 bytes",
                        Role.CLIENT,
                        "82 7f 00 00 00 00 00 00 00 02 41 42",
                        List.of("binary 'AB'")),
                Arguments.of(
                        "A-016 small length in 8 bytes masked",
                        Role.SERVER,
                        "82 ff 00 00 00 00 00 00 00 02 01 01 01 01 40 43",
                        List.of("binary 'AB'")),
                Arguments.of(
                        "A-021 control frames between fragments",
                        Role.CLIENT,
                        "02 01 41 89 01 42 00 01 43 8a 00 80 01 44 81 00",
                        List.of("binary+ 'A'", "ping 'B'", "cont+ 'C'", "pong ''", "cont 'D'", "text ''")));
    }

    @ParameterizedTest(name = "A-001 {0}")
    @MethodSource("examples")
    void decodesAtOnceByteByByteAndAtEachSplit(String name, Role role, String hex, List<String> expected) {
        decodesEachWay(role, 0, Splits.hex(hex), expected);
    }

    static Stream<Arguments> lengths() {
        return Stream.of(Role.values())
                .flatMap(role -> Stream.of(0, 1, 7, 8, 9, 31, 32, 33, 125, 126, 127, 65535, 65536)
                        .map(length -> Arguments.of(role, length)));
    }

    @ParameterizedTest(name = "A-001 A-018 {0} {1} bytes")
    @MethodSource("lengths")
    void decodesEachLength(Role role, int length) {
        WireFrame frame = WireFrame.of(Opcode.BINARY, Splits.payload(length));
        byte[] bytes = WireFrame.bytes(role, frame, WireFrame.of(Opcode.PING, "x"));

        decodesEachWay(role, 0, bytes, List.of(frame.toString(), "ping 'x'"));
    }

    @ParameterizedTest
    @EnumSource(Role.class)
    void decodesAControlFrameOfTheGreatestLength(Role role) {
        WireFrame ping = WireFrame.of(Opcode.PING, Splits.payload(125));

        decodesEachWay(role, 0, WireFrame.bytes(role, ping), List.of(ping.toString()));
    }

    @Test
    void handsOnWhatIsThereOfAFrame() {
        FrameDecoder decoder = decoder(Role.CLIENT);
        ByteBuffer in = ByteBuffer.wrap(Splits.hex("82 05 41 42"));

        assertThat(decoder.decode(in)).isTrue();
        assertThat(decoder.remaining()).isEqualTo(3);
        assertThat(decoder.endOfFrame()).isFalse();
        assertThat(decoder.decode(in)).isFalse();
        assertThat(decoder.decode(ByteBuffer.wrap(Splits.hex("43 44 45")))).isTrue();
        assertThat(decoder.startOfFrame()).isFalse();
        assertThat(decoder.endOfFrame()).isTrue();
    }

    @Test
    void tellsAHeaderWhosePayloadIsStillToCome() {
        FrameDecoder decoder = decoder(Role.CLIENT);

        assertThat(decoder.decode(ByteBuffer.wrap(Splits.hex("82 7e 01 00")))).isTrue();
        assertThat(decoder.startOfFrame()).isTrue();
        assertThat(decoder.payloadTo()).isEqualTo(decoder.payloadFrom());
        assertThat(decoder.length()).isEqualTo(256);
        assertThat(decoder.remaining()).isEqualTo(256);
    }

    @Test
    void decodesThousandsOfFramesInOneRead() {
        byte[] one = WireFrame.text("a").to(Role.SERVER).bytes();
        ByteBuffer many = ByteBuffer.allocate(5000 * one.length);
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 5000; i++) {
            many.put(one);
            expected.add("text 'a'");
        }

        assertThat(decode(decoder(Role.SERVER), List.of(many.array()))).isEqualTo(expected);
    }

    private static final String P = "Invalid WebSocket frame: ";

    static Stream<Arguments> errors() {
        return Stream.of(
                error(
                        "A-003 RSV2",
                        Role.CLIENT,
                        0,
                        "a1 00",
                        ErrorCode.UNEXPECTED_RSV_2_3,
                        "RSV2 and RSV3 must be clear"),
                error(
                        "A-003 RSV3",
                        Role.CLIENT,
                        0,
                        "91 00",
                        ErrorCode.UNEXPECTED_RSV_2_3,
                        "RSV2 and RSV3 must be clear"),
                error(
                        "A-003 RSV3 where RSV2 is agreed",
                        Role.CLIENT,
                        2,
                        "91 00",
                        ErrorCode.UNEXPECTED_RSV_2_3,
                        "RSV2 and RSV3 must be clear"),
                error(
                        "A-003 RSV2 on a ping though agreed",
                        Role.CLIENT,
                        ALL_RSV,
                        "a9 00",
                        ErrorCode.UNEXPECTED_RSV_2_3,
                        "RSV2 and RSV3 must be clear"),
                error("A-004 RSV1", Role.CLIENT, 0, "c1 00", ErrorCode.UNEXPECTED_RSV_1, "RSV1 must be clear"),
                error(
                        "A-005 RSV1 on a continuation though agreed",
                        Role.CLIENT,
                        4,
                        "41 00 c0 00",
                        ErrorCode.UNEXPECTED_RSV_1,
                        "RSV1 must be clear"),
                error(
                        "A-006 RSV1 on a ping though agreed",
                        Role.CLIENT,
                        4,
                        "c9 00",
                        ErrorCode.UNEXPECTED_RSV_1,
                        "RSV1 must be clear"),
                opcode(3),
                opcode(4),
                opcode(5),
                opcode(6),
                opcode(7),
                opcode(11),
                opcode(12),
                opcode(13),
                opcode(14),
                opcode(15),
                error("A-008", Role.CLIENT, 0, "80 00", ErrorCode.INVALID_OPCODE, "invalid opcode 0"),
                error("A-008 not final", Role.CLIENT, 0, "00 00", ErrorCode.INVALID_OPCODE, "invalid opcode 0"),
                error(
                        "A-008 after a whole fragmented message",
                        Role.CLIENT,
                        0,
                        "01 00 80 00 80 00",
                        ErrorCode.INVALID_OPCODE,
                        "invalid opcode 0"),
                error(
                        "A-009 text in text",
                        Role.CLIENT,
                        0,
                        "01 00 81 00",
                        ErrorCode.INVALID_OPCODE,
                        "invalid opcode 1"),
                error(
                        "A-009 binary in text",
                        Role.CLIENT,
                        0,
                        "01 00 02 00",
                        ErrorCode.INVALID_OPCODE,
                        "invalid opcode 2"),
                error("A-010 ping", Role.CLIENT, 0, "09 00", ErrorCode.EXPECTED_FIN, "FIN must be set"),
                error("A-010 close", Role.CLIENT, 0, "08 00", ErrorCode.EXPECTED_FIN, "FIN must be set"),
                error(
                        "A-011 126",
                        Role.CLIENT,
                        0,
                        "89 7e",
                        ErrorCode.INVALID_CONTROL_PAYLOAD_LENGTH,
                        "invalid payload length 126"),
                error(
                        "A-011 127",
                        Role.CLIENT,
                        0,
                        "8a 7f",
                        ErrorCode.INVALID_CONTROL_PAYLOAD_LENGTH,
                        "invalid payload length 127"),
                error(
                        "A-012 before the body",
                        Role.CLIENT,
                        0,
                        "88 01",
                        ErrorCode.INVALID_CONTROL_PAYLOAD_LENGTH,
                        "invalid payload length 1"),
                error("A-013", Role.SERVER, 0, "81 00", ErrorCode.EXPECTED_MASK, "MASK must be set"),
                error("A-014", Role.CLIENT, 0, "81 80", ErrorCode.UNEXPECTED_MASK, "MASK must be clear"),
                Arguments.of(
                        "A-015 2^53",
                        Role.CLIENT,
                        0,
                        "82 7f 00 20 00 00 00 00 00 00",
                        ErrorCode.UNSUPPORTED_DATA_PAYLOAD_LENGTH,
                        "Unsupported WebSocket frame: payload length > 2^53 - 1"),
                Arguments.of(
                        "A-015 2^63",
                        Role.SERVER,
                        0,
                        "82 ff 80 00 00 00 00 00 00 00 00 00 00 00",
                        ErrorCode.UNSUPPORTED_DATA_PAYLOAD_LENGTH,
                        "Unsupported WebSocket frame: payload length > 2^53 - 1"));
    }

    private static Arguments opcode(int opcode) {
        return error(
                "A-007 opcode " + opcode,
                Role.CLIENT,
                0,
                "8" + Integer.toHexString(opcode) + " 00",
                ErrorCode.INVALID_OPCODE,
                "invalid opcode " + opcode);
    }

    private static Arguments error(String name, Role role, int rsv, String hex, ErrorCode code, String fact) {
        return Arguments.of(name, role, rsv, hex, code, P + fact);
    }

    // Each pair breaks the rule that is named first and the one that is named second.
    static Stream<Arguments> orderOfChecks() {
        return Stream.of(
                error(
                        "RSV2 before RSV1",
                        Role.CLIENT,
                        0,
                        "e1 00",
                        ErrorCode.UNEXPECTED_RSV_2_3,
                        "RSV2 and RSV3 must be clear"),
                error("RSV1 before opcode", Role.CLIENT, 0, "c3 00", ErrorCode.UNEXPECTED_RSV_1, "RSV1 must be clear"),
                error(
                        "RSV3 before opcode",
                        Role.CLIENT,
                        0,
                        "93 00",
                        ErrorCode.UNEXPECTED_RSV_2_3,
                        "RSV2 and RSV3 must be clear"),
                error(
                        "RSV1 before sequence",
                        Role.CLIENT,
                        4,
                        "c0 00",
                        ErrorCode.UNEXPECTED_RSV_1,
                        "RSV1 must be clear"),
                error("opcode before MASK", Role.SERVER, 0, "83 00", ErrorCode.INVALID_OPCODE, "invalid opcode 3"),
                error("opcode before FIN", Role.CLIENT, 0, "0b 00", ErrorCode.INVALID_OPCODE, "invalid opcode 11"),
                error("sequence before MASK", Role.SERVER, 0, "80 00", ErrorCode.INVALID_OPCODE, "invalid opcode 0"),
                error("FIN before RSV1", Role.CLIENT, 4, "49 00", ErrorCode.EXPECTED_FIN, "FIN must be set"),
                error("FIN before length", Role.CLIENT, 0, "09 7e", ErrorCode.EXPECTED_FIN, "FIN must be set"),
                error(
                        "RSV1 before control length",
                        Role.CLIENT,
                        4,
                        "c9 7e",
                        ErrorCode.UNEXPECTED_RSV_1,
                        "RSV1 must be clear"),
                error(
                        "control length before MASK",
                        Role.SERVER,
                        0,
                        "89 7e",
                        ErrorCode.INVALID_CONTROL_PAYLOAD_LENGTH,
                        "invalid payload length 126"),
                error(
                        "close of 1 byte before MASK",
                        Role.SERVER,
                        0,
                        "88 01",
                        ErrorCode.INVALID_CONTROL_PAYLOAD_LENGTH,
                        "invalid payload length 1"),
                error(
                        "MASK before length",
                        Role.SERVER,
                        0,
                        "82 7f ff ff ff ff ff ff ff ff",
                        ErrorCode.EXPECTED_MASK,
                        "MASK must be set"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("errors")
    void refusesEachWay(String name, Role role, int rsv, String hex, ErrorCode code, String message) {
        refuses(new Settings(role, rsv, 0, false), Splits.hex(hex), code, message);
    }

    @ParameterizedTest(name = "A-002 {0}")
    @MethodSource("orderOfChecks")
    void reportsTheFirstFailedCheck(String name, Role role, int rsv, String hex, ErrorCode code, String message) {
        refuses(new Settings(role, rsv, 0, false), Splits.hex(hex), code, message);
    }

    private record Settings(Role role, int rsv, long maxFrameBytes, boolean strict) {
        FrameDecoder decoder() {
            return new FrameDecoder(role, rsv, maxFrameBytes, strict);
        }
    }

    private static void refuses(Settings settings, byte[] bytes, ErrorCode code, String message) {
        for (List<byte[]> pieces : Splits.of(bytes)) {
            ProtocolException refused =
                    catchThrowableOfType(ProtocolException.class, () -> decode(settings.decoder(), pieces));
            assertThat(refused).as("%d pieces", pieces.size()).isNotNull();
            assertThat(refused.errorCode()).isEqualTo(code);
            assertThat(refused).hasMessage(message);
            assertThat(refused.closeCode()).isEqualTo(code.closeCode());
        }
    }

    @Test
    void refusesAtTheSecondByteOfTheHeader() {
        FrameDecoder decoder = decoder(Role.SERVER);

        assertThat(decoder.decode(ByteBuffer.wrap(new byte[] {(byte) 0x81}))).isFalse();
        assertThat(catchThrowableOfType(ProtocolException.class, () -> decoder.decode(ByteBuffer.wrap(new byte[1]))))
                .hasMessage(P + "MASK must be set");
    }

    @ParameterizedTest(name = "A-003 A-004 {0}")
    @EnumSource(Role.class)
    void agreedReservedBitsPassOnDataFrames(Role role) {
        byte[] bytes = WireFrame.bytes(
                role,
                WireFrame.text("a").rsv(7).more(),
                WireFrame.of(Opcode.CONTINUATION, "b").rsv(3));

        decodesEachWay(role, ALL_RSV, bytes, List.of("text+ rsv7 'a'", "cont rsv3 'b'"));
    }

    @Test
    void lengthOf2To53Less1IsLegal() {
        FrameDecoder decoder = decoder(Role.CLIENT);

        assertThat(decoder.decode(ByteBuffer.wrap(Splits.hex("82 7f 00 1f ff ff ff ff ff ff"))))
                .isTrue();
        assertThat(decoder.length()).isEqualTo((1L << 53) - 1);
    }

    static Stream<Arguments> strictLengths() {
        return Stream.of(
                Arguments.of("125 in 2 bytes", 125, 2, true),
                Arguments.of("126 in 2 bytes", 126, 2, false),
                Arguments.of("0 in 2 bytes", 0, 2, true),
                Arguments.of("65535 in 2 bytes", 65535, 2, false),
                Arguments.of("65535 in 8 bytes", 65535, 8, true),
                Arguments.of("65536 in 8 bytes", 65536, 8, false),
                Arguments.of("125 in 0 bytes", 125, 0, false));
    }

    @ParameterizedTest(name = "A-016 strict: {0}")
    @MethodSource("strictLengths")
    void strictLengthEncodingRefusesWhatIsTooLong(String name, int length, int lengthBytes, boolean refused) {
        WireFrame frame = WireFrame.of(Opcode.BINARY, new byte[length]).to(Role.SERVER);
        Settings strict = new Settings(Role.SERVER, 0, 0, true);
        byte[] bytes = frame.bytes(lengthBytes);

        if (refused) {
            refuses(strict, bytes, ErrorCode.NON_MINIMAL_LENGTH, P + "payload length " + length + " in too many bytes");
        } else {
            assertThat(decode(strict.decoder(), List.of(bytes))).containsExactly(frame.toString());
        }
    }

    @ParameterizedTest(name = "A-041 {0}")
    @EnumSource(Role.class)
    void frameLimitCountsDataFramesOnly(Role role) {
        Settings limited = new Settings(role, 0, 10, false);
        byte[] atLimit = WireFrame.bytes(
                role,
                WireFrame.of(Opcode.BINARY, new byte[10]),
                WireFrame.of(Opcode.PING, new byte[100]),
                WireFrame.text("0123456789").more(),
                WireFrame.of(Opcode.CONTINUATION, "0123456789"));
        byte[] above = WireFrame.bytes(role, WireFrame.of(Opcode.BINARY, new byte[11]));

        assertThat(decode(limited.decoder(), List.of(atLimit))).hasSize(4);
        refuses(limited, above, ErrorCode.UNSUPPORTED_MESSAGE_LENGTH, "frame payload is 11 bytes, at most 10 allowed");
        // Known from the header alone.
        ByteBuffer header = ByteBuffer.wrap(above, 0, role == Role.SERVER ? 6 : 2);
        assertThat(catchThrowableOfType(
                        MessageTooBigException.class, () -> limited.decoder().decode(header)))
                .isNotNull();
    }
}
