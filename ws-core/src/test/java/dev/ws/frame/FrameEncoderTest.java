package dev.ws.frame;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class FrameEncoderTest {
    private final CountingPool pool = new CountingPool();
    private final FrameOutput output = new FrameOutput(pool);

    private FrameEncoder encoder(Role role) {
        return new FrameEncoder(output, role == Role.CLIENT ? () -> RfcExamples.MASK_KEY : null);
    }

    @AfterEach
    void allBuffersAreBack() {
        written();
        assertThat(pool.lent()).isZero();
    }

    private byte[] written() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        for (ByteBuffer buffer = output.take(); buffer != null; buffer = output.take()) {
            bytes.write(buffer.array(), buffer.arrayOffset() + buffer.position(), buffer.remaining());
            output.release(buffer);
        }
        return bytes.toByteArray();
    }

    private static ByteBuffer ascii(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.US_ASCII));
    }

    @Test
    void writesTheExamplesOfTheRfc() {
        encoder(Role.SERVER).encode(true, 0, Opcode.TEXT, ascii("Hello"));
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.HELLO));
        encoder(Role.SERVER).encode(true, Opcode.TEXT, "Hello");
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.HELLO));
        encoder(Role.CLIENT).encode(true, 0, Opcode.TEXT, ascii("Hello"));
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.HELLO_MASKED));
        encoder(Role.CLIENT).encode(true, Opcode.TEXT, "Hello");
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.HELLO_MASKED));
        encoder(Role.SERVER).encode(false, 0, Opcode.TEXT, ascii("Hel"));
        encoder(Role.SERVER).encode(true, 0, Opcode.CONTINUATION, ascii("lo"));
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.HEL + RfcExamples.LO));
        encoder(Role.SERVER).encode(true, 0, Opcode.PING, ascii("Hello"));
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.PING));
        encoder(Role.CLIENT).encode(true, 0, Opcode.PONG, ascii("Hello"));
        assertThat(written()).isEqualTo(Splits.hex(RfcExamples.PONG_MASKED));
        encoder(Role.SERVER).encode(true, 0, Opcode.BINARY, ByteBuffer.allocate(256));
        assertThat(written()).startsWith(Splits.hex(RfcExamples.BINARY_256)).hasSize(260);
        encoder(Role.SERVER).encode(true, 0, Opcode.BINARY, ByteBuffer.allocate(65536));
        assertThat(written()).startsWith(Splits.hex(RfcExamples.BINARY_64K)).hasSize(65546);
    }

    static Stream<Arguments> lengths() {
        return Stream.of(Role.values())
                .flatMap(role -> Stream.of(0, 1, 125, 126, 16369, 16370, 16371, 16384, 65535, 65536, 65550, 200_000)
                        .map(length -> Arguments.of(role, length)));
    }

    @ParameterizedTest(name = "A-139 A-134 {0} {1} bytes")
    @MethodSource("lengths")
    void writesWhatThePlainWriterWrites(Role role, int length) {
        WireFrame frame = new WireFrame(
                true,
                0,
                Opcode.BINARY,
                role == Role.CLIENT ? (Integer) RfcExamples.MASK_KEY : null,
                Splits.payload(length));

        encoder(role).encode(true, 0, Opcode.BINARY, ByteBuffer.wrap(frame.payload()));
        assertThat(output.appended()).isEqualTo(frame.bytes().length);
        assertThat(written()).isEqualTo(frame.bytes());

        // Behind another frame, so that buffers are begun in the middle.
        encoder(role).encode(true, 0, Opcode.BINARY, ByteBuffer.wrap(frame.payload()));
        encoder(role).encode(true, 0, Opcode.BINARY, ByteBuffer.wrap(frame.payload()));
        assertThat(written()).isEqualTo(Splits.join(frame.bytes(), frame.bytes()));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(Role.class)
    void decoderReadsWhatTheEncoderWrote(Role role) {
        Role receiver = role == Role.CLIENT ? Role.SERVER : Role.CLIENT;
        for (int length : new int[] {0, 1, 125, 126, 65535, 65536}) {
            byte[] payload = Splits.payload(length);
            encoder(role).encode(true, 0, Opcode.BINARY, ByteBuffer.wrap(payload));
            byte[] wire = written();
            for (List<byte[]> pieces : Splits.of(wire)) {
                FrameDecoder decoder = new FrameDecoder(receiver, 0, 0, true);
                ByteArrayOutputStream back = new ByteArrayOutputStream();
                for (byte[] piece : pieces) {
                    ByteBuffer in = ByteBuffer.wrap(piece.clone());
                    while (decoder.decode(in)) {
                        back.write(in.array(), decoder.payloadFrom(), decoder.payloadTo() - decoder.payloadFrom());
                    }
                }
                assertThat(decoder.endOfFrame()).isTrue();
                assertThat(back.toByteArray()).isEqualTo(payload);
            }
        }
    }

    @ParameterizedTest(name = "reserved bits {0}")
    @ValueSource(ints = {0, 1, 2, 4, 7})
    void writesReservedBits(int rsv) {
        encoder(Role.SERVER).encode(false, rsv, Opcode.TEXT, ascii("a"));

        assertThat(written()[0]).isEqualTo((byte) (rsv << 4 | 1));
    }

    static Stream<Arguments> texts() {
        return Stream.of(Role.values())
                .flatMap(role -> Stream.of(
                                "",
                                "a",
                                "ä",
                                "aä",
                                "a".repeat(125),
                                "a".repeat(126),
                                "ä".repeat(63),
                                "\uD83D\uDE00",
                                "a".repeat(16370),
                                "a".repeat(16371),
                                "a".repeat(16369) + "ä",
                                "€".repeat(30_000))
                        .map(text -> Arguments.of(role, text)));
    }

    @ParameterizedTest(name = "{0} text {index}")
    @MethodSource("texts")
    void encodesTextAsUtf8(Role role, String text) {
        WireFrame frame = new WireFrame(
                true,
                0,
                Opcode.TEXT,
                role == Role.CLIENT ? (Integer) RfcExamples.MASK_KEY : null,
                text.getBytes(StandardCharsets.UTF_8));

        encoder(role).encode(true, Opcode.TEXT, "before");
        int before = written().length;
        assertThat(before).isPositive();
        encoder(role).encode(true, Opcode.TEXT, text);
        assertThat(written()).isEqualTo(frame.bytes());
    }

    @Test
    void encodesUnpairedSurrogatesAsQuestionMarks() {
        encoder(Role.SERVER).encode(true, Opcode.TEXT, "a\uD83Db\uDE00");

        assertThat(WireFrame.describe(written())).containsExactly("text 'a?b?'");
    }

    @Test
    void textThatTurnsOutNotToBeAsciiLeavesNothingBehind() {
        FrameEncoder encoder = encoder(Role.SERVER);
        encoder.encode(true, Opcode.TEXT, "one");
        encoder.encode(true, Opcode.TEXT, "tw\u00F6");
        encoder.encode(true, Opcode.TEXT, "three");

        assertThat(WireFrame.describe(written())).containsExactly("text 'one'", "text 7477c3b6", "text 'three'");
        assertThat(output.appended()).isEqualTo(5 + 6 + 7);
    }

    @Test
    void neverChangesTheCallersBuffer() {
        byte[] payload = Splits.payload(70_000);
        ByteBuffer buffer = ByteBuffer.wrap(payload.clone(), 10, 50_000).asReadOnlyBuffer();

        encoder(Role.CLIENT).encode(true, 0, Opcode.BINARY, buffer);

        assertThat(buffer.position()).isEqualTo(10);
        assertThat(buffer.remaining()).isEqualTo(50_000);
        byte[] after = new byte[70_000];
        buffer.duplicate().clear().get(after);
        assertThat(after).isEqualTo(payload);
        assertThat(WireFrame.parse(written()).get(0).payload())
                .isEqualTo(java.util.Arrays.copyOfRange(payload, 10, 50_010));
    }

    @Test
    void takesAKeyPerFrame() {
        AtomicInteger keys = new AtomicInteger(1);
        FrameEncoder encoder = new FrameEncoder(output, keys::getAndIncrement);
        encoder.encode(true, 0, Opcode.BINARY, ascii("a"));
        encoder.encode(true, 0, Opcode.PING, ByteBuffer.allocate(0));
        encoder.encode(true, Opcode.TEXT, "b");

        assertThat(WireFrame.parse(written())).extracting(WireFrame::maskKey).containsExactly(1, 2, 3);
    }

    @Test
    void aKeyOfZerosIsLegal() {
        FrameEncoder encoder = new FrameEncoder(output, () -> 0);
        encoder.encode(true, 0, Opcode.BINARY, ascii("ab"));
        encoder.encode(true, Opcode.TEXT, "cd");

        assertThat(written()).isEqualTo(Splits.hex("82 82 00 00 00 00 61 62 81 82 00 00 00 00 63 64"));
    }

    @ParameterizedTest(name = "G-020 {0} bytes")
    @ValueSource(ints = {2, 100, 16384, 16385, 70_000, 300_000})
    void appendsFramesThatWereEncodedBefore(int length) {
        byte[] frame = Splits.payload(length);
        FrameEncoder encoder = encoder(Role.SERVER);
        encoder.encode(true, Opcode.TEXT, "before");
        ByteBuffer buffer = ByteBuffer.wrap(frame);
        encoder.append(buffer);
        encoder.append(buffer);

        assertThat(buffer.position()).isZero();
        assertThat(output.appended()).isEqualTo(8 + 2L * length);
        assertThat(written())
                .isEqualTo(
                        Splits.join(Splits.hex("81 06"), "before".getBytes(StandardCharsets.US_ASCII), frame, frame));
    }

    @Test
    void smallFramesShareABuffer() {
        FrameEncoder encoder = encoder(Role.SERVER);
        for (int i = 0; i < 100; i++) {
            encoder.encode(true, Opcode.TEXT, "message " + i);
        }

        assertThat(pool.most()).isEqualTo(1);
        ByteBuffer only = output.take();
        assertThat(output.take()).isNull();
        output.release(java.util.Objects.requireNonNull(only));
    }

    @Test
    void memoryIsBoundedByWhatWasEncoded() {
        FrameEncoder encoder = encoder(Role.SERVER);
        encoder.encode(true, 0, Opcode.BINARY, ByteBuffer.allocate(1 << 20));
        int buffers = pool.lent();

        assertThat(buffers).isLessThanOrEqualTo((1 << 20) / BufferPool.LARGE + 2);
        assertThat(written()).hasSize((1 << 20) + 10);
        assertThat(pool.lent()).isZero();
        assertThat(output.take()).isNull();
    }

    @Test
    void noByteOfAPooledBufferGoesOut() {
        FrameEncoder encoder = encoder(Role.SERVER);
        List<Integer> sizes = new ArrayList<>();
        for (int size = 1; size < 40_000; size += 977) {
            encoder.encode(true, 0, Opcode.BINARY, ByteBuffer.allocate(size));
            sizes.add(size);
        }
        List<WireFrame> frames = WireFrame.parse(written());

        assertThat(frames).extracting(frame -> frame.payload().length).isEqualTo(sizes);
        for (WireFrame frame : frames) {
            assertThat(frame.payload()).containsOnly((byte) 0);
        }
    }

    @Test
    void poolOfNothingForgets() {
        BufferPool none = BufferPool.none();
        ByteBuffer small = none.small();
        none.release(small);

        assertThat(none.small()).isNotSameAs(small);
        assertThat(small.capacity()).isEqualTo(BufferPool.SMALL);
        assertThat(none.large().capacity()).isEqualTo(BufferPool.LARGE);
    }
}
