package dev.ws.extension.deflate;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.zip.Deflater;
import java.util.zip.Inflater;

/**
 * The last bytes of plain data of one direction: what takes the place of a zlib stream between messages (RFC 7692 section
 * 7.1.1). The array grows with what is kept, so that a connection pays for no more than it said; at its limit it is a ring, so that
 * appending never shifts. For one thread at a time.
 */
final class History {
    private static final byte[] NONE = {};
    private static final int SMALLEST_STEP = 1024;

    private final int limit;
    private byte[] bytes = NONE; // owner of the stage
    private int size; // owner of the stage
    private int next; // owner of the stage: where the next byte goes

    /**
     * Creates an empty history, which has no array.
     *
     * @param limit the most bytes to keep, 0 for a history that stays empty
     */
    History(int limit) {
        this.limit = limit;
    }

    /** {@return how many bytes there is room for} */
    int capacity() {
        return bytes.length;
    }

    /** {@return how many bytes are kept} */
    int size() {
        return size;
    }

    /**
     * Adds bytes, and drops the oldest ones if the limit is passed.
     *
     * @param plain holds the bytes
     * @param from the index of the first
     * @param to the index behind the last
     */
    void append(ByteBuffer plain, int from, int to) {
        int length = Math.min(limit, to - from);
        int start = to - length;
        if (length > bytes.length - size && bytes.length < limit) {
            grow(Math.min(limit, size + length));
        }
        int straight = Math.min(length, bytes.length - next);
        plain.get(start, bytes, next, straight);
        plain.get(start + straight, bytes, 0, length - straight);
        next += length;
        if (next >= bytes.length) {
            next -= bytes.length;
        }
        size = Math.min(limit, size + length);
    }

    private void grow(int needed) {
        int step = Math.max(SMALLEST_STEP, bytes.length / 2);
        bytes = Arrays.copyOf(bytes, Math.min(limit, Math.max(needed, bytes.length + step)));
        next = size; // below the limit the oldest byte is the first
    }

    /** Forgets everything and frees the array. */
    void clear() {
        bytes = NONE;
        size = 0;
        next = 0;
    }

    /**
     * Makes the last bytes the window of a deflater.
     *
     * @param deflater one for raw data, without unfinished input
     * @param most how many bytes at most
     */
    void preload(Deflater deflater, int most) {
        preload(deflater::setDictionary, most);
    }

    /**
     * Makes the last bytes the window of an inflater.
     *
     * @param inflater one for raw data
     * @param most how many bytes at most
     */
    void preload(Inflater inflater, int most) {
        preload(inflater::setDictionary, most);
    }

    /** Streams of raw data take dictionaries one after the other; zlib joins them in its window. */
    void preload(Dictionary dictionary, int most) {
        int from = next - Math.min(size, most);
        if (from < 0) {
            dictionary.set(bytes, bytes.length + from, -from);
            from = 0;
        }
        if (from < next) {
            dictionary.set(bytes, from, next - from);
        }
    }

    /** What takes the last bytes, the older ones first. */
    @FunctionalInterface
    interface Dictionary {
        void set(byte[] bytes, int from, int length);
    }
}
