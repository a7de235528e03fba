package dev.ws.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/** The masking of RFC 6455 section 5.3, eight bytes at a time. Masking and unmasking are the same. */
public final class Masking {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

    private Masking() {}

    /**
     * Masks bytes in place.
     *
     * @param bytes the array
     * @param from the first index
     * @param to the index after the last
     * @param key the masking key in network order, whose first byte belongs to {@code from}
     * @return the key turned so that its first byte belongs to {@code to}
     */
    public static int apply(byte[] bytes, int from, int to, int key) {
        int turned = turn(key, to - from);
        if (key == 0) {
            return turned; // four zero bytes change nothing
        }
        long wide = ((long) key << 32) | (key & 0xFFFFFFFFL);
        int i = from;
        for (int end = to - 31; i < end; i += 32) {
            LONG.set(bytes, i, (long) LONG.get(bytes, i) ^ wide);
            LONG.set(bytes, i + 8, (long) LONG.get(bytes, i + 8) ^ wide);
            LONG.set(bytes, i + 16, (long) LONG.get(bytes, i + 16) ^ wide);
            LONG.set(bytes, i + 24, (long) LONG.get(bytes, i + 24) ^ wide);
        }
        for (int end = to - 7; i < end; i += 8) {
            LONG.set(bytes, i, (long) LONG.get(bytes, i) ^ wide);
        }
        for (int shift = 56; i < to; i++, shift -= 8) {
            bytes[i] ^= (byte) (wide >>> shift);
        }
        return turned;
    }

    private static int turn(int key, int bytes) {
        return Integer.rotateLeft(key, (bytes & 3) << 3);
    }
}
