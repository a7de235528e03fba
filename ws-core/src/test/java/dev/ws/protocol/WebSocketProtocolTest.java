package dev.ws.protocol;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.ws.ErrorCode;
import dev.ws.Message;
import dev.ws.MessageTooBigException;
import dev.ws.WebSocketOptions;
import dev.ws.extension.Extension;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.RfcExamples;
import dev.ws.frame.Role;
import dev.ws.frame.Splits;
import dev.ws.frame.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class WebSocketProtocolTest {
    private static final String P = "Invalid WebSocket frame: ";
    private static final String UTF8 = "failed 1007 WS_ERR_INVALID_UTF8: " + P + "invalid UTF-8 sequence";

    private static WebSocketOptions.Builder options() {
        return WebSocketOptions.builder();
    }

    private static WireFrame cont(String payload) {
        return WireFrame.of(Opcode.CONTINUATION, payload);
    }

    private static WireFrame ping(String payload) {
        return WireFrame.of(Opcode.PING, payload);
    }

    private static void each(Supplier<Driver> driver, byte[] bytes, List<String> events, List<String> answers) {
        for (List<byte[]> pieces : Splits.of(bytes)) {
            Driver run = driver.get().receive(pieces);
            assertThat(run.events).isEqualTo(events);
            assertThat(run.frames()).isEqualTo(withReason(answers, events));
        }
    }

    // The close frame that answers a failure says which rule was broken.
    private static List<String> withReason(List<String> answers, List<String> events) {
        String last = events.isEmpty() ? "" : events.get(events.size() - 1);
        if (!last.startsWith("failed ")) {
            return answers;
        }
        ErrorCode broken = ErrorCode.valueOf(last.substring("failed 1002 WS_ERR_".length(), last.indexOf(':')));
        List<String> whole = new ArrayList<>(answers);
        whole.replaceAll(frame -> frame.equals("close " + broken.closeCode() + " ") ? frame + broken.reason() : frame);
        return whole;
    }

    private static void each(WebSocketOptions options, List<String> events, List<String> answers, WireFrame... frames) {
        for (Role role : Role.values()) {
            each(() -> new Driver(role, options), WireFrame.bytes(role, frames), events, answers);
        }
    }

    private static void each(List<String> events, List<String> answers, WireFrame... frames) {
        each(WebSocketOptions.DEFAULT, events, answers, frames);
    }

    @Nested
    class Masking5_1And5_3 {
        @Test
        void serverNeedsMaskedFrames() {
            each(
                    () -> new Driver(Role.SERVER),
                    Splits.hex(RfcExamples.HELLO),
                    List.of("failed 1002 WS_ERR_EXPECTED_MASK: " + P + "MASK must be set"),
                    List.of("close 1002 "));
        }

        @Test
        void clientNeedsUnmaskedFrames() {
            each(
                    () -> new Driver(Role.CLIENT),
                    Splits.hex(RfcExamples.HELLO_MASKED),
                    List.of("failed 1002 WS_ERR_UNEXPECTED_MASK: " + P + "MASK must be clear"),
                    List.of("close 1002 "));
        }

        @Test
        void readsTheExamples() {
            each(
                    () -> new Driver(Role.SERVER),
                    Splits.hex(RfcExamples.HELLO_MASKED),
                    List.of("text 'Hello'"),
                    List.of());
            each(() -> new Driver(Role.CLIENT), Splits.hex(RfcExamples.HELLO), List.of("text 'Hello'"), List.of());
        }

        @ParameterizedTest(name = "C-025 {0}")
        @EnumSource(Role.class)
        void onlyAClientMasks(Role role) {
            Driver driver = new Driver(role);
            driver.protocol.sendText("a");
            driver.protocol.sendBinary(ByteBuffer.allocate(3));
            driver.protocol.sendPing(ByteBuffer.allocate(0));
            driver.protocol.sendClose();

            assertThat(WireFrame.parse(driver.written()))
                    .hasSize(4)
                    .allMatch(frame -> (frame.maskKey() != null) == (role == Role.CLIENT));
        }

        @ParameterizedTest(name = "C-025 {0}")
        @EnumSource(Role.class)
        void maskingCanBeForcedForOneMessage(Role role) {
            Driver plain = new Driver(role);
            plain.protocol.sendMessage(Message.text("a"), true, true, true);
            plain.protocol.sendMessage(Message.text("b"), true, true, false);
            plain.protocol.sendMessage(Message.binary(ByteBuffer.allocate(3)), true, true, role == Role.SERVER);
            plain.protocol.sendMessage(Message.text("c"), true, true, null);

            assertThat(WireFrame.parse(plain.written()))
                    .extracting(frame -> frame.maskKey() != null)
                    .containsExactly(true, false, role == Role.SERVER, role == Role.CLIENT);

            Driver transforming = new Driver(role, WebSocketOptions.DEFAULT, new XorExtension(FramePart.RSV1, 1, 100));
            transforming.protocol.sendMessage(Message.text("a"), true, true, true);
            transforming.protocol.sendMessage(Message.text("a"), true, true, false);

            List<WireFrame> frames = WireFrame.parse(transforming.written());
            assertThat(frames).extracting(frame -> frame.maskKey() != null).containsExactly(true, false);
            assertThat(frames).extracting(WireFrame::toString).containsExactly("text rsv4 '`'", "text rsv4 '`'");
        }
    }

    @Nested
    class Fragmentation5_4 {
        @Test
        void joinsFragments() { // A-021 A-022 A-129
            each(
                    List.of("text 'Hello'", "binary 'abc'", "text ''"),
                    List.of(),
                    WireFrame.text("Hel").more(),
                    cont("lo"),
                    WireFrame.of(Opcode.BINARY, "").more(),
                    cont("a").more(),
                    cont("").more(),
                    cont("bc").more(),
                    cont(""),
                    WireFrame.text("").more(),
                    cont("").more(),
                    cont(""));
        }

        @Test
        void controlFramesPassBetweenFragments() {
            each(
                    List.of("ping 'p'", "pong 'q'", "ping ''", "text 'abc'"),
                    List.of("pong 'p'", "pong ''"),
                    WireFrame.text("a").more(),
                    ping("p"),
                    cont("b").more(),
                    WireFrame.of(Opcode.PONG, "q"),
                    ping(""),
                    cont("c"));
        }

        @ParameterizedTest(name = "A-008 A-009 {index}")
        @MethodSource("dev.ws.protocol.WebSocketProtocolTest#outOfOrder")
        void failsOutOfOrder(int opcode, List<WireFrame> frames, List<String> before) {
            List<String> events = new ArrayList<>(before);
            events.add("failed 1002 WS_ERR_INVALID_OPCODE: " + P + "invalid opcode " + opcode);
            each(events, List.of("close 1002 "), frames.toArray(WireFrame[]::new));
        }

        @Test
        void sendsFragments() { // A-127 A-142 C-024
            Driver driver = new Driver(Role.SERVER);
            driver.protocol.sendMessage(Message.text("a"), false, true);
            assertThat(driver.protocol.insideMessage()).isTrue();
            driver.protocol.sendPing(ByteBuffer.allocate(0));
            driver.protocol.sendMessage(Message.binary(ByteBuffer.wrap(new byte[] {'b'})), false, true);
            driver.protocol.sendText("c");
            assertThat(driver.protocol.insideMessage()).isFalse();
            driver.protocol.sendMessage(Message.binary(ByteBuffer.wrap(new byte[] {'d'})), true, true);
            driver.protocol.sendMessage(Message.utf8(ByteBuffer.wrap(new byte[] {'e'})), true, true);

            assertThat(driver.frames())
                    .containsExactly("text+ 'a'", "ping ''", "cont+ 'b'", "cont 'c'", "binary 'd'", "text 'e'");
        }

        @Test
        void encodedFramesAboveTheLargestFrameAreCutInstead() { // A-128 G-020
            Driver driver =
                    new Driver(Role.SERVER, options().autoFragmentBytes(4).build());
            ByteBuffer frame = ByteBuffer.wrap(WireFrame.text("abcdef").bytes());

            assertThat(driver.protocol.sendEncoded(frame)).isFalse();
            assertThat(driver.frames()).isEmpty();
        }

        @Test
        void encodedFramesStayOutsideOfFragmentedMessages() { // G-020 A-142
            Driver driver = new Driver(Role.SERVER);
            ByteBuffer frame = ByteBuffer.wrap(WireFrame.text("all").bytes());
            assertThat(driver.protocol.sendEncoded(frame)).isTrue();
            driver.protocol.sendMessage(Message.text("a"), false, true);
            assertThat(driver.protocol.sendEncoded(frame)).isFalse();
            driver.protocol.sendMessage(Message.text("b"), true, true);
            driver.protocol.sendClose();
            assertThat(driver.protocol.sendEncoded(frame)).isFalse();

            assertThat(driver.frames()).containsExactly("text 'all'", "text+ 'a'", "cont 'b'", "close ''");
        }
    }

    static Stream<Arguments> outOfOrder() {
        return Stream.of(
                Arguments.of(0, List.of(cont("a")), List.of()),
                Arguments.of(0, List.of(WireFrame.text("a"), cont("b").more()), List.of("text 'a'")),
                Arguments.of(1, List.of(WireFrame.text("a").more(), WireFrame.text("b")), List.of()),
                Arguments.of(
                        2,
                        List.of(WireFrame.text("a").more(), cont("b").more(), WireFrame.of(Opcode.BINARY, "b")),
                        List.of()));
    }

    @Nested
    class ControlFrames5_5 {
        @Test
        void answersPingsWithTheirPayload() { // A-022 A-130 A-133 C-043
            each(
                    List.of("ping ''", "ping 'abc'", "pong 'unasked'", "ping " + WireFrame.brief(new byte[125])),
                    List.of("pong ''", "pong 'abc'", "pong " + WireFrame.brief(new byte[125])),
                    ping(""),
                    ping("abc"),
                    WireFrame.of(Opcode.PONG, "unasked"),
                    WireFrame.of(Opcode.PING, new byte[125]));
        }

        @ParameterizedTest(name = "{0}")
        @MethodSource("dev.ws.protocol.WebSocketProtocolTest#badControlFrames")
        void failsOnBadControlFrames(String name, String hex, String expected) {
            each(() -> new Driver(Role.CLIENT), Splits.hex(hex), List.of(expected), List.of("close 1002 "));
        }

        @Test
        void sendsPingsAndPongs() {
            Driver driver = new Driver(Role.SERVER);
            driver.protocol.sendPing(ByteBuffer.wrap(new byte[] {'a'}));
            driver.protocol.sendPong(ByteBuffer.wrap(new byte[] {'b'}));

            assertThat(driver.frames()).containsExactly("ping 'a'", "pong 'b'");
        }
    }

    static Stream<Arguments> badControlFrames() {
        return Stream.of(
                Arguments.of("A-010", "09 01 61", "failed 1002 WS_ERR_EXPECTED_FIN: " + P + "FIN must be set"),
                Arguments.of(
                        "A-011",
                        "89 7e 00 7e",
                        "failed 1002 WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: " + P + "invalid payload length 126"),
                Arguments.of(
                        "A-012",
                        "88 01 03",
                        "failed 1002 WS_ERR_INVALID_CONTROL_PAYLOAD_LENGTH: " + P + "invalid payload length 1"),
                Arguments.of("A-007", "8b 00", "failed 1002 WS_ERR_INVALID_OPCODE: " + P + "invalid opcode 11"),
                Arguments.of(
                        "A-050",
                        "88 02 03 ed",
                        "failed 1002 WS_ERR_INVALID_CLOSE_CODE: " + P + "invalid status code 1005"));
    }

    @Nested
    class Utf8_8_1 {
        @Test
        void failsAtTheFirstImpossibleByteInsideAnUnfinishedFrame() { // A-070 A-071
            // A frame of 1000 bytes is announced; 4 arrive, of which the last cannot be.
            byte[] header = Splits.hex("81 7e 03 e8");
            Driver driver = new Driver(Role.CLIENT);
            driver.receive(Splits.join(header, Splits.hex("61 62 e2")));
            assertThat(driver.events).isEmpty();
            driver.receive(Splits.hex("28"));
            assertThat(driver.events).containsExactly(UTF8);
            assertThat(driver.frames()).containsExactly("close 1007 invalid UTF-8");
        }

        @Test
        void charactersMayCrossFragmentsAndControlFrames() {
            each(
                    List.of("ping 'x'", "text " + WireFrame.brief("a\u20ACb".getBytes(StandardCharsets.UTF_8))),
                    List.of("pong 'x'"),
                    WireFrame.of(Opcode.TEXT, Splits.hex("61 e2")).more(),
                    ping("x"),
                    WireFrame.of(Opcode.CONTINUATION, Splits.hex("82")).more(),
                    WireFrame.of(Opcode.CONTINUATION, Splits.hex("ac 62")));
        }

        @ParameterizedTest(name = "A-070 {0}")
        @ValueSource(strings = {"ff", "61 80", "c3", "e2 82", "f0 9f 98", "ed a0 80", "c0 af", "f4 90 80 80"})
        void failsOnInvalidText(String hex) {
            each(List.of(UTF8), List.of("close 1007 "), WireFrame.of(Opcode.TEXT, Splits.hex(hex)));
            each(
                    List.of(UTF8),
                    List.of("close 1007 "),
                    WireFrame.of(Opcode.TEXT, Splits.hex(hex)).more(),
                    cont(""));
        }

        @Test
        void unfinishedCharacterFailsAtTheEndOfTheMessage() {
            each(
                    List.of("text 'a'", UTF8),
                    List.of("close 1007 "),
                    WireFrame.text("a"),
                    WireFrame.of(Opcode.TEXT, Splits.hex("e2 82")).more(),
                    cont(""),
                    WireFrame.text("never"));
        }

        @Test
        void binaryMessagesAreNotChecked() {
            each(List.of("binary ff80"), List.of(), WireFrame.of(Opcode.BINARY, Splits.hex("ff 80")));
        }

        @Test
        void skipUtf8ValidationTakesWhatComes() {
            each(
                    options().skipUtf8Validation(true).build(),
                    List.of("text ff80", "close 1000 \uFFFDa"),
                    List.of("close 1000 \uFFFDa"),
                    WireFrame.of(Opcode.TEXT, Splits.hex("ff 80")),
                    WireFrame.of(Opcode.CLOSE, Splits.hex("03 e8 ff 61")));
        }

        @Test
        void aReasonThatGrowsWhenItIsReplacedIsStillAnswered() { // A-072 A-057
            byte[] body = new byte[125];
            java.util.Arrays.fill(body, (byte) 0xFF);
            body[0] = 3;
            body[1] = (byte) 0xE8;
            each(
                    options().skipUtf8Validation(true).build(),
                    List.of("close 1000 " + "\uFFFD".repeat(123)),
                    List.of("close 1000 "),
                    WireFrame.of(Opcode.CLOSE, body));
        }
    }

    @Nested
    class Close5_5_1And7 {
        @ParameterizedTest(name = "A-053 A-057 {0}")
        @ValueSource(ints = {1000, 1001, 1003, 1007, 1011, 1012, 1013, 1014, 3000, 4999})
        void echoesCodeAndReason(int code) {
            each(List.of("close " + code + " bye"), List.of("close " + code + " bye"), WireFrame.close(code, "bye"));
        }

        @Test
        void answersAnEmptyFrameWithAnEmptyFrame() {
            each(List.of("close 1005 "), List.of("close ''"), WireFrame.of(Opcode.CLOSE, ""));
        }

        @Test
        void ignoresWhatComesAfterAClose() {
            each(
                    List.of("text 'a'", "close 1000 "),
                    List.of("close 1000 "),
                    WireFrame.text("a"),
                    WireFrame.close(1000, ""),
                    WireFrame.text("b"),
                    ping("c"),
                    WireFrame.of(5, "junk"),
                    WireFrame.close(1001, ""));
        }

        @Test
        void sendsNothingAfterAClose() { // RFC 6455 5.5.1
            Driver driver = new Driver(Role.SERVER);
            assertThat(driver.protocol.closeSent()).isFalse();
            driver.protocol.sendClose(ClosePayload.encode(1000, "done"));
            assertThat(driver.protocol.closeSent()).isTrue();
            driver.protocol.sendText("a");
            driver.protocol.sendBinary(ByteBuffer.allocate(1));
            driver.protocol.sendMessage(Message.text("b"), true, true);
            driver.protocol.sendPing(ByteBuffer.allocate(0));
            driver.protocol.sendPong(ByteBuffer.allocate(0));
            driver.protocol.sendClose();
            driver.receive(WireFrame.bytes(Role.SERVER, ping("x"), WireFrame.close(1001, "too")));

            assertThat(driver.frames()).containsExactly("close 1000 done");
            assertThat(driver.events).containsExactly("ping 'x'", "close 1001 too");
        }

        @Test
        void closeMayComeInsideAMessage() {
            each(
                    List.of("close 1001 "),
                    List.of("close 1001 "),
                    WireFrame.text("a").more(),
                    WireFrame.close(1001, ""),
                    cont("b"));
        }

        @Test
        void invalidReasonFails() {
            each(List.of(UTF8), List.of("close 1007 "), WireFrame.of(Opcode.CLOSE, Splits.hex("03 e8 ff")));
        }
    }

    @Nested
    class Failure7_1_7 {
        @Test
        void stopsAtTheFirstErrorAndDiscardsTheRest() { // A-023 A-058
            each(
                    List.of("text 'a'", "failed 1002 WS_ERR_INVALID_OPCODE: " + P + "invalid opcode 3"),
                    List.of("close 1002 "),
                    WireFrame.text("a"),
                    WireFrame.of(3, ""),
                    WireFrame.text("b"),
                    WireFrame.of(4, ""),
                    ping("c"),
                    WireFrame.close(1000, ""));
        }

        @Test
        void failureAfterOwnCloseSendsNoSecondClose() {
            Driver driver = new Driver(Role.CLIENT);
            driver.protocol.sendClose();
            driver.receive(Splits.hex("83 00"));

            assertThat(driver.events).hasSize(1);
            assertThat(driver.frames()).containsExactly("close ''");
        }

        @Test
        void reservedBitsFail() { // A-003 A-004
            each(
                    List.of("failed 1002 WS_ERR_UNEXPECTED_RSV_1: " + P + "RSV1 must be clear"),
                    List.of("close 1002 "),
                    WireFrame.text("").rsv(FramePart.RSV1));
            each(
                    List.of("failed 1002 WS_ERR_UNEXPECTED_RSV_2_3: " + P + "RSV2 and RSV3 must be clear"),
                    List.of("close 1002 "),
                    WireFrame.text("").rsv(FramePart.RSV2));
        }

        @Test
        void lengthsAbove2To53Fail() {
            each(
                    () -> new Driver(Role.CLIENT, options().maxPayload(0).build()),
                    Splits.hex("82 7f 00 20 00 00 00 00 00 00"),
                    List.of("failed 1009 WS_ERR_UNSUPPORTED_DATA_PAYLOAD_LENGTH: "
                            + "Unsupported WebSocket frame: payload length > 2^53 - 1"),
                    List.of("close 1009 "));
        }

        @Test
        void strictLengthEncodingIsAnOption() {
            byte[] bytes = Splits.hex("82 7e 00 01 61");
            each(() -> new Driver(Role.CLIENT), bytes, List.of("binary 'a'"), List.of());
            each(
                    () -> new Driver(
                            Role.CLIENT, options().strictLengthEncoding(true).build()),
                    bytes,
                    List.of("failed 1002 WS_ERR_NON_MINIMAL_LENGTH: " + P + "payload length 1 in too many bytes"),
                    List.of("close 1002 "));
        }
    }

    @Nested
    class Limits {
        private static final String TOO_BIG =
                "failed 1009 WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: Max payload size exceeded";
        private static final String TOO_MANY = "failed 1008 WS_ERR_TOO_MANY_BUFFERED_PARTS: Too many message fragments";
        private final WebSocketOptions ten = options().maxPayload(10).build();
        private final WebSocketOptions three = options().maxFragments(3).build();

        @Test
        void largestMessageIsPerMessage() { // A-030 A-031
            each(
                    ten,
                    List.of("text '0123456789'", "binary '0123456789'", TOO_BIG),
                    List.of("close 1009 "),
                    WireFrame.text("0123456789"),
                    WireFrame.of(Opcode.BINARY, "0123456789"),
                    WireFrame.text("0123456789a"));
        }

        @ParameterizedTest(name = "A-031 {0}")
        @EnumSource(Role.class)
        void isCheckedOnTheHeader(Role role) {
            byte[] frame = WireFrame.bytes(role, WireFrame.text("0123456789a"));
            Driver driver = new Driver(role, ten);
            driver.receive(java.util.Arrays.copyOf(frame, role == Role.SERVER ? 6 : 2));

            assertThat(driver.events).containsExactly(TOO_BIG);
        }

        @Test
        void theRunningMessageCanBeLimitedMore() {
            Driver driver = new Driver(Role.CLIENT, ten);
            driver.receive(WireFrame.text("012").more().bytes());
            driver.protocol.limitMessage(0);
            driver.protocol.limitMessage(20);
            driver.protocol.limitMessage(4);
            driver.receive(cont("3").bytes());
            driver.receive(WireFrame.text("01234").bytes());
            driver.receive(WireFrame.text("0").more().bytes());
            driver.protocol.limitMessage(1);
            driver.receive(cont("1").bytes());

            assertThat(driver.events).containsExactly("text '0123'", "text '01234'", TOO_BIG);
        }

        @Test
        void aLimitThatComesTooLateEndsTheInput() {
            Driver driver = new Driver(Role.CLIENT, options().maxPayload(0).build());
            driver.receive(WireFrame.text("012").more().bytes());
            assertThatExceptionOfType(MessageTooBigException.class)
                    .isThrownBy(() -> driver.protocol.limitMessage(2))
                    .withMessage("Max payload size exceeded");
            driver.receive(cont("3").bytes());

            assertThat(driver.events).isEmpty();
        }

        @Test
        void isSummedOverFragmentsWithoutControlFrames() { // A-033 A-034
            each(
                    ten,
                    List.of("ping '0123456789abc'", "text '0123456789'", TOO_BIG),
                    List.of("pong '0123456789abc'", "close 1009 "),
                    WireFrame.text("01234").more(),
                    ping("0123456789abc"),
                    cont("56789"),
                    WireFrame.text("01234").more(),
                    cont("5678").more(),
                    cont("9a"));
        }

        @Test
        void zeroIsNoLimit() { // A-030 A-035
            WebSocketOptions unlimited =
                    options().maxPayload(0).maxFragments(0).maxFrameBytes(0).build();
            each(
                    unlimited,
                    List.of("text 'abcd'"),
                    List.of(),
                    WireFrame.text("a").more(),
                    cont("b").more(),
                    cont("c").more(),
                    cont("d"));
        }

        @Test
        void defaultsAreThoseOfTheTable() { // A-030 A-035
            assertThat(WebSocketOptions.DEFAULT.maxPayload()).isEqualTo(104_857_600);
            assertThat(WebSocketOptions.DEFAULT.maxFragments()).isEqualTo(131_072);
            Driver driver = new Driver(Role.CLIENT);
            driver.receive(Splits.hex("82 7f 00 00 00 00 06 40 00 00"));
            assertThat(driver.events).isEmpty();
            Driver above = new Driver(Role.CLIENT);
            above.receive(Splits.hex("82 7f 00 00 00 00 06 40 00 01"));
            assertThat(above.events).containsExactly(TOO_BIG);
        }

        @Test
        void fragmentsAreCountedPerMessageEmptyOnesToo() { // A-035 A-036
            each(
                    three,
                    List.of("text 'abc'", "text 'x'", "ping ''", TOO_MANY),
                    List.of("pong ''", "close 1008 "),
                    WireFrame.text("a").more(),
                    cont("b").more(),
                    cont("c"),
                    WireFrame.text("x"),
                    WireFrame.text("").more(),
                    cont("").more(),
                    ping(""),
                    cont("").more(),
                    cont(""));
        }

        @Test
        void defaultNumberOfFragmentsEnds() { // A-035 A-036
            byte[] first = WireFrame.text("").more().bytes();
            byte[] next = cont("").more().bytes();
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            bytes.writeBytes(first);
            for (int i = 1; i < 131_072; i++) {
                bytes.writeBytes(next);
            }
            Driver driver = new Driver(Role.CLIENT).receive(bytes.toByteArray());
            assertThat(driver.events).isEmpty();
            driver.receive(next);
            assertThat(driver.events).containsExactly(TOO_MANY);
        }

        @Test
        void frameLimitIsPerFrame() {
            each(
                    options().maxFrameBytes(5).build(),
                    List.of(
                            "text '0123456789'",
                            "ping '0123456'",
                            "failed 1009 WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: frame payload is 6 bytes, at most 5"
                                    + " allowed"),
                    List.of("pong '0123456'", "close 1009 "),
                    WireFrame.text("01234").more(),
                    cont("56789"),
                    ping("0123456"),
                    WireFrame.text("012345"));
        }

        @Test
        void sumOfAnnouncedLengthsDoesNotOverflow() { // A-015 A-031
            WebSocketOptions huge = options().maxPayload(Long.MAX_VALUE).build();
            Driver driver = new Driver(Role.CLIENT, huge);
            driver.receive(Splits.hex("02 7f 00 1f ff ff ff ff ff ff"));

            assertThat(driver.events).isEmpty();
        }
    }

    @Nested
    class Extensions9 {
        private Extension[] chain() {
            return new Extension[] {new XorExtension(FramePart.RSV1, 0x21, 3), new XorExtension(FramePart.RSV2, 0x42, 2)
            };
        }

        private List<WireFrame> sent(Extension[] agreed, java.util.function.Consumer<WebSocketProtocol> sends) {
            Driver sender = new Driver(Role.SERVER, WebSocketOptions.DEFAULT, agreed);
            sends.accept(sender.protocol);
            return WireFrame.parse(sender.written());
        }

        private void comesBack(
                Supplier<Extension[]> agreed,
                List<String> events,
                java.util.function.Consumer<WebSocketProtocol> sends) {
            byte[] wire = WireFrame.bytes(Role.CLIENT, sent(agreed.get(), sends).toArray(WireFrame[]::new));
            each(() -> new Driver(Role.CLIENT, WebSocketOptions.DEFAULT, agreed.get()), wire, events, List.of());
        }

        @Test
        void transformsPayloadAndMarksTheFirstFrame() { // A-087 A-101
            List<WireFrame> frames = sent(new Extension[] {new XorExtension(FramePart.RSV2, 1, 100)}, protocol -> {
                protocol.sendText("abc");
                protocol.sendMessage(Message.text("bd"), false, true);
                protocol.sendMessage(Message.text("cc"), true, false); // the first part decides
                protocol.sendBinary(ByteBuffer.wrap(new byte[] {'c'}));
                protocol.sendPing(ByteBuffer.wrap(new byte[] {'p'}));
            });

            assertThat(frames)
                    .extracting(WireFrame::toString)
                    .containsExactly("text rsv2 '`cb'", "text+ rsv2 'ce'", "cont 'bb'", "binary rsv2 'b'", "ping 'p'");
        }

        @Test
        void compressOfTheFirstPartCounts() { // A-101 A-103 C-023
            List<WireFrame> frames = sent(new Extension[] {new XorExtension(FramePart.RSV1, 1, 100)}, protocol -> {
                protocol.sendMessage(Message.text("a"), true, false);
                protocol.sendMessage(Message.text("a"), false, false);
                protocol.sendMessage(Message.text("a"), true, true);
                protocol.sendMessage(Message.text("a"), true, true);
            });

            assertThat(frames)
                    .extracting(WireFrame::toString)
                    .containsExactly("text 'a'", "text+ 'a'", "cont 'a'", "text rsv4 '`'");
        }

        @Test
        void turnsOnePartIntoMany() {
            Supplier<Extension[]> one = () -> new Extension[] {new XorExtension(FramePart.RSV2, 0x11, 2)};
            comesBack(one, List.of("text 'Hello, world'", "binary 'xyz'", "text ''", "text 'abcde'"), protocol -> {
                protocol.sendText("Hello, world");
                protocol.sendBinary(ByteBuffer.wrap("xyz".getBytes(StandardCharsets.US_ASCII)));
                protocol.sendText("");
                protocol.sendMessage(Message.text("ab"), false, true);
                protocol.sendMessage(Message.text("cde"), true, true);
            });
            Driver receiver = new Driver(Role.CLIENT, WebSocketOptions.DEFAULT, one.get());
            receiver.receive(WireFrame.of(Opcode.BINARY, "0123456789").bytes());
            assertThat(receiver.parts).isEqualTo(6);
        }

        @Test
        void chainsOfTwoPassInOppositeOrder() { // A-087, RFC 6455 9.1
            comesBack(
                    this::chain,
                    List.of("text 'Hello, world'", "binary ''", "text 'plain'", "text 'abcde'"),
                    protocol -> {
                        protocol.sendText("Hello, world");
                        protocol.sendBinary(ByteBuffer.allocate(0));
                        protocol.sendMessage(Message.text("plain"), true, false);
                        protocol.sendMessage(Message.text("ab"), false, true);
                        protocol.sendMessage(Message.text("cde"), true, true);
                    });
            assertThat(sent(chain(), protocol -> protocol.sendText("a")))
                    .extracting(WireFrame::toString)
                    .containsExactly("text rsv6 " + WireFrame.brief(new byte[] {'a' ^ 0x21 ^ 0x42}));
        }

        @Test
        void controlFramesPassBetweenTransformedParts() {
            Supplier<Driver> driver =
                    () -> new Driver(Role.CLIENT, WebSocketOptions.DEFAULT, new XorExtension(FramePart.RSV2, 1, 1));
            each(
                    driver,
                    WireFrame.bytes(
                            Role.CLIENT,
                            WireFrame.text("abc").more().rsv(2),
                            ping("x"),
                            cont("abc"),
                            WireFrame.text("z")),
                    List.of("ping 'x'", "text '`cb`cb'", "text 'z'"),
                    List.of("pong 'x'"));
        }

        @Test
        void limitHoldsForWhatComesOut() {
            WebSocketOptions four = options().maxPayload(4).build();
            Extension doubling = new Doubling();
            Driver driver = new Driver(Role.CLIENT, four, doubling);
            driver.receive(WireFrame.of(Opcode.BINARY, "ab").bytes());
            assertThat(driver.events).containsExactly("binary 'aabb'");
            driver.receive(WireFrame.of(Opcode.BINARY, "abc").bytes());
            assertThat(driver.events)
                    .contains("failed 1009 WS_ERR_UNSUPPORTED_MESSAGE_LENGTH: Max payload size exceeded");
        }

        @Test
        void utf8IsCheckedOnWhatComesOut() {
            Driver driver =
                    new Driver(Role.CLIENT, WebSocketOptions.DEFAULT, new XorExtension(FramePart.RSV2, 0x80, 1));
            driver.receive(WireFrame.text("a").rsv(2).bytes());

            assertThat(driver.events).containsExactly(UTF8);
        }

        @Test
        void whatAnExtensionCannotDecodeFails() {
            each(
                    () -> new Driver(
                            Role.CLIENT, WebSocketOptions.DEFAULT, new XorExtension(FramePart.RSV1, 1, 2, 0x7F)),
                    WireFrame.of(Opcode.BINARY, Splits.hex("61 62 63 7f 64"))
                            .rsv(4)
                            .bytes(),
                    List.of("failed 1007 WS_ERR_INVALID_EXTENSION_DATA: 127 cannot be decoded"),
                    List.of("close 1007 "));
        }

        @Test
        void rsv1StaysOnTheFirstFrame() { // A-005 A-006
            Supplier<Driver> driver =
                    () -> new Driver(Role.CLIENT, WebSocketOptions.DEFAULT, new XorExtension(FramePart.RSV1, 0, 5));
            String error = "failed 1002 WS_ERR_UNEXPECTED_RSV_1: " + P + "RSV1 must be clear";
            each(
                    driver,
                    WireFrame.bytes(
                            Role.CLIENT,
                            WireFrame.text("a").more().rsv(4),
                            cont("b").rsv(4)),
                    List.of(error),
                    List.of("close 1002 "));
            each(driver, WireFrame.bytes(Role.CLIENT, ping("").rsv(4)), List.of(error), List.of("close 1002 "));
        }
    }

    /** Gives each byte twice, one part for each. */
    private static final class Doubling implements Extension {
        @Override
        public String token() {
            return "x-double";
        }

        @Override
        public int reservedBits() {
            return 0;
        }

        @Override
        public dev.ws.extension.InboundStage inbound() {
            return new dev.ws.extension.InboundStage() {
                private final java.util.ArrayDeque<FramePart> parts = new java.util.ArrayDeque<>();

                @Override
                public void accept(FramePart part) {
                    ByteBuffer in = part.payload();
                    boolean start = part.startOfFrame();
                    for (int i = in.position(); i < in.limit(); i++) {
                        byte[] twice = {in.get(i), in.get(i)};
                        boolean end = part.endOfFrame() && i == in.limit() - 1;
                        parts.add(new FramePart(part.opcode(), part.fin(), 0, start, end, ByteBuffer.wrap(twice)));
                        start = false;
                    }
                }

                @Override
                public FramePart next() {
                    return parts.poll();
                }
            };
        }

        @Override
        public dev.ws.extension.OutboundStage outbound() {
            return (frame, compress) -> frame;
        }
    }

    static Stream<Arguments> seeds() {
        return Stream.of(Role.values())
                .flatMap(sender -> LongStream.rangeClosed(1, 40).mapToObj(seed -> Arguments.of(sender, seed)));
    }

    @ParameterizedTest(name = "{0} seed {1}")
    @MethodSource("seeds")
    void randomTrafficArrivesAsItWasSent(Role sender, long seed) { // A-001 A-021 A-127 A-129
        Random random = new Random(seed);
        boolean extended = random.nextInt(3) == 0;
        Supplier<Extension[]> agreed = () -> extended
                ? new Extension[] {
                    new XorExtension(FramePart.RSV1, 0x55, 1 + (int) (seed % 50)),
                    new XorExtension(FramePart.RSV3, 0x0F, 7)
                }
                : new Extension[0];
        Driver from = new Driver(sender, WebSocketOptions.DEFAULT, agreed.get());
        List<String> messages = new ArrayList<>();
        List<String> controls = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            boolean text = random.nextBoolean();
            byte[] payload = text ? randomText(random) : randomBytes(random);
            messages.add((text ? "text " : "binary ") + WireFrame.brief(payload));
            boolean compress = random.nextBoolean();
            int at = 0;
            boolean last;
            do {
                int size = random.nextInt(3) == 0 ? payload.length - at : random.nextInt(payload.length - at + 1);
                last = at + size == payload.length && random.nextInt(4) != 0;
                ByteBuffer part = ByteBuffer.wrap(payload, at, size);
                from.protocol.sendMessage(text ? Message.utf8(part) : Message.binary(part), last, compress);
                at += size;
                if (random.nextInt(4) == 0) {
                    byte[] body = Splits.payload(random.nextInt(126));
                    if (random.nextBoolean()) {
                        from.protocol.sendPing(ByteBuffer.wrap(body));
                        controls.add("ping " + WireFrame.brief(body));
                    } else {
                        from.protocol.sendPong(ByteBuffer.wrap(body));
                        controls.add("pong " + WireFrame.brief(body));
                    }
                }
            } while (!last);
        }
        from.protocol.sendClose(ClosePayload.encode(1000, "end"));
        byte[] wire = from.written();

        Driver to =
                new Driver(sender == Role.CLIENT ? Role.SERVER : Role.CLIENT, WebSocketOptions.DEFAULT, agreed.get());
        to.receive(Splits.random(wire, random));

        assertThat(to.events.stream().filter(event -> event.startsWith("text") || event.startsWith("binary")))
                .isEqualTo(messages);
        assertThat(to.events.stream().filter(event -> event.startsWith("p"))).isEqualTo(controls);
        assertThat(to.events).last().isEqualTo("close 1000 end");
        assertThat(to.events).hasSize(messages.size() + controls.size() + 1);
    }

    private static byte[] randomBytes(Random random) {
        int[] sizes = {0, 1, 125, 126, 1000, 65_535, 65_536};
        return Splits.payload(random.nextBoolean() ? random.nextInt(300) : sizes[random.nextInt(sizes.length)]);
    }

    private static byte[] randomText(Random random) {
        String[] alphabet = {"a", "plain ascii text ", "\u00E9", "\u20AC", "\uD83D\uDE00"};
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(60); i > 0; i--) {
            text.append(alphabet[random.nextInt(alphabet.length)]);
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }
}
