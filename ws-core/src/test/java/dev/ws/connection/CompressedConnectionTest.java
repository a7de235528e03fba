package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseCode;
import dev.ws.Message;
import dev.ws.SendOptions;
import dev.ws.extension.deflate.DeflateAgreement;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.PerMessageDeflate;
import dev.ws.frame.Opcode;
import dev.ws.frame.Role;
import dev.ws.frame.WireFrame;
import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Connections with permessage-deflate; the peers keep one zlib stream per direction, as most implementations do. */
class CompressedConnectionTest {
    private final ConnectionRuntime runtime = ConnectionRuntime.create();
    private final CompressionPool pool = runtime.compressionPool(DeflateOptions.DEFAULT);
    private final List<Receiver> receivers = new ArrayList<>();

    @AfterEach
    void end() throws Exception {
        for (Receiver receiver : receivers) {
            receiver.close();
        }
        assertThat(pool.lent()).isZero();
        pool.close();
        runtime.close();
    }

    private Receiver receiver(DeflateOptions options, boolean takeover, int bits) throws Exception {
        Receiver receiver = new Receiver(options, takeover, bits);
        receivers.add(receiver);
        return receiver;
    }

    /** The other end, with an inflater and a deflater that live as long as the connection. */
    private final class Receiver {
        final Harness harness = new Harness(Role.SERVER);
        final WebSocketConnection ws;
        final List<String> expected = new ArrayList<>();
        final List<String> seen = new ArrayList<>();
        private final boolean takeover;
        private final Inflater inflater = new Inflater(true);
        private final Deflater deflater = new Deflater(6, true);
        private byte[] rest = {};

        Receiver(DeflateOptions options, boolean takeover, int bits) throws Exception {
            this.takeover = takeover;
            DeflateAgreement agreement = new DeflateAgreement(takeover, bits, takeover, 15);
            harness.runtime(runtime).extensions(new PerMessageDeflate(agreement, options, pool, runtime.buffers()));
            this.ws = harness.open();
        }

        void read() throws Exception {
            byte[] more = harness.peer.takeBytes();
            byte[] all = Arrays.copyOf(rest, rest.length + more.length);
            System.arraycopy(more, 0, all, rest.length, more.length);
            int at = 0;
            while (all.length - at >= 2) {
                int length = all[at + 1] & 0x7F;
                int header = length < 126 ? 2 : length == 126 ? 4 : 10;
                if (all.length - at < header) {
                    break;
                }
                ByteBuffer numbers = ByteBuffer.wrap(all, at + 2, header - 2);
                long size = length < 126 ? length : length == 126 ? numbers.getShort() & 0xFFFF : numbers.getLong();
                if (all.length - at - header < size) {
                    break;
                }
                byte[] payload = Arrays.copyOfRange(all, at + header, at + header + (int) size);
                assertThat(all[at] & 0x80).isNotZero();
                byte[] plain = (all[at] & 0x40) == 0 ? payload : inflate(payload);
                seen.add(brief(plain));
                at += header + (int) size;
            }
            rest = Arrays.copyOfRange(all, at, all.length);
        }

        private byte[] inflate(byte[] payload) throws Exception {
            byte[] input = Arrays.copyOf(payload, payload.length + 4);
            input[payload.length + 2] = (byte) 0xFF;
            input[payload.length + 3] = (byte) 0xFF;
            inflater.setInput(input);
            ByteArrayOutputStream plain = new ByteArrayOutputStream();
            byte[] some = new byte[4096];
            int count = inflater.inflate(some);
            while (count > 0 || !inflater.needsInput()) {
                plain.write(some, 0, count);
                count = inflater.inflate(some);
            }
            if (!takeover) {
                inflater.reset();
            }
            return plain.toByteArray();
        }

        byte[] deflate(byte[] plain) {
            deflater.setInput(plain);
            byte[] out = new byte[plain.length + 100];
            int size = deflater.deflate(out, 0, out.length, Deflater.SYNC_FLUSH);
            if (!takeover) {
                deflater.reset();
            }
            return Arrays.copyOf(out, size - 4);
        }

        void close() throws Exception {
            terminated(harness);
            inflater.end();
            deflater.end();
        }
    }

    private static String brief(byte[] bytes) {
        return WireFrame.brief(bytes);
    }

