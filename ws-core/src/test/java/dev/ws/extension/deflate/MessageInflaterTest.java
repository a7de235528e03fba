package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.CloseCode;
import dev.ws.ErrorCode;
import dev.ws.InvalidPayloadException;
import dev.ws.frame.BufferPool;
import dev.ws.frame.CountingPool;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.RfcExamples;
import dev.ws.frame.Splits;
import java.io.ByteArrayOutputStream;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageInflaterTest {
    private static final DeflateAgreement TAKEOVER = new DeflateAgreement(true, 15, true, 15);
    private static final DeflateAgreement NO_TAKEOVER = new DeflateAgreement(true, 15, false, 15);
    private static final byte[] TEXT = Samples.json(new Random(7), 2000);

    private final CountingPool buffers = new CountingPool();
    private final CountingZlib zlib = new CountingZlib(DeflateOptions.DEFAULT);

    @AfterEach
    void nothingIsOut() {
        assertThat(zlib.lent()).isZero();
        assertThat(zlib.working()).isZero();
        assertThat(buffers.lent()).isZero();
        zlib.close();
    }

    private MessageInflater inflater(DeflateAgreement agreement, int bufferBytes) {
        DeflateOptions options =
                DeflateOptions.builder().inflateBufferBytes(bufferBytes).build();
        return new MessageInflater(agreement, options, zlib, buffers);
    }

    private MessageInflater inflater(DeflateAgreement agreement) {
        return inflater(agreement, 8192);
    }

    /** All that comes of a frame that arrives in pieces. */
    private static byte[] receive(MessageInflater inflater, int firstByte, List<byte[]> pieces) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (int i = 0; i < pieces.size(); i++) {
            boolean end = i == pieces.size() - 1;
            inflater.accept(new FramePart(
                    firstByte & 0xF,
                    (firstByte & 0x80) != 0,
                    firstByte >> 4 & 7,
                    i == 0,
                    end,
                    Splits.offset(pieces.get(i))));
            boolean ended = false;
            for (@Nullable FramePart part = inflater.next(); part != null; part = inflater.next()) {
                all.writeBytes(Samples.bytes(part.payload()));
                ended = part.endOfFrame();
            }
            assertThat(ended).isEqualTo(end);
        }
        return all.toByteArray();
    }

    private static byte[] receive(MessageInflater inflater, byte[] compressed) {
        return receive(inflater, 0xC1, List.of(compressed));
    }

    private static byte[] body(byte[] frame) {
        return Arrays.copyOfRange(frame, 2, frame.length);
    }

    private static byte[] deflate(Deflater deflater, byte[] plain) {
        byte[] compressed = new byte[plain.length + 100];
        deflater.setInput(plain);
        int length = deflater.deflate(compressed, 0, compressed.length, Deflater.SYNC_FLUSH);
        return Arrays.copyOf(compressed, length - 4);
    }

    /** Raw data whose only block has BFINAL. */
    private static byte[] finished(byte[] dictionary, byte[] plain) {
        Deflater deflater = new Deflater(9, true);
        deflater.setDictionary(dictionary);
        deflater.setInput(plain);
        deflater.finish();
        byte[] compressed = new byte[plain.length + 100];
        int length = deflater.deflate(compressed);
        deflater.end();
        return Arrays.copyOf(compressed, length);
    }

    @ParameterizedTest(name = "RFC 7692 7.2.3, A-104, A-105: takeover {0}, buffer {1}")
    @CsvSource({
        "true, 1", "true, 2", "true, 3", "true, 5", "true, 7", "true, 8192", "true, 65536",
        "false, 1", "false, 2", "false, 3", "false, 5", "false, 7", "false, 8192", "false, 65536"
    })
    void examplesOfTheRfcArriveInAnyPieces(boolean takeover, int bufferBytes) {
        DeflateAgreement agreement = takeover ? TAKEOVER : NO_TAKEOVER;
        List<List<String>> messages = List.of(
                List.of(RfcExamples.HELLO_DEFLATED),
                List.of(RfcExamples.HELLO_DEFLATED_FIRST, RfcExamples.HELLO_DEFLATED_SECOND),
                List.of(RfcExamples.HELLO_STORED),
                List.of(RfcExamples.HELLO_FINAL_BLOCK),
                List.of(RfcExamples.HELLO_TWO_BLOCKS));
        for (List<String> frames : messages) {
            int ways = Splits.of(body(Splits.hex(frames.get(0)))).size();
            for (int way = 0; way < ways; way++) {
                MessageInflater inflater = inflater(agreement, bufferBytes);
                for (int i = 0; i < 2; i++) {
                    ByteArrayOutputStream all = new ByteArrayOutputStream();
                    for (String example : frames) {
                        byte[] frame = Splits.hex(example);
                        List<List<byte[]>> splits = Splits.of(body(frame));
                        all.writeBytes(receive(inflater, frame[0] & 0xFF, splits.get(way % splits.size())));
                    }
                    assertThat(all.toString(StandardCharsets.US_ASCII))
                            .as("%s, way %d", frames, way)
                            .isEqualTo("Hello");
                    assertThat(zlib.lent()).isZero();
                    assertThat(buffers.lent()).isZero();
                }
                if (takeover) {
                    for (List<byte[]> again : Splits.of(body(Splits.hex(RfcExamples.HELLO_DEFLATED_AGAIN)))) {
                        assertThat(receive(inflater, 0xC1, again)).asString().isEqualTo("Hello");
                    }
                }
            }
        }
    }

    @Test
    void referenceToAnEarlierMessageNeedsTakeoverA099() {
        MessageInflater inflater = inflater(NO_TAKEOVER);
        receive(inflater, body(Splits.hex(RfcExamples.HELLO_DEFLATED)));

        byte[] again = body(Splits.hex(RfcExamples.HELLO_DEFLATED_AGAIN));

        assertThatThrownBy(() -> receive(inflater, again)).isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void emptyMessagesComeInAllTheirForms() {
        MessageInflater inflater = inflater(TAKEOVER);

        assertThat(receive(inflater, new byte[] {0})).isEmpty();
        assertThat(receive(inflater, new byte[] {3, 0})).isEmpty();
        assertThat(receive(inflater, new byte[] {3, 0, 0})).isEmpty();
        // Not by the letter, but some peers compress nothing to nothing.
        assertThat(receive(inflater, new byte[0])).isEmpty();
        assertThat(receive(inflater, body(Splits.hex(RfcExamples.HELLO_DEFLATED))))
                .asString()
                .isEqualTo("Hello");
    }

    @Test
    void uncompressedMessagesPassUntouchedA103() {
        MessageInflater inflater = inflater(TAKEOVER);
        FramePart first = new FramePart(Opcode.TEXT, false, FramePart.RSV2, true, false, ByteBuffer.wrap(TEXT));
        FramePart second = new FramePart(Opcode.TEXT, false, FramePart.RSV2, false, true, ByteBuffer.wrap(TEXT));
        FramePart last = new FramePart(Opcode.CONTINUATION, true, 0, true, true, ByteBuffer.wrap(TEXT));

        for (FramePart part : List.of(first, second, last)) {
            inflater.accept(part);
            assertThat(inflater.next()).isSameAs(part);
            assertThat(inflater.next()).isNull();
            assertThat(zlib.lent()).isZero();
        }
        assertThat(inflater.plainBytes()).isZero();
        assertThat(inflater.compressedBytes()).isZero();
    }

    @Test
    void onlyTheBitOfThisExtensionIsCleared() {
        MessageInflater inflater = inflater(TAKEOVER);
        byte[] hello = body(Splits.hex(RfcExamples.HELLO_DEFLATED));

        inflater.accept(new FramePart(Opcode.BINARY, true, 7, true, true, ByteBuffer.wrap(hello)));
        FramePart part = inflater.next();

        assertThat(part).isNotNull();
        assertThat(part.rsv()).isEqualTo(FramePart.RSV2 | FramePart.RSV3);
        assertThat(part.opcode()).isEqualTo(Opcode.BINARY);
        assertThat(inflater.next()).isNull();
    }

    @Test
    void partsSayWhereTheirFrameBeginsAndEnds() {
        Deflater peer = new Deflater(-1, true);
        byte[] compressed = deflate(peer, TEXT);
        peer.end();
        MessageInflater inflater = inflater(TAKEOVER, 1000);

        // The first byte of a block tells nothing yet: no part comes of it.
        inflater.accept(
                new FramePart(Opcode.TEXT, true, FramePart.RSV1, true, false, ByteBuffer.wrap(compressed, 0, 1)));
        assertThat(inflater.next()).isNull();
        assertThat(buffers.lent()).isZero();
        ByteBuffer rest = ByteBuffer.wrap(compressed, 1, compressed.length - 1);
        inflater.accept(new FramePart(Opcode.TEXT, true, FramePart.RSV1, false, true, rest));
        FramePart first = inflater.next();
        assertThat(first).isNotNull();
        assertThat(first.startOfFrame()).isTrue();
        assertThat(first.endOfFrame()).isFalse();
        assertThat(first.payload().remaining()).isEqualTo(1000);
        FramePart second = inflater.next();
        assertThat(second).isNotNull();
        assertThat(second.startOfFrame()).isFalse();
        assertThat(second.endOfFrame()).isFalse();
        assertThat(second.payload().remaining()).isEqualTo(1000);
        // The buffer was full, so that only now it is known that nothing is left.
        FramePart third = inflater.next();
        assertThat(third).isNotNull();
        assertThat(third.endOfFrame()).isTrue();
        assertThat(third.endOfMessage()).isTrue();
        assertThat(third.payload().remaining()).isZero();
        assertThat(inflater.next()).isNull();
    }

    @ParameterizedTest(name = "A-106: {0}")
    @ValueSource(strings = {"ff", "06", "00 05 00 05 00", "f2 00 11 00 00", "01 02 00 fd ff"})
    void brokenDataIsRefused(String payload) {
        MessageInflater inflater = inflater(TAKEOVER);

        assertThatThrownBy(() -> receive(inflater, Splits.hex(payload)))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageStartingWith("compressed data is invalid: ")
                .hasCauseInstanceOf(DataFormatException.class)
                .extracting(e -> ((InvalidPayloadException) e).errorCode())
                .isEqualTo(ErrorCode.INVALID_EXTENSION_DATA);
        assertThat(zlib.lent()).isZero();
        inflater.close();
    }

    @Test
    void allThatCanBeToldComesAtOnceWhateverTheBuffer() {
        Deflater peer = new Deflater(-1, true);
        byte[] compressed = deflate(peer, Splits.join(new byte[2000], TEXT, TEXT));
        peer.end();
        for (int cut = 1; cut < compressed.length; cut++) {
            FramePart part = new FramePart(
                    Opcode.BINARY, true, FramePart.RSV1, true, false, ByteBuffer.wrap(compressed, 0, cut));
            MessageInflater large = inflater(TAKEOVER);
            MessageInflater small = inflater(TAKEOVER, 7);
            for (MessageInflater inflater : List.of(large, small)) {
                inflater.accept(part);
                while (inflater.next() != null) {
                    // only counted
                }
            }
            assertThat(small.plainBytes()).as("cut at %d", cut).isEqualTo(large.plainBytes());
            large.close();
            small.close();
        }
    }

    static Stream<Arguments> messagesToCut() {
        byte[] large = Samples.json(new Random(11), 60_000); // two blocks of zlib's
        byte[] zeros = new byte[500];
        byte[] tails = new byte[600]; // what looks like the end of a flush, inside a stored block
        for (int i = 2; i < tails.length; i += 4) {
            tails[i] = -1;
            tails[i + 1] = -1;
        }
        return Stream.of(true, false)
                .flatMap(takeover -> Stream.of(
                        Arguments.of("text", takeover, TEXT, -1),
                        Arguments.of("text, fast", takeover, TEXT, 1),
                        Arguments.of("short", takeover, "Hello".getBytes(StandardCharsets.US_ASCII), -1),
                        Arguments.of("zeros", takeover, zeros, -1),
                        Arguments.of("noise", takeover, Splits.payload(500), -1),
                        Arguments.of("stored", takeover, Splits.payload(300), 0),
                        Arguments.of("stored tails", takeover, tails, 0),
                        Arguments.of("several blocks", takeover, large, -1)));
    }

    @ParameterizedTest(name = "{0}, takeover {1}")
    @MethodSource("messagesToCut")
    void aMessageCutAnywhereIsWholeOrRefused(String name, boolean takeover, byte[] plain, int level) {
        Deflater peer = new Deflater(level, true);
        byte[] before = deflate(peer, TEXT);
        if (!takeover) {
            peer.reset();
        }
        byte[] compressed = deflate(peer, plain);
        peer.end();
        byte[] last = finished(takeover ? TEXT : new byte[0], plain);
        for (byte[] message : List.of(compressed, last)) {
            int step = message.length < 1000 ? 1 : message.length / 100;
            int refused = 0;
            for (int cut = message.length; cut > 0; cut -= message.length - cut < 20 ? 1 : step) {
                byte[] head = Arrays.copyOf(message, cut);
                for (int bufferBytes : new int[] {cut % 100 + 1, BufferPool.SMALL}) {
                    for (int half : new int[] {0, cut / 2, cut}) {
                        MessageInflater inflater = inflater(takeover ? TAKEOVER : NO_TAKEOVER, bufferBytes);
                        receive(inflater, before);
                        ByteArrayOutputStream all = new ByteArrayOutputStream();
                        try {
                            all.writeBytes(receive(inflater, 0x42, List.of(Arrays.copyOf(head, half))));
                            all.writeBytes(receive(inflater, 0x80, List.of(Arrays.copyOfRange(head, half, cut))));
                            // The head of a stored block is by itself what RFC 7692 section 7.2.3.6 sends for nothing.
                            boolean nothing = cut == 1 && head[0] == 0 && all.size() == 0;
                            assertThat(nothing || Arrays.equals(all.toByteArray(), plain))
                                    .as("%d of %d", cut, message.length)
                                    .isTrue();
                        } catch (InvalidPayloadException expected) {
                            assertThat(expected.closeCode()).isEqualTo(CloseCode.INVALID_PAYLOAD);
                            assertThat(cut).isLessThan(message.length);
                            refused++;
                        }
                        inflater.close();
                    }
                }
            }
            assertThat(refused).isPositive();
        }
    }

    @Test
    void whatIsCutInsideABlockSaysSo() {
        MessageInflater inflater = inflater(TAKEOVER);
        byte[] half = Arrays.copyOf(finished(new byte[0], Splits.payload(3000)), 1500);

        assertThatThrownBy(() -> receive(inflater, half))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessage("compressed data is invalid: it ends inside a block");
        assertThat(zlib.lent()).isZero();
    }

    /** Not by the letter, but some peers cut nothing off, and other users of zlib do not mind. */
    @ParameterizedTest(name = "buffer {0}")
    @ValueSource(ints = {1, 2, 13, 14, 15, 2000, 8192, 16384, 65536})
    void aTailThatWasNotCutOffDoesNoHarm(int bufferBytes) {
        Deflater peer = new Deflater(-1, true);
        byte[] tail = {0, 0, -1, -1};
        byte[] one = Splits.join(deflate(peer, TEXT), tail);
        byte[] two = Splits.join(deflate(peer, TEXT), tail);
        peer.end();
        MessageInflater inflater = inflater(TAKEOVER, bufferBytes);

        assertThat(receive(inflater, one)).isEqualTo(TEXT);
        assertThat(receive(inflater, 0xC1, Splits.pieces(two, 1))).isEqualTo(TEXT);
        assertThat(receive(inflater, 0x41, List.of(one))).isEqualTo(TEXT);
        assertThat(receive(inflater, 0x80, List.of(new byte[0]))).isEmpty();
        assertThat(receive(inflater, two)).isEqualTo(TEXT);
    }

    @Test
    void noLengthOfAMessageIsTooCloseToTheBuffers() {
        MessageInflater inflater = inflater(NO_TAKEOVER, BufferPool.SMALL);
        for (int length = BufferPool.SMALL - 20; length < BufferPool.SMALL + 20; length++) {
            byte[] plain = Splits.payload(length);
            Deflater peer = new Deflater(-1, true);
            assertThat(receive(inflater, deflate(peer, plain))).isEqualTo(plain);
            peer.end();
        }
    }

    @Test
    void anyBytesEitherInflateOrAreRefused() {
        Random random = new Random(3);
        int refused = 0;
        for (int i = 0; i < 5_000; i++) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            if (random.nextBoolean() && noise.length > 2) {
                noise[0] = 3;
                noise[1] = 0;
            }
            MessageInflater inflater = inflater(random.nextBoolean() ? TAKEOVER : NO_TAKEOVER, 1 + random.nextInt(99));
            try {
                receive(inflater, 0xC1, Splits.random(Splits.join(noise, new byte[1]), random));
            } catch (InvalidPayloadException expected) {
                refused++;
            }
            inflater.close();
        }
        assertThat(refused).isBetween(1_000, 4_999);
    }

    @ParameterizedTest(name = "A-105: takeover {0}, tail {1}")
    @CsvSource({"true, true", "true, false", "false, true", "false, false"})
    void finalBlockEndsNeitherTheMessageNorTheWindow(boolean takeover, boolean tail) {
        byte[] one = Splits.payload(3000);
        byte[] compressed = finished(new byte[0], one);
        // Refers to what came before the final block, and to what came before that.
        byte[] both = Splits.join(one, TEXT);
        byte[] message =
                Splits.join(compressed, finished(one, TEXT), finished(both, both), tail ? new byte[] {0} : new byte[0]);
        byte[] plain = Splits.join(one, TEXT, both);
        for (int bufferBytes : new int[] {7, 1000, 3000, 5000, 10_000, 10_001}) {
            MessageInflater inflater = inflater(takeover ? TAKEOVER : NO_TAKEOVER, bufferBytes);
            assertThat(receive(inflater, 0xC2, List.of(message))).isEqualTo(plain);
            assertThat(receive(inflater, 0xC2, Splits.pieces(message, 1))).isEqualTo(plain);
            // As fragments, with an empty one after a final block.
            assertThat(receive(inflater, 0x42, List.of(compressed))).isEqualTo(one);
            assertThat(receive(inflater, 0x00, List.of(new byte[0]))).isEmpty();
            assertThat(receive(inflater, 0x80, List.of(finished(one, TEXT)))).isEqualTo(TEXT);
            if (takeover) {
                // The next message refers to this one.
                byte[] next = finished(both, both);
                assertThat(next.length).isLessThan(100);
                assertThat(receive(inflater, next)).isEqualTo(both);
            }
            assertThat(receive(inflater, body(Splits.hex(RfcExamples.HELLO_DEFLATED))))
                    .asString()
                    .isEqualTo("Hello");
            assertThat(zlib.lent()).isZero();
        }
    }

    @Test
    void emptyFinalBlocksAreBoundedByTheBytesThatCarryThem() {
        MessageInflater inflater = inflater(TAKEOVER);
        byte[] few = new byte[32];
        byte[] many = new byte[2 * 60];
        for (int i = 0; i < many.length; i += 2) {
            many[i] = 3;
            few[i % few.length] = 3;
        }

        assertThat(receive(inflater, few)).isEmpty();
        assertThat(receive(inflater, 0xC1, Splits.pieces(many, 30))).isEmpty();
        assertThatThrownBy(() -> receive(inflater, many))
                .isInstanceOf(InvalidPayloadException.class)
                .hasMessageContaining("too many final blocks");
    }

    @ParameterizedTest(name = "takeover {0}, buffer {1}")
    @CsvSource({"true, 16384", "true, 1000", "false, 16384", "false, 65536"})
    void bombComesInPartsOfTheBuffersSize(boolean takeover, int bufferBytes) {
        Deflater peer = new Deflater(9, true);
        int length = 20_000_000;
        byte[] bomb = deflate(peer, new byte[length]);
        peer.end();
        assertThat(bomb.length).isLessThan(length / 900);
        MessageInflater inflater = inflater(takeover ? TAKEOVER : NO_TAKEOVER, bufferBytes);

        inflater.accept(new FramePart(Opcode.BINARY, true, FramePart.RSV1, true, true, ByteBuffer.wrap(bomb)));
        long got = 0;
        for (@Nullable FramePart part = inflater.next(); part != null; part = inflater.next()) {
            assertThat(part.payload().remaining()).isLessThanOrEqualTo(bufferBytes);
            got += part.payload().remaining();
        }

        assertThat(got).isEqualTo(length);
        assertThat(buffers.most()).isEqualTo(1);
        assertThat(inflater.plainBytes()).isEqualTo(length);
        assertThat(inflater.compressedBytes()).isEqualTo(bomb.length);
    }

    @Test
    void smallAgreedWindowIsAllThatIsKept() {
        MessageInflater inflater = inflater(new DeflateAgreement(true, 15, true, 8));
        byte[] noise = Splits.payload(256);
        receive(inflater, finished(new byte[0], noise));
        assertThat(receive(inflater, finished(noise, noise))).isEqualTo(noise);

        byte[] longer = Splits.payload(300);
        receive(inflater, finished(new byte[0], longer));
        byte[] tooFar = finished(longer, longer);
        assertThatThrownBy(() -> receive(inflater, tooFar)).isInstanceOf(InvalidPayloadException.class);
    }

    @Test
    void twoConnectionsMessagesInterleave() {
        Deflater peer = new Deflater(-1, true);
        byte[] compressed = deflate(peer, TEXT);
        byte[] again = deflate(peer, TEXT);
        peer.end();
        MessageInflater one = inflater(TAKEOVER);
        MessageInflater two = inflater(TAKEOVER);
        int half = compressed.length / 2;
        ByteArrayOutputStream plainOne = new ByteArrayOutputStream();
        ByteArrayOutputStream plainTwo = new ByteArrayOutputStream();

        for (byte[] message : List.of(compressed, again)) {
            int cut = Math.min(half, message.length - 1);
            byte[] head = Arrays.copyOf(message, cut);
            byte[] rest = Arrays.copyOfRange(message, cut, message.length);
            plainOne.writeBytes(receive(one, 0x41, List.of(head)));
            plainTwo.writeBytes(receive(two, 0x41, List.of(head)));
            assertThat(zlib.lent()).isEqualTo(2);
            plainOne.writeBytes(receive(one, 0x80, List.of(rest)));
            plainTwo.writeBytes(receive(two, 0x80, List.of(rest)));
        }

        assertThat(plainOne.toByteArray()).isEqualTo(Splits.join(TEXT, TEXT));
        assertThat(plainTwo.toByteArray()).isEqualTo(Splits.join(TEXT, TEXT));
    }

    @Test
    void closingInTheMiddleOfAMessageGivesEverythingBack() {
        MessageInflater inflater = inflater(TAKEOVER, 2);
        byte[] hello = body(Splits.hex(RfcExamples.HELLO_DEFLATED));

        inflater.accept(new FramePart(Opcode.TEXT, true, FramePart.RSV1, true, false, ByteBuffer.wrap(hello)));
        assertThat(inflater.next()).isNotNull();
        assertThat(zlib.lent()).isEqualTo(1);
        assertThat(buffers.lent()).isEqualTo(1);

        inflater.close();
        assertThat(zlib.lent()).isZero();
        assertThat(buffers.lent()).isZero();
        inflater.close();
    }

    @ParameterizedTest(name = "A-113: end of message {0}")
    @ValueSource(booleans = {true, false})
    void receivedBytesAreNotRetained(boolean endOfFrame) {
        MessageInflater inflater = inflater(TAKEOVER);

        WeakReference<byte[]> payload = receiveAndForget(inflater, endOfFrame);

        for (int i = 0; i < 100 && payload.get() != null; i++) {
            System.gc();
        }
        assertThat(payload.get()).isNull();
        inflater.close();
    }

    private static WeakReference<byte[]> receiveAndForget(MessageInflater inflater, boolean endOfFrame) {
        byte[] payload = new byte[BufferPool.SMALL];
        byte[] hello = body(Splits.hex(RfcExamples.HELLO_DEFLATED));
        System.arraycopy(hello, 0, payload, 0, hello.length);
        ByteBuffer buffer = ByteBuffer.wrap(payload, 0, hello.length);
        inflater.accept(new FramePart(Opcode.TEXT, true, FramePart.RSV1, true, endOfFrame, buffer));
        assertThat(inflater.next()).isNotNull();
        assertThat(inflater.next()).isNull();
        return new WeakReference<>(payload);
    }
}
