package dev.ws.extension.deflate;

import java.util.Arrays;

/**
 * A plain reading of RFC 1951 that fails on references which reach further back than a window, or than what there is.
 * zlib cannot be used for it from Java: its window is always 32 KiB.
 */
public final class WindowCheckingInflater {
    private static final int[] LENGTH_BASE = {
        3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227,
        258
    };
    private static final int[] LENGTH_EXTRA = {
        0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0
    };
    private static final int[] DISTANCE_BASE = {
        1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097,
        6145, 8193, 12289, 16385, 24577
    };
    private static final int[] CODE_LENGTH_ORDER = {16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15};
    private static final Code FIXED_LITERALS;
    private static final Code FIXED_DISTANCES;

    static {
        int[] lengths = new int[288];
        Arrays.fill(lengths, 8);
        Arrays.fill(lengths, 144, 256, 9);
        Arrays.fill(lengths, 256, 280, 7);
        FIXED_LITERALS = new Code(lengths);
        int[] distances = new int[30];
        Arrays.fill(distances, 5);
        FIXED_DISTANCES = new Code(distances);
    }

    private final int window;
    private byte[] out = new byte[1 << 16];
    private int size;
    private byte[] in = {};
    private int bit;
    private int furthest;

    /** Starts with an empty window of two to the power of {@code bits} bytes. */
    public WindowCheckingInflater(int bits) {
        window = 1 << bits;
    }

    /** Forgets the window. */
    public void reset() {
        size = 0;
    }

    /** {@return the largest distance seen} */
    public int furthest() {
        return furthest;
    }

    /** Reads blocks that end with a byte, and tells what they hold. */
    public byte[] inflate(byte[] compressed) {
        in = compressed;
        bit = 0;
        int keep = Math.min(size, 32768);
        System.arraycopy(out, size - keep, out, 0, keep);
        size = keep;
        while (bit < 8 * in.length) {
            bits(1);
            switch (bits(2)) {
                case 0 -> stored();
                case 1 -> compressed(FIXED_LITERALS, FIXED_DISTANCES);
                case 2 -> dynamic();
                default -> throw new AssertionError("block of a reserved type");
            }
        }
        return Arrays.copyOfRange(out, keep, size);
    }

    private int bits(int count) {
        int value = 0;
        for (int i = 0; i < count; i++, bit++) {
            value |= (in[bit >> 3] >> (bit & 7) & 1) << i;
        }
        return value;
    }

    private void put(byte value) {
        if (size == out.length) {
            out = Arrays.copyOf(out, 2 * size);
        }
        out[size++] = value;
    }

    private void stored() {
        bit = (bit + 7) / 8 * 8;
        int length = bits(16);
        if (bits(16) != (~length & 0xFFFF)) {
            throw new AssertionError("stored block with a wrong length");
        }
        for (int i = 0; i < length; i++) {
            put((byte) bits(8));
        }
    }

    private void dynamic() {
        int literals = bits(5) + 257;
        int distances = bits(5) + 1;
        int[] codeLengths = new int[19];
        int count = bits(4) + 4;
        for (int i = 0; i < count; i++) {
            codeLengths[CODE_LENGTH_ORDER[i]] = bits(3);
        }
        Code code = new Code(codeLengths);
        int[] lengths = new int[literals + distances];
        int at = 0;
        while (at < lengths.length) {
            int symbol = symbol(code);
            if (symbol < 16) {
                lengths[at++] = symbol;
                continue;
            }
            int repeated = symbol == 16 ? lengths[at - 1] : 0;
            int times = symbol == 16 ? 3 + bits(2) : symbol == 17 ? 3 + bits(3) : 11 + bits(7);
            Arrays.fill(lengths, at, at + times, repeated);
            at += times;
        }
        compressed(
                new Code(Arrays.copyOf(lengths, literals)),
                new Code(Arrays.copyOfRange(lengths, literals, lengths.length)));
    }

    private void compressed(Code literals, Code distances) {
        for (int symbol = symbol(literals); symbol != 256; symbol = symbol(literals)) {
            if (symbol < 256) {
                put((byte) symbol);
                continue;
            }
            int length = LENGTH_BASE[symbol - 257] + bits(LENGTH_EXTRA[symbol - 257]);
            int code = symbol(distances);
            int distance = DISTANCE_BASE[code] + bits(Math.max(0, code / 2 - 1));
            furthest = Math.max(furthest, distance);
            if (distance > window || distance > size) {
                throw new AssertionError("reference " + distance + " back, window " + window + ", there are " + size);
            }
            for (int i = 0; i < length; i++) {
                put(out[size - distance]);
            }
        }
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
        throw new AssertionError("a code that stands for nothing");
    }

    /** A canonical Huffman code: how many codes of each length, and the symbols in order. */
    private static final class Code {
        private final int[] counts = new int[16];
        private final int[] symbols;

        private Code(int[] lengths) {
            symbols = new int[lengths.length];
            int next = 0;
            for (int length = 1; length < counts.length; length++) {
                for (int symbol = 0; symbol < lengths.length; symbol++) {
                    if (lengths[symbol] == length) {
                        symbols[next++] = symbol;
                        counts[length]++;
                    }
                }
            }
        }
    }
}