    private static byte[] words(Random random, int length) {
        StringBuilder text = new StringBuilder();
        while (text.length() < length) {
            text.append("{\"user\":")
                    .append(random.nextInt(50))
                    .append(",\"price\":")
                    .append(random.nextInt(1000))
                    .append('}');
        }
        return Arrays.copyOf(text.toString().getBytes(StandardCharsets.UTF_8), length);
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void broadcastsAndSingleSendsKeepEveryContextValid(long seed) throws Exception { // G-020 G-070
        DeflateOptions small = DeflateOptions.builder().compressionHistory(1024).build();
        DeflateOptions own = DeflateOptions.builder().dedicatedDeflater(true).build();
        DeflateOptions none = DeflateOptions.builder().compressionHistory(0).build();
        receiver(DeflateOptions.DEFAULT, true, 15);
        receiver(DeflateOptions.DEFAULT, true, 15);
        receiver(DeflateOptions.DEFAULT, false, 15);
        receiver(DeflateOptions.DEFAULT, true, 9);
        receiver(DeflateOptions.DEFAULT, true, 8);
        receiver(small, true, 12);
        receiver(own, true, 15);
        receiver(none, true, 15);
        Random random = new Random(seed);
        for (int i = 0; i < 1500; i++) {
            int size = random.nextInt(10) == 0 ? random.nextInt(60_000) : random.nextInt(1500);
            byte[] payload = words(random, size);
            if (random.nextInt(8) == 0) {
                random.nextBytes(payload);
            }
            if (random.nextInt(3) > 0) {
                PreparedMessage prepared = PreparedMessage.of(Message.binary(ByteBuffer.wrap(payload)));
                for (Receiver receiver : receivers) {
                    if (random.nextInt(5) > 0) {
                        prepared.sendTo(receiver.ws);
                        receiver.expected.add(brief(payload));
                    }
                }
            } else {
                for (Receiver receiver : receivers) {
                    boolean compress = random.nextInt(6) > 0;
                    receiver.ws.send(Message.binary(ByteBuffer.wrap(payload)), new SendOptions(true, compress), null);
                    receiver.expected.add(brief(payload));
                }
            }
            for (Receiver receiver : receivers) {
                receiver.read();
            }
        }
        for (Receiver receiver : receivers) {
            Harness.await(() -> receiver.ws.bufferedAmount() == 0);
            receiver.read();
            assertThat(receiver.seen).as("seed %s", seed).isEqualTo(receiver.expected);
            assertThat(receiver.ws.compression()).isNotNull();
            assertThat(receiver.ws.compression().sentCompressedBytes())
                    .isLessThan(receiver.ws.compression().sentPlainBytes());
        }
    }

    @Test
    void everyThreadMaySend() throws Exception {
        Receiver receiver = receiver(DeflateOptions.DEFAULT, true, 15);
        int messages = 300;
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            int sender = t;
            Thread thread = new Thread(() -> {
                Random random = new Random(sender);
                for (int i = 0; i < messages; i++) {
                    byte[] payload = words(random, random.nextInt(3000));
                    if (i % 3 == 0) {
                        PreparedMessage.of(Message.binary(ByteBuffer.wrap(payload)))
                                .sendTo(receiver.ws);
                    } else {
                        receiver.ws.send(payload);
                    }
                }
            });
            thread.start();
            threads.add(thread);
        }
        List<String> expected = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Random random = new Random(t);
            for (int i = 0; i < messages; i++) {
                expected.add(brief(words(random, random.nextInt(3000))));
            }
        }
        Harness.await(() -> {
            try {
                receiver.read();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
            return receiver.seen.size() == expected.size();
        });
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(receiver.seen).containsExactlyInAnyOrderElementsOf(expected);
    }

    @Test
    void messagesOfTwoConnectionsInterleaveOnOneThread() throws Exception {
        Receiver first = receiver(DeflateOptions.DEFAULT, true, 15);
        Receiver second = receiver(DeflateOptions.DEFAULT, false, 15);
        for (int i = 0; i < 20; i++) {
            byte[][] wire = {first.deflate(text("first " + i)), second.deflate(text("second " + i))};
            int half = wire[0].length / 2;
            first.harness.peer.send(compressed(Opcode.TEXT, false, Arrays.copyOf(wire[0], half)));
            second.harness.peer.send(compressed(Opcode.TEXT, false, Arrays.copyOf(wire[1], half)));
            second.harness.peer.send(cont(Arrays.copyOfRange(wire[1], half, wire[1].length)));
            first.harness.peer.send(cont(Arrays.copyOfRange(wire[0], half, wire[0].length)));
            first.harness.events.expect("text 'first " + i + "'");
            second.harness.events.expect("text 'second " + i + "'");
        }
        assertThat(pool.lent()).isZero();
    }

    @Test
    void receivedMessagesStay() throws Exception {
        Receiver receiver = receiver(DeflateOptions.DEFAULT, true, 15);
        List<Message> kept = new ArrayList<>();
        receiver.ws.onMessage((ws, message) -> kept.add(message));
        for (int i = 0; i < 5; i++) {
            receiver.harness.peer.send(compressed(Opcode.TEXT, true, receiver.deflate(text("message " + i))));
        }
        assertThat(kept)
                .extracting(Message::text)
                .containsExactly("message 0", "message 1", "message 2", "message 3", "message 4");
    }

