package dev.ws.it.wire;

import java.util.Arrays;

/**
 * Reads the symbols of raw DEFLATE data (RFC 1951), without the bytes they stand for, and tells how far back the longest
 * reference reaches. {@code java.util.zip} cannot inflate with a small window; this finds what a small window would miss.
 * Simple and slow.
 */
public final class DeflateReach {
    private static final int[] ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};

    private final byte[] data;
    private int bit; // the one thread that reads; the position in bits
    private int longest; // the one thread that reads

    private DeflateReach(byte[] data) {
        this.data = data;
    }

    /**
     * The longest distance in these blocks.
     *
     * @param blocks whole blocks, the last of which ends with the array
     */
    public static int of(byte[] blocks) {
        DeflateReach reader = new DeflateReach(blocks);
        while (reader.bit < 8 * blocks.length) {
            reader.block();
        }
        return reader.longest;
    }

    private void block() {
        if (bits(1) != 0) {
            throw new AssertionError("a final block");
        }
        switch (bits(2)) {
            case 0 -> {
                bit = (bit + 7) / 8 * 8;
                int length = bits(16);
                if ((length ^ bits(16)) != 0xFFFF) {
                    throw new AssertionError("a stored block with a wrong length");
                }
                bit += 8 * length;
            }
            case 1 -> {
                int[] lengths = new int[288];
                Arrays.fill(lengths, 0, 144, 8);
                Arrays.fill(lengths, 144, 256, 9);
                Arrays.fill(lengths, 256, 280, 7);
                Arrays.fill(lengths, 280, 288, 8);
                int[] distances = new int[30];
                Arrays.fill(distances, 5);
                symbols(new Code(lengths), new Code(distances));
            }
            case 2 -> dynamic();
            default -> throw new AssertionError("a block of a reserved type");
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int count = bits(4) + 4;
        int[] lengths = new int[19];
        for (int i = 0; i < count; i++) {
            lengths[ORDER[i]] = bits(3);
        }
        Code code = new Code(lengths);
        int[] all = new int[literals + distances];
        for (int i = 0; i < all.length; ) {
            int symbol = symbol(code);
            if (symbol < 16) {
                all[i++] = symbol;
            } else {
                int value = symbol == 16 ? all[i - 1] : 0;
                int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
                Arrays.fill(all, i, i + times, value);
                i += times;
            }
        }
        symbols(new Code(Arrays.copyOf(all, literals)), new Code(Arrays.copyOfRange(all, literals, all.length)));
    }

    private void symbols(Code literals, Code distances) {
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol > 256) {
                bits(symbol < 265 || symbol == 285 ? 0 : (symbol - 261) / 4); // the length does not matter
                int distance = symbol(distances);
                int extra = distance < 4 ? 0 : distance / 2 - 1;
                int base = distance < 4 ? distance : (2 + (distance & 1)) << extra;
                longest = Math.max(longest, 1 + base + bits(extra));
            }
        }
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (data[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    private int symbol(Code code) {
        int value = 0;
        int first = 0;
        int index = 0;
        for (int length = 1; length <= 15; length++) {
            value |= bits(1);
            int count = code.counts[length];
            if (value - count < first) {
                return code.symbols[index + value - first];
            }
            index += count;
            first = (first + count) << 1;
            value <<= 1;
        }
        throw new AssertionError("not a code");
    }

    /** A canonical Huffman code (RFC 1951 section 3.2.2): how many codes of each length, and the symbols in order. */
    private static final class Code {
        final int[] counts = new int[16];
        final int[] symbols;

        Code(int[] lengths) {
            symbols = new int[lengths.length];
            int next = 0;
            for (int length = 1; length <= 15; length++) {
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        counts[length]++;
                        symbols[next++] = symbol;
                    }
                }
            }
        }
    }
}
