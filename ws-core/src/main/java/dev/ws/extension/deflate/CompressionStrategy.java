package dev.ws.extension.deflate;

import java.util.zip.Deflater;

/** How the deflater looks for repetitions: the strategies of zlib that {@link Deflater} knows. */
public enum CompressionStrategy {
    /** For any data. */
    DEFAULT(Deflater.DEFAULT_STRATEGY),
    /** For data made of small values with a somewhat random distribution; more Huffman coding, fewer matches. */
    FILTERED(Deflater.FILTERED),
    /** No matches at all: fast, and nothing of one message can show in the size of another. */
    HUFFMAN_ONLY(Deflater.HUFFMAN_ONLY);

    private final int value;

    CompressionStrategy(int value) {
        this.value = value;
    }

    /** {@return the number that {@link Deflater#setStrategy} takes} */
    public int value() {
        return value;
    }
}
