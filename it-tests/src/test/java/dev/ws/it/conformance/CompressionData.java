package dev.ws.it.conformance;

import dev.ws.it.wire.WireFrame;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;

/** Kinds of data that compress differently, each a long piece made once, of which messages are cut at changing places. */
enum CompressionData {
    /** Records with names that repeat and values that do not. */
    JSON(WireFrame.TEXT),
    /** Words in a random order. */
    PROSE(WireFrame.TEXT),
    /** Bytes that do not compress. */
    RANDOM(WireFrame.BINARY),
    /** The same few bytes over and over. */
    SAME(WireFrame.BINARY),
    /** Stretches of all of them, and of numbers that grow slowly. */
    MIXED(WireFrame.BINARY);

    private static final int LENGTH = 512 << 10;
    private static final String[] WORDS =
            ("the wind had turned before noon and nobody on the quay was in a hurry to say so, least of all the pilot, "
                            + "who counted crates, ropes, lamps, barrels, gulls and minutes as if each were worth a coin")
                    .split(" ", -1);
    private static final Map<CompressionData, byte[]> MADE = new ConcurrentHashMap<>();

    private final int opcode;

    CompressionData(int opcode) {
        this.opcode = opcode;
    }

    int opcode() {
        return opcode;
    }

    /** The message of this size and number. */
    byte[] message(int size, int number) {
        byte[] all = MADE.computeIfAbsent(this, CompressionData::make);
        int from = (int) (number * 7919L % (LENGTH - size + 1));
        return Arrays.copyOfRange(all, from, from + size);
    }

    private static byte[] make(CompressionData kind) {
        Random random = new Random(kind.name().hashCode());
        return switch (kind) {
            case JSON -> json(random);
            case PROSE -> prose(random);
            case RANDOM -> {
                byte[] bytes = new byte[LENGTH];
                random.nextBytes(bytes);
                yield bytes;
            }
            case SAME -> {
                byte[] bytes = new byte[LENGTH];
                for (int i = 0; i < LENGTH; i++) {
                    bytes[i] = (byte) "abcabd".charAt(i % 6);
                }
                yield bytes;
            }
            case MIXED -> mixed(random);
        };
    }

    private static byte[] json(Random random) {
        StringBuilder out = new StringBuilder();
        for (int i = 0; out.length() < LENGTH; i++) {
            out.append(String.format(
                    Locale.ROOT,
                    "{\"id\":%d,\"name\":\"%s-%d\",\"active\":%b,\"score\":%.3f,\"tags\":[\"%s\",\"%s\"]},%n",
                    i,
                    word(random),
                    random.nextInt(1000),
                    random.nextBoolean(),
                    random.nextGaussian(),
                    word(random),
                    word(random)));
        }
        return Arrays.copyOf(out.toString().getBytes(StandardCharsets.US_ASCII), LENGTH);
    }

    private static byte[] prose(Random random) {
        StringBuilder out = new StringBuilder();
        while (out.length() < LENGTH) {
            out.append(word(random)).append(random.nextInt(12) == 0 ? ".\n" : " ");
        }
        return Arrays.copyOf(out.toString().getBytes(StandardCharsets.US_ASCII), LENGTH);
    }

    private static String word(Random random) {
        return WORDS[random.nextInt(WORDS.length)];
    }

    private static byte[] mixed(Random random) {
        byte[] bytes = new byte[LENGTH];
        int at = 0;
        for (int round = 0; at < LENGTH; round++) {
            int length = Math.min(LENGTH - at, 100 + random.nextInt(3000));
            for (int i = 0; i < length; i++, at++) {
                bytes[at] = (byte)
                        switch (round % 4) {
                            case 0 -> random.nextInt();
                            case 1 -> 0;
                            case 2 -> i >> 3;
                            default -> WORDS[i % WORDS.length].charAt(0);
                        };
            }
        }
        return bytes;
    }
}
