package dev.ws.extension.deflate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.ws.frame.BufferPool;
import dev.ws.frame.CountingPool;
import dev.ws.frame.FramePart;
import dev.ws.frame.Opcode;
import dev.ws.frame.Splits;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.stream.LongStream;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Connections of random messages with random settings against a zlib stream that lives as long as the connection. The
 * name of a failed case is its seed.
 */
class DeflatePropertyTest {
    private static final byte[] TAIL = {0, 0, (byte) 0xFF, (byte) 0xFF};
    private static final List<CompressionStrategy> STRATEGIES = List.of(
            CompressionStrategy.DEFAULT,
            CompressionStrategy.DEFAULT,
            CompressionStrategy.DEFAULT,
            CompressionStrategy.FILTERED,
            CompressionStrategy.HUFFMAN_ONLY);
    private static final int LARGEST = 200_000;

    static LongStream seeds() {
        return LongStream.range(0, 160);
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatIsSentIsOneStreamForThePeer(long seed) throws DataFormatException {
        Random random = new Random(seed);
        DeflateOptions options = options(random);
        DeflateAgreement agreement = agreement(random);
        CountingPool buffers = new CountingPool();
        try (CountingZlib zlib = new CountingZlib(options);
                PlainPeer peer = new PlainPeer(agreement.sendingTakeover(), agreement.sendingWindowBits())) {
            MessageDeflater deflater = new MessageDeflater(agreement, options, zlib, buffers);
            if (random.nextInt(3) > 0) {
                zlib.parking(random);
            }
            MessageDeflater other = new MessageDeflater(agreement, options, zlib, buffers);
            long plain = 0;
            int messages = 5 + random.nextInt(45);
            for (int i = 0; i < messages; i++) {
                byte[] message = Samples.any(random, Samples.length(random, LARGEST));
                if (random.nextInt(3) == 0) {
                    FramePart whole = frame(Opcode.TEXT, true, Samples.buffer(random, message));
                    FramePart sent = other.applyShared(whole);
                    deflater.sentShared(whole, sent);
                    plain += peer.receive(List.of(sent), message);
                } else {
                    plain += peer.receive(send(deflater, random, message, buffers), message);
                }
                assertThat(buffers.lent()).isZero();
                assertThat(zlib.working()).isZero();
                assertThat(zlib.lent()).isLessThanOrEqualTo(options.dedicatedDeflater() ? 1 : 0);
                assertThat(zlib.live()).isLessThanOrEqualTo(2);
            }
            assertThat(deflater.plainBytes()).isEqualTo(plain);
            assertThat(deflater.compressedBytes()).isEqualTo(peer.compressedBytes);
            deflater.close();
            assertThat(zlib.lent()).isZero();
            assertThat(zlib.parked()).isZero();
        } catch (RuntimeException | AssertionError | DataFormatException e) {
            fail("seed " + seed + " " + agreement + " " + options, e);
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void whatThePeerSendsAsOneStreamIsUnderstood(long seed) {
        Random random = new Random(seed);
        DeflateOptions options = options(random);
        boolean takeover = random.nextBoolean();
        DeflateAgreement agreement = new DeflateAgreement(false, 15, takeover, 15);
        CountingPool buffers = new CountingPool();
        Deflater peer = new Deflater(random.nextInt(11) - 1, true);
        try (CountingZlib zlib = new CountingZlib(options)) {
            MessageInflater inflater = new MessageInflater(agreement, options, zlib, buffers);
            int messages = 5 + random.nextInt(45);
            for (int i = 0; i < messages; i++) {
                byte[] message = Samples.any(random, Samples.length(random, LARGEST));
                List<FramePart> frames = new ArrayList<>();
                boolean compressed = random.nextInt(4) > 0;
                for (ByteBuffer fragment : fragments(random, message)) {
                    boolean first = frames.isEmpty();
                    byte[] payload = Samples.bytes(fragment);
                    boolean last = fragment.limit() == fragment.capacity() && random.nextBoolean();
                    frames.add(new FramePart(
                            first ? Opcode.TEXT : Opcode.CONTINUATION,
                            last,
                            first && compressed ? FramePart.RSV1 : 0,
                            true,
                            true,
                            ByteBuffer.wrap(compressed ? deflate(peer, payload, last) : payload)));
                    if (last) {
                        break;
                    }
                }
                FramePart end = frames.get(frames.size() - 1);
                if (!end.fin()) {
                    byte[] nothing = compressed ? deflate(peer, new byte[0], true) : new byte[0];
                    frames.add(frame(Opcode.CONTINUATION, true, ByteBuffer.wrap(nothing)));
                }
                if (!takeover) {
                    peer.reset();
                }
                byte[] received = receive(inflater, frames, random, options.inflateBufferBytes());
                assertThat(Arrays.equals(received, message))
                        .as("message %d of %d bytes", i, message.length)
                        .isTrue();
                assertThat(buffers.lent()).isZero();
                assertThat(zlib.lent()).isZero();
                assertThat(zlib.working()).isZero();
                assertThat(zlib.live()).isLessThanOrEqualTo(1);
            }
            inflater.close();
        } catch (RuntimeException | AssertionError e) {
            fail("seed " + seed + " " + agreement + " " + options, e);
        } finally {
            peer.end();
        }
    }

    @ParameterizedTest(name = "seed {0}")
    @MethodSource("seeds")
    void bothStagesUnderstandEachOther(long seed) {
        Random random = new Random(seed);
        DeflateOptions options = options(random);
        DeflateAgreement there = agreement(random);
        DeflateAgreement here = new DeflateAgreement(true, 15, there.sendingTakeover(), there.sendingWindowBits());
        CountingPool buffers = new CountingPool();
        try (CountingZlib zlib = new CountingZlib(options)) {
            MessageDeflater deflater = new MessageDeflater(there, options, zlib, buffers);
            MessageInflater inflater = new MessageInflater(here, options, zlib, buffers);
            zlib.parking(null);
            int messages = 5 + random.nextInt(45);
            for (int i = 0; i < messages; i++) {
                byte[] message = Samples.any(random, Samples.length(random, 50_000));
                List<FramePart> frames = send(deflater, random, message, buffers);
                byte[] received = receive(inflater, frames, random, options.inflateBufferBytes());
                assertThat(Arrays.equals(received, message))
                        .as("message %d of %d bytes", i, message.length)
                        .isTrue();
            }
            assertThat(inflater.plainBytes()).isEqualTo(deflater.plainBytes());
            assertThat(inflater.compressedBytes()).isEqualTo(deflater.compressedBytes());
        } catch (RuntimeException | AssertionError e) {
            fail("seed " + seed + " " + there + " " + options, e);
        }
    }

    private static DeflateOptions options(Random random) {
        return DeflateOptions.builder()
                .level(random.nextInt(4) > 0 ? -1 : random.nextInt(11) - 1)
                .strategy(STRATEGIES.get(random.nextInt(STRATEGIES.size())))
                .threshold(random.nextInt(3) * 100)
                .thresholdAlways(random.nextInt(4) == 0)
                .compressionHistory(random.nextInt(3) == 0 ? random.nextInt(32769) : 1 << random.nextInt(16))
                .dedicatedDeflater(random.nextInt(4) == 0)
                .deflateBufferBytes(random.nextBoolean() ? BufferPool.SMALL : BufferPool.LARGE)
                .inflateBufferBytes(1 + random.nextInt(1 << (5 + random.nextInt(12))))
                .build();
    }

    private static DeflateAgreement agreement(Random random) {
        int bits = random.nextBoolean() ? 15 : 8 + random.nextInt(8);
        return new DeflateAgreement(random.nextInt(3) > 0, bits, true, 15);
    }

    private static FramePart frame(int opcode, boolean fin, ByteBuffer payload) {
        return new FramePart(opcode, fin, 0, true, true, payload);
    }

    /** Slices of the message; only the last one's limit is its capacity. */
    private static List<ByteBuffer> fragments(Random random, byte[] message) {
        List<ByteBuffer> fragments = new ArrayList<>();
        ByteBuffer all = ByteBuffer.wrap(message);
        int cuts = random.nextBoolean() ? 0 : random.nextInt(6);
        int at = 0;
        for (int i = 0; i < cuts; i++) {
            int to = random.nextInt(3) == 0 ? at : at + random.nextInt(message.length - at + 1);
            fragments.add(all.duplicate().position(at).limit(to));
            at = to;
        }
        fragments.add(all.duplicate().position(at));
        return fragments;
    }

    private static List<FramePart> send(MessageDeflater deflater, Random random, byte[] message, CountingPool buffers) {
        boolean compress = random.nextInt(5) > 0;
        List<FramePart> frames = new ArrayList<>();
        List<ByteBuffer> fragments = fragments(random, message);
        for (int i = 0; i < fragments.size(); i++) {
            ByteBuffer payload = Samples.buffer(random, Samples.bytes(fragments.get(i)));
            int opcode = i == 0 ? Opcode.TEXT : Opcode.CONTINUATION;
            FramePart sent = deflater.apply(frame(opcode, i == fragments.size() - 1, payload), compress);
            byte[] copy = Samples.bytes(sent.payload());
            frames.add(new FramePart(sent.opcode(), sent.fin(), sent.rsv(), true, true, ByteBuffer.wrap(copy)));
            assertThat(buffers.lent()).isLessThanOrEqualTo(1);
            if (random.nextBoolean()) {
                deflater.release();
            }
        }
        deflater.release();
        return frames;
    }

    private static byte[] deflate(Deflater deflater, byte[] plain, boolean last) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        deflater.setInput(plain);
        byte[] some = new byte[10_000];
        int count;
        do {
            count = deflater.deflate(some, 0, some.length, Deflater.SYNC_FLUSH);
            all.write(some, 0, count);
        } while (count == some.length);
        // zlib flushes once only: after that the block of no bytes must be made by hand.
        byte[] flushed = all.size() > 0 ? all.toByteArray() : new byte[] {0, 0, 0, (byte) 0xFF, (byte) 0xFF};
        return last ? Arrays.copyOf(flushed, flushed.length - TAIL.length) : flushed;
    }

    /** Feeds the frames in random pieces and checks what each part that comes out says of itself. */
    private static byte[] receive(MessageInflater inflater, List<FramePart> frames, Random random, int most) {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        boolean compressed = (frames.get(0).rsv() & FramePart.RSV1) != 0;
        for (FramePart frame : frames) {
            boolean start = true;
            boolean ended = false;
            List<byte[]> pieces = Splits.random(Samples.bytes(frame.payload()), random);
            if (pieces.isEmpty() || random.nextInt(8) == 0) {
                pieces.add(new byte[0]);
            }
            for (int i = 0; i < pieces.size(); i++) {
                boolean end = i == pieces.size() - 1;
                inflater.accept(new FramePart(
                        frame.opcode(), frame.fin(), frame.rsv(), i == 0, end, Splits.offset(pieces.get(i))));
                for (@Nullable FramePart part = inflater.next(); part != null; part = inflater.next()) {
                    assertThat(part.opcode()).isEqualTo(frame.opcode());
                    assertThat(part.fin()).isEqualTo(frame.fin());
                    assertThat(part.rsv()).isZero();
                    assertThat(part.startOfFrame()).isEqualTo(start);
                    assertThat(ended).isFalse();
                    assertThat(part.payload().remaining()).isLessThanOrEqualTo(compressed ? most : LARGEST);
                    ended = part.endOfFrame();
                    start = false;
                    all.writeBytes(Samples.bytes(part.payload()));
                }
                assertThat(ended).isEqualTo(end);
            }
        }
        return all.toByteArray();
    }

    /** The far side: zlib, and a decoder with the window that was agreed. */
    private static final class PlainPeer implements AutoCloseable {
        private final Inflater inflater = new Inflater(true);
        private final WindowCheckingInflater checking;
        private final boolean takeover;
        private long compressedBytes;

        private PlainPeer(boolean takeover, int windowBits) {
            this.takeover = takeover;
            checking = new WindowCheckingInflater(windowBits);
        }

        /** Checks a message, and tells how many bytes of it had been compressed. */
        private int receive(List<FramePart> frames, byte[] expected) throws DataFormatException {
            ByteArrayOutputStream payload = new ByteArrayOutputStream();
            for (FramePart frame : frames) {
                payload.writeBytes(Samples.bytes(frame.payload()));
            }
            for (int i = 1; i < frames.size(); i++) {
                assertThat(frames.get(i).rsv()).isZero();
            }
            if (frames.get(0).rsv() == 0) {
                assertThat(Arrays.equals(payload.toByteArray(), expected)).isTrue();
                return 0;
            }
            compressedBytes += payload.size();
            payload.writeBytes(TAIL);
            byte[] compressed = payload.toByteArray();
            byte[] plain = new byte[expected.length + 1];
            inflater.setInput(compressed);
            int length = inflater.inflate(plain);
            assertThat(inflater.getRemaining()).isZero();
            assertThat(Arrays.equals(plain, 0, length, expected, 0, expected.length))
                    .isTrue();
            assertThat(Arrays.equals(checking.inflate(compressed), expected)).isTrue();
            if (!takeover) {
                inflater.reset();
                checking.reset();
            }
            return expected.length;
        }

        @Override
        public void close() {
            inflater.end();
        }
    }
}
