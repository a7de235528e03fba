package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.ws.frame.BufferPool;
import dev.ws.frame.CountingPool;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.RfcExamples;
import dev.ws.frame.Splits;
import java.lang.ref.WeakReference;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.zip.DataFormatException;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class MessageDeflaterTest {
    private static final DeflateAgreement TAKEOVER = new DeflateAgreement(true, 15, true, 15);
    private static final DeflateAgreement NO_TAKEOVER = new DeflateAgreement(false, 15, true, 15);
    private static final DeflateOptions DEDICATED =
            DeflateOptions.builder().dedicatedDeflater(true).build();
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final byte[] HELLO = "Hello".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] TEXT = Samples.json(new Random(7), 2000);

    private final CountingPool buffers = new CountingPool();
    private CountingZlib zlib = new CountingZlib(DeflateOptions.DEFAULT);

    @AfterEach
    void nothingIsOut() {
        assertThat(zlib.lent()).isZero();
        assertThat(zlib.working()).isZero();
        assertThat(buffers.lent()).isZero();
        zlib.close();
    }

    private MessageDeflater deflater(DeflateAgreement agreement, DeflateOptions options) {
        zlib.close();
        zlib = new CountingZlib(options);
        return new MessageDeflater(agreement, options, zlib, buffers);
    }

    private static FramePart frame(int opcode, boolean fin, byte[] payload) {
        return new FramePart(opcode, fin, 0, true, true, ByteBuffer.wrap(payload));
    }

    private static FramePart text(byte[] payload) {
        return frame(Opcode.TEXT, true, payload);
    }

    /** Sends, gives the buffer back, and tells the bytes on the wire. */
    private static byte[] send(MessageDeflater deflater, FramePart frame) {
        byte[] sent = Samples.bytes(deflater.apply(frame, true).payload());
        deflater.release();
        return sent;
    }

    private static byte[] payloadOf(String example) {
        byte[] frame = Splits.hex(example);
        return Arrays.copyOfRange(frame, 2, frame.length);
    }

    private static byte[] inflate(Inflater inflater, byte[] compressed, int length) throws DataFormatException {
        byte[] plain = new byte[length + 1];
        inflater.setInput(Splits.join(compressed, TAIL));
        return Arrays.copyOf(plain, inflater.inflate(plain));
    }

    @ParameterizedTest(name = "RFC 7692 7.2.3.1 and 7.2.3.2, A-099, A-104: dedicated {0}")
    @ValueSource(booleans = {false, true})
    void helloTwiceUnderTakeover(boolean dedicated) {
        MessageDeflater deflater = deflater(TAKEOVER, dedicated ? DEDICATED : DeflateOptions.DEFAULT);

        assertThat(send(deflater, text(HELLO))).isEqualTo(payloadOf(RfcExamples.HELLO_DEFLATED));
        assertThat(send(deflater, text(HELLO))).isEqualTo(payloadOf(RfcExamples.HELLO_DEFLATED_AGAIN));

        assertThat(zlib.lent()).isEqualTo(dedicated ? 1 : 0);
        deflater.close();
    }

    @Test
    void helloTwiceWithoutTakeoverIsTheSameTwiceA099() {
        MessageDeflater deflater =
                deflater(NO_TAKEOVER, DeflateOptions.builder().threshold(0).build());

        assertThat(send(deflater, text(HELLO))).isEqualTo(payloadOf(RfcExamples.HELLO_DEFLATED));
        assertThat(send(deflater, text(HELLO))).isEqualTo(payloadOf(RfcExamples.HELLO_DEFLATED));
    }

    @Test
    void dedicatedDeflaterNeedsTakeoverAndTheLargestWindow() {
        DeflateOptions options = DEDICATED.toBuilder().threshold(0).build();
        MessageDeflater without = deflater(NO_TAKEOVER, options);
        MessageDeflater small = new MessageDeflater(new DeflateAgreement(true, 14, true, 15), options, zlib, buffers);

        send(without, text(HELLO));
        send(small, text(HELLO));

        assertThat(zlib.lent()).isZero();
    }

    @Test
    void helloIsStoredAtLevelZero() {
        MessageDeflater deflater =
                deflater(TAKEOVER, DeflateOptions.builder().level(0).build());

        assertThat(send(deflater, text(HELLO))).isEqualTo(payloadOf(RfcExamples.HELLO_STORED));
        assertThat(send(deflater, text(HELLO))).isEqualTo(payloadOf(RfcExamples.HELLO_STORED));
    }

    @ParameterizedTest(name = "{0}")
    @EnumSource(CompressionStrategy.class)
    void everyStrategyIsInForceFromTheFirstMessage(CompressionStrategy strategy) throws DataFormatException {
        MessageDeflater deflater =
                deflater(TAKEOVER, DeflateOptions.builder().strategy(strategy).build());
        Inflater inflater = new Inflater(true);

        byte[] first = send(deflater, text(TEXT));
        byte[] second = send(deflater, text(TEXT));

        assertThat(inflate(inflater, first, TEXT.length)).isEqualTo(TEXT);
        assertThat(inflate(inflater, second, TEXT.length)).isEqualTo(TEXT);
        boolean refers = strategy != CompressionStrategy.HUFFMAN_ONLY;
        assertThat(second.length < 100).isEqualTo(refers);
        assertThat(first.length < TEXT.length / 2).isEqualTo(refers);
        inflater.end();
    }

    @ParameterizedTest(name = "A-100: takeover {0}, always {1}, {2} bytes, compressed {3}")
    @CsvSource({
        "true, false, 0, true",
        "true, false, 1, true",
        "true, true, 99, false",
        "true, true, 100, true",
        "false, false, 0, false",
        "false, false, 99, false",
        "false, false, 100, true",
        "false, true, 99, false"
    })
    void thresholdCountsWithoutTakeoverOrAlways(boolean takeover, boolean always, int length, boolean compressed) {
        DeflateOptions options =
                DeflateOptions.builder().threshold(100).thresholdAlways(always).build();
        MessageDeflater deflater = deflater(new DeflateAgreement(takeover, 15, true, 15), options);
        FramePart message = text(new byte[length]);

        FramePart alone = deflater.apply(message, true);
        FramePart shared = deflater.applyShared(message);

        for (FramePart sent : List.of(alone, shared)) {
            if (compressed) {
                assertThat(sent.rsv()).isEqualTo(FramePart.RSV1);
                assertThat(sent.payload()).isNotEqualTo(message.payload());
            } else {
                assertThat(sent).isSameAs(message);
            }
        }
        deflater.close();
    }

    @Test
    void firstFrameDecidesForTheMessageA101() {
        MessageDeflater deflater = deflater(NO_TAKEOVER, DeflateOptions.DEFAULT);
        FramePart small = frame(Opcode.BINARY, false, new byte[10]);
        FramePart large = frame(Opcode.CONTINUATION, true, new byte[5000]);
        assertThat(deflater.apply(small, true)).isSameAs(small);
        assertThat(deflater.apply(large, true)).isSameAs(large);

        FramePart first = deflater.apply(frame(Opcode.BINARY, false, new byte[5000]), true);
        assertThat(first.rsv()).isEqualTo(FramePart.RSV1);
        assertThat(first.opcode()).isEqualTo(Opcode.BINARY);
        assertThat(first.fin()).isFalse();
        FramePart last = deflater.apply(frame(Opcode.CONTINUATION, true, new byte[10]), true);
        assertThat(last.rsv()).isZero();
        assertThat(last.opcode()).isEqualTo(Opcode.CONTINUATION);
        assertThat(last.fin()).isTrue();
        assertThat(last.payload().remaining()).isLessThan(10);
        deflater.close();
    }

    @Test
    void otherReservedBitsStay() {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);
        ByteBuffer payload = ByteBuffer.wrap(HELLO);

        FramePart sent = deflater.apply(new FramePart(Opcode.TEXT, true, FramePart.RSV2, true, true, payload), true);

        assertThat(sent.rsv()).isEqualTo(FramePart.RSV1 | FramePart.RSV2);
        assertThat(payload.remaining()).isEqualTo(HELLO.length);
        deflater.close();
    }

    @ParameterizedTest(name = "A-102, RFC 7692 7.2.3.6: dedicated {0}")
    @ValueSource(booleans = {false, true})
    void emptyFramesAreCompressedToo(boolean dedicated) throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, dedicated ? DEDICATED : DeflateOptions.DEFAULT);
        Inflater inflater = new Inflater(true);

        byte[] first = send(deflater, frame(Opcode.TEXT, false, new byte[0]));
        byte[] middle = send(deflater, frame(Opcode.CONTINUATION, false, TEXT));
        byte[] last = send(deflater, frame(Opcode.CONTINUATION, true, new byte[0]));
        byte[] empty = send(deflater, text(new byte[0]));

        assertThat(HexFormat.of().formatHex(first)).isEqualTo("000000ffff");
        assertThat(HexFormat.of().formatHex(last)).isEqualTo("00");
        assertThat(HexFormat.of().formatHex(empty)).isEqualTo("00");
        assertThat(inflate(inflater, Splits.join(first, middle, last), TEXT.length))
                .isEqualTo(TEXT);
        assertThat(inflate(inflater, empty, 0)).isEmpty();
        deflater.close();
        inflater.end();
    }

    @Test
    void messageSentPlainStaysOutOfTheHistoryA103() throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);
        Inflater inflater = new Inflater(true);
        FramePart plain = text(TEXT);

        assertThat(deflater.apply(plain, false)).isSameAs(plain);

        byte[] sent = send(deflater, text(TEXT));
        assertThat(inflate(inflater, sent, TEXT.length)).isEqualTo(TEXT);
        inflater.end();
    }

    @Test
    void framesOfOneMessageReferToEachOtherEvenWithoutTakeover() throws DataFormatException {
        MessageDeflater deflater = deflater(NO_TAKEOVER, DeflateOptions.DEFAULT);
        Inflater inflater = new Inflater(true);

        byte[] first = send(deflater, frame(Opcode.TEXT, false, TEXT));
        byte[] last = send(deflater, frame(Opcode.CONTINUATION, true, TEXT));
        byte[] next = send(deflater, text(TEXT));

        assertThat(last.length).isLessThan(100);
        assertThat(inflate(inflater, Splits.join(first, last), 2 * TEXT.length)).isEqualTo(Splits.join(TEXT, TEXT));
        inflater.reset();
        assertThat(inflate(inflater, next, TEXT.length)).isEqualTo(TEXT);
        inflater.end();
    }

    @Test
    void withoutHistoryEachMessageStandsAlone() {
        MessageDeflater deflater = deflater(
                TAKEOVER, DeflateOptions.builder().compressionHistory(0).build());

        assertThat(send(deflater, text(TEXT))).isEqualTo(send(deflater, text(TEXT)));
    }

    @ParameterizedTest(name = "window {0}")
    @ValueSource(ints = {8, 9, 10, 11, 12, 13, 14})
    void smallWindowIsUsedAsFarAsItReachesAndNoFurther(int bits) {
        DeflateOptions options =
                DeflateOptions.builder().compressionHistory(32768).build();
        MessageDeflater deflater = deflater(new DeflateAgreement(true, bits, true, 15), options);
        WindowCheckingInflater peer = new WindowCheckingInflater(bits);
        int window = 1 << bits;
        // Repeats just inside of the window, and just outside.
        for (int period : new int[] {window / 2 - 10, window - 10, window + 10}) {
            byte[] unit = new byte[period];
            new Random(period).nextBytes(unit);
            byte[] small = Arrays.copyOf(unit, 5);
            for (int i = 0; i < 3; i++) {
                byte[] message = Splits.join(unit, unit, unit, small, small);
                assertThat(peer.inflate(Splits.join(send(deflater, text(message)), TAIL)))
                        .isEqualTo(message);
                assertThat(peer.inflate(Splits.join(send(deflater, text(small)), TAIL)))
                        .isEqualTo(small);
            }
        }
        assertThat(peer.furthest()).isBetween(window / 2 - 10, window);
    }

    @Test
    void smallMessagesUseNearlyTheWholeSmallWindow() {
        MessageDeflater deflater = deflater(new DeflateAgreement(true, 10, true, 15), DeflateOptions.DEFAULT);
        WindowCheckingInflater peer = new WindowCheckingInflater(10);
        byte[] word = Splits.payload(20);
        byte[] between = Splits.payload(900);
        peer.inflate(Splits.join(send(deflater, text(word)), TAIL));
        peer.inflate(Splits.join(send(deflater, text(between)), TAIL));

        byte[] again = send(deflater, text(word));

        assertThat(peer.inflate(Splits.join(again, TAIL))).isEqualTo(word);
        assertThat(peer.furthest()).isEqualTo(920);
    }

    @ParameterizedTest(name = "{0} bytes, buffer {1}")
    @CsvSource({"100000, 64", "100000, 65536", "65528, 65536", "3000000, 16384", "16379, 16384", "16384, 16384"})
    void outputGrowsAsNeeded(int length, int bufferBytes) throws DataFormatException {
        MessageDeflater deflater = deflater(
                TAKEOVER,
                DeflateOptions.builder().deflateBufferBytes(bufferBytes).build());
        Inflater inflater = new Inflater(true);
        byte[] noise = Splits.payload(length);

        FramePart sent = deflater.apply(text(noise), true);

        assertThat(sent.payload().hasArray()).isTrue();
        assertThat(inflate(inflater, Samples.bytes(sent.payload()), length)).isEqualTo(noise);
        deflater.close();
        inflater.end();
    }

    @Test
    void bufferIsHeldUntilItIsReleased() {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);

        deflater.apply(text(TEXT), true);
        assertThat(buffers.lent()).isEqualTo(1);
        deflater.apply(text(TEXT), true); // the one before was dropped
        assertThat(buffers.lent()).isEqualTo(1);
        deflater.release();
        deflater.release();
        assertThat(buffers.lent()).isZero();
        deflater.apply(frame(Opcode.TEXT, false, TEXT), true);
        deflater.close(); // in the middle of a message
    }

    @Test
    void bytesAreCountedForMessagesThatAreCompressed() {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);
        FramePart shared = deflater.applyShared(text(TEXT));
        long compressed = 0;

        deflater.apply(text(TEXT), false);
        compressed += send(deflater, frame(Opcode.TEXT, false, TEXT)).length;
        compressed += send(deflater, frame(Opcode.CONTINUATION, true, new byte[0])).length;
        deflater.sentShared(text(TEXT), shared);
        compressed += shared.payload().remaining();

        assertThat(deflater.plainBytes()).isEqualTo(2L * TEXT.length);
        assertThat(deflater.compressedBytes()).isEqualTo(compressed);
    }

    @Test
    void stagesThatCompressAlikeShareAnAgreement() {
        DeflateOptions options = DeflateOptions.DEFAULT;
        MessageDeflater one = deflater(TAKEOVER, options);
        MessageDeflater two = new MessageDeflater(new DeflateAgreement(true, 15, false, 9), options, zlib, buffers);
        MessageDeflater threshold = new MessageDeflater(NO_TAKEOVER, options, zlib, buffers);
        MessageDeflater window = new MessageDeflater(new DeflateAgreement(true, 14, true, 15), options, zlib, buffers);
        MessageDeflater level =
                new MessageDeflater(TAKEOVER, options.toBuilder().level(1).build(), zlib, buffers);

        assertThat(two.agreement()).isEqualTo(one.agreement()).hasSameHashCodeAs(one.agreement());
        assertThat(one.agreement()).isSameAs(one.agreement());
        assertThat(threshold.agreement()).isNotEqualTo(one.agreement());
        assertThat(window.agreement()).isNotEqualTo(one.agreement());
        assertThat(level.agreement()).isNotEqualTo(one.agreement());
    }

    @Test
    void sharedResultIsAnArrayOfItsOwnAndTouchesNoState() throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);
        Inflater inflater = new Inflater(true);
        FramePart open = deflater.apply(frame(Opcode.TEXT, false, TEXT), true);
        byte[] first = Samples.bytes(open.payload());

        FramePart shared = deflater.applyShared(text(TEXT));
        FramePart again = deflater.applyShared(text(TEXT));

        assertThat(Samples.bytes(open.payload())).isEqualTo(first);
        assertThat(shared.payload().array()).hasSize(shared.payload().remaining());
        assertThat(again.payload()).isEqualTo(shared.payload());
        assertThat(again.payload().array()).isNotSameAs(shared.payload().array());
        assertThat(inflate(inflater, Samples.bytes(shared.payload()), TEXT.length))
                .isEqualTo(TEXT);
        assertThat(shared.opcode()).isEqualTo(Opcode.TEXT);
        assertThat(shared.fin()).isTrue();
        assertThat(Samples.bytes(deflater.applyShared(text(new byte[0])).payload()))
                .containsExactly(0);
        deflater.close();
        inflater.end();
    }

    @ParameterizedTest(name = "{0} warm deflaters, a pool that parks {1}")
    @CsvSource({"64, true, true", "0, true, false", "64, false, false"})
    void busyConnectionKeepsItsDeflaterWarm(int warm, boolean pool, boolean kept) throws DataFormatException { // G-070
        MessageDeflater deflater =
                deflater(TAKEOVER, DeflateOptions.builder().warmDeflaters(warm).build());
        if (pool) {
            zlib.parking(null);
        }
        Inflater inflater = new Inflater(true);
        byte[][] messages = new byte[10][];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = new byte[2500];
            new Random(i).nextBytes(messages[i]);
            assertThat(inflate(inflater, send(deflater, text(messages[i])), 2500))
                    .isEqualTo(messages[i]);
            assertThat(zlib.parked()).isEqualTo(kept && i >= 3 ? 1 : 0);
        }
        // Further back than the history reaches, but not further than the window.
        byte[] again = send(deflater, text(messages[4]));
        assertThat(again.length < 100).isEqualTo(kept);
        assertThat(inflate(inflater, again, 2500)).isEqualTo(messages[4]);
        deflater.close();
        assertThat(zlib.parked()).isZero();
        inflater.end();
    }

    @Test
    void onlyStreamsThatAnotherMessageMayReferToAreParked() {
        for (DeflateOptions options : List.of(
                DEDICATED,
                DeflateOptions.builder().compressionHistory(0).build(),
                DeflateOptions.builder().level(0).build())) {
            parksNothing(TAKEOVER, options);
        }
        parksNothing(NO_TAKEOVER, DeflateOptions.DEFAULT);
        parksNothing(new DeflateAgreement(true, 14, true, 15), DeflateOptions.DEFAULT);
    }

    private void parksNothing(DeflateAgreement agreement, DeflateOptions options) {
        MessageDeflater deflater = deflater(agreement, options);
        zlib.parking(null);
        for (int i = 0; i < 10; i++) {
            send(deflater, text(TEXT));
            assertThat(zlib.parked()).isZero();
        }
        deflater.close();
    }

    @Test
    void sharedMessageEndsABusyTime() throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);
        zlib.parking(null);
        Inflater inflater = new Inflater(true);
        for (int i = 0; i < 5; i++) {
            assertThat(inflate(inflater, send(deflater, text(TEXT)), TEXT.length))
                    .isEqualTo(TEXT);
        }
        assertThat(zlib.parked()).isEqualTo(1);
        FramePart shared = deflater.applyShared(text(HELLO));
        deflater.sentShared(text(HELLO), shared);
        assertThat(zlib.parked()).isZero();
        assertThat(inflate(inflater, Samples.bytes(shared.payload()), HELLO.length))
                .isEqualTo(HELLO);
        assertThat(inflate(inflater, send(deflater, text(TEXT)), TEXT.length)).isEqualTo(TEXT);
        assertThat(zlib.parked()).isZero();
        deflater.close();
        inflater.end();
    }

    @ParameterizedTest(name = "dedicated {0}, {1} bytes")
    @CsvSource({"false, 2000", "false, 100000", "true, 2000", "true, 100000"})
    void sharedMessagesAreReferredToByLaterOnes(boolean dedicated, int length) throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, dedicated ? DEDICATED : DeflateOptions.DEFAULT);
        Inflater inflater = new Inflater(true);
        byte[] noise = Splits.payload(length);
        byte[] end = Arrays.copyOfRange(noise, length - 1000, length);
        FramePart message = text(noise);
        FramePart direct = new FramePart(
                Opcode.TEXT,
                true,
                0,
                true,
                true,
                ByteBuffer.allocateDirect(length).put(noise).flip());

        for (int i = 0; i < 3; i++) {
            FramePart shared = deflater.applyShared(message);
            deflater.sentShared(i == 1 ? direct : message, shared);
            assertThat(inflate(inflater, Samples.bytes(shared.payload()), length))
                    .isEqualTo(noise);

            byte[] next = send(deflater, text(end));
            assertThat(next.length).isLessThan(40);
            assertThat(inflate(inflater, next, end.length)).isEqualTo(end);
        }
        deflater.close();
        inflater.end();
    }

    @Test
    void sharedMessageSentPlainOrWithoutTakeoverIsForgotten() throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, DeflateOptions.DEFAULT);
        deflater.sentShared(text(TEXT), text(TEXT));
        Inflater inflater = new Inflater(true);
        assertThat(inflate(inflater, send(deflater, text(TEXT)), TEXT.length)).isEqualTo(TEXT);

        MessageDeflater without = deflater(NO_TAKEOVER, DeflateOptions.DEFAULT);
        without.sentShared(text(TEXT), without.applyShared(text(TEXT)));
        inflater.reset();
        assertThat(inflate(inflater, send(without, text(TEXT)), TEXT.length)).isEqualTo(TEXT);
        inflater.end();
    }

    @ParameterizedTest(name = "dedicated {0}")
    @ValueSource(booleans = {false, true})
    void failureGivesEverythingBackAndLeavesTheContextValid(boolean dedicated) throws DataFormatException {
        MessageDeflater deflater = deflater(TAKEOVER, dedicated ? DEDICATED : DeflateOptions.DEFAULT);
        Inflater inflater = new Inflater(true);
        zlib.fail();
        assertThatThrownBy(() -> deflater.apply(text(TEXT), true)).hasMessage("Deflater has been closed");
        assertThatThrownBy(() -> deflater.applyShared(text(TEXT))).hasMessage("Deflater has been closed");
        assertThat(zlib.lent()).isZero();
        assertThat(zlib.working()).isZero();

        zlib.recover();
        assertThat(inflate(inflater, send(deflater, text(TEXT)), TEXT.length)).isEqualTo(TEXT);
        deflater.close();
        inflater.end();
    }

    @ParameterizedTest(name = "A-113: dedicated {0}, shared {1}")
    @CsvSource({"false, false", "true, false", "false, true", "true, true"})
    void lastMessageIsNotRetained(boolean dedicated, boolean shared) {
        MessageDeflater deflater = deflater(TAKEOVER, dedicated ? DEDICATED : DeflateOptions.DEFAULT);

        WeakReference<byte[]> payload = sendAndForget(deflater, shared);

        for (int i = 0; i < 100 && payload.get() != null; i++) {
            System.gc();
        }
        assertThat(payload.get()).isNull();
        deflater.close();
    }

    private static WeakReference<byte[]> sendAndForget(MessageDeflater deflater, boolean shared) {
        byte[] payload = new byte[BufferPool.SMALL];
        if (shared) {
            deflater.sentShared(text(payload), deflater.applyShared(text(payload)));
        } else {
            send(deflater, text(payload));
        }
        return new WeakReference<>(payload);
    }

    @ParameterizedTest(name = "{0} bytes")
    @CsvSource({"64, 2", "16384, 2", "16385, 1", "65536, 1"})
    void outputIsGatheredInABufferOfTheSizeAskedFor(int bytes, int buffersUsed) {
        DeflateOptions options =
                DeflateOptions.builder().deflateBufferBytes(bytes).build();
        byte[] noise = Splits.payload(20_000); // grows beyond the small buffer
        MessageDeflater deflater = deflater(new DeflateAgreement(true, 15, true, 15), options);

        FramePart sent =
                deflater.apply(new FramePart(Opcode.BINARY, true, 0, true, true, ByteBuffer.wrap(noise)), true);

        assertThat(sent.payload().remaining()).isGreaterThan(BufferPool.SMALL);
        assertThat(buffers.most()).isEqualTo(buffersUsed);
        deflater.close();
    }
}