    @Test
    void aConnectionThatDiesInsideAMessageLeavesNothingBehind() throws Exception {
        Receiver receiver = receiver(DeflateOptions.DEFAULT, true, 15);
        byte[] wire = receiver.deflate(new byte[100_000]);
        receiver.harness.peer.send(compressed(Opcode.BINARY, false, Arrays.copyOf(wire, 10)));
        assertThat(pool.lent()).isEqualTo(1); // the peer may take its time
        receiver.harness.peer.reset();
        receiver.harness.events.expect("close 1006  unclean");
        assertThat(pool.lent()).isZero();
    }

    @Test
    void brokenDataIsAnsweredWith1007() throws Exception {
        Receiver receiver = receiver(DeflateOptions.DEFAULT, true, 15);
        receiver.harness.peer.send(compressed(Opcode.TEXT, true, new byte[] {(byte) 0xFF, 1, 2, 3}));
        receiver.harness.peer.expect("close 1007 invalid data for an extension");
        assertThat(receiver.ws.closeCause()).hasCauseInstanceOf(java.util.zip.DataFormatException.class);
    }

    @Test
    void bombsAreStoppedAtTheLimit() throws Exception {
        Harness harness = new Harness(Role.SERVER).options(options -> options.maxPayload(1_000_000));
        harness.runtime(runtime)
                .extensions(new PerMessageDeflate(
                        new DeflateAgreement(true, 15, true, 15), DeflateOptions.DEFAULT, pool, runtime.buffers()));
        WebSocketConnection ws = harness.open();
        Deflater deflater = new Deflater(9, true);
        deflater.setInput(new byte[100_000_000]);
        byte[] bomb = new byte[200_000];
        int size = deflater.deflate(bomb, 0, bomb.length, Deflater.SYNC_FLUSH);
        deflater.end();
        harness.peer.send(compressed(Opcode.BINARY, true, Arrays.copyOf(bomb, size - 4)));
        harness.peer.expect("close 1009 message is too big");
        assertThat(ws.compression().receivedPlainBytes()).isBetween(1_000_001L, 1_000_000L + 16_384L);
        assertThat(ws.closeCause()).hasMessage("Max payload size exceeded");
        assertThat(pool.lent()).isZero(); // though the closing handshake goes on
        terminated(harness);
        assertThat(pool.lent()).isZero();
    }

    @Test
    void dataThatGrowsByCompressionCountsAsWhatItBecomes() throws Exception {
        Harness harness = new Harness(Role.SERVER).options(options -> options.maxPayload(1000));
        harness.runtime(runtime)
                .extensions(new PerMessageDeflate(
                        new DeflateAgreement(true, 15, true, 15), DeflateOptions.DEFAULT, pool, runtime.buffers()));
        harness.open();
        byte[] noise = new byte[1000];
        new Random(1).nextBytes(noise);
        Deflater deflater = new Deflater(0, true);
        deflater.setInput(noise);
        byte[] wire = new byte[1100];
        int size = deflater.deflate(wire, 0, wire.length, Deflater.SYNC_FLUSH);
        deflater.end();
        assertThat(size - 4).isGreaterThan(1000);
        harness.peer.send(compressed(Opcode.BINARY, true, Arrays.copyOf(wire, size - 4)));
        harness.events.expect("binary " + brief(noise));
        terminated(harness);
    }

    @Test
    void closingWhileOthersCompressEndsEverySendOnce() throws Exception {
        for (int round = 0; round < 20; round++) {
            Receiver receiver = receiver(
                    DeflateOptions.builder().dedicatedDeflater(round % 2 == 0).build(), true, 15);
            List<Integer> outcomes = java.util.Collections.synchronizedList(new ArrayList<>());
            Thread sender = new Thread(() -> {
                for (int i = 0; i < 50; i++) {
                    int number = i;
                    receiver.ws.send(
                            Message.binary(ByteBuffer.allocate(20_000)),
                            SendOptions.DEFAULT,
                            failure -> outcomes.add(number));
                }
            });
            sender.start();
            while (receiver.ws.compression().sentPlainBytes() < 100_000 && sender.isAlive()) {
                Thread.onSpinWait();
            }
            if (round % 4 < 2) {
                receiver.ws.terminate();
            } else {
                receiver.ws.close(CloseCode.NORMAL, "");
            }
            sender.join();
            receiver.ws.terminate();
            receiver.harness.events.expect("close 1006  unclean");
            Harness.await(() -> outcomes.size() == 50);
            assertThat(outcomes).doesNotHaveDuplicates();
        }
        Harness.await(() -> pool.lent() == 0);
    }

    private static void terminated(Harness harness) throws InterruptedException {
        harness.ws().terminate();
        Harness.await(() -> harness.owned.contains("ended CLOSED"));
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static WireFrame compressed(int opcode, boolean fin, byte[] payload) {
        return fin
                ? WireFrame.of(opcode, payload).rsv(4)
                : WireFrame.of(opcode, payload).rsv(4).more();
    }

    private static WireFrame cont(byte[] payload) {
        return WireFrame.of(Opcode.CONTINUATION, payload);
    }
}
