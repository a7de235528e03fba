package dev.ws.frame;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;

/** The ways in which bytes can arrive: at once, byte by byte, cut in two at each point. */
public final class Splits {
    private static final int EVERY_POINT_UP_TO = 2000;

    private Splits() {}

    /** Bytes written as hex digits, blanks ignored. */
    public static byte[] hex(String digits) {
        return HexFormat.of().parseHex(digits.replace(" ", ""));
    }

    /** Joins arrays. */
    public static byte[] join(byte[]... arrays) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(arrays).mapToInt(array -> array.length).sum());
        for (byte[] array : arrays) {
            all.put(array);
        }
        return all.array();
    }

    /** All ways; of long input not each point is tried, but all near both ends and some between. */
    public static List<List<byte[]>> of(byte[] bytes) {
        List<List<byte[]>> ways = new ArrayList<>();
        ways.add(List.of(bytes));
        ways.add(pieces(bytes, 1));
        for (int at = 1; at < bytes.length; at++) {
            if (bytes.length <= EVERY_POINT_UP_TO || at < 40 || at > bytes.length - 20 || at % 16381 == 0) {
                ways.add(List.of(Arrays.copyOf(bytes, at), Arrays.copyOfRange(bytes, at, bytes.length)));
            }
        }
        return ways;
    }

    /** Pieces of a size. */
    public static List<byte[]> pieces(byte[] bytes, int size) {
        List<byte[]> pieces = new ArrayList<>();
        for (int at = 0; at < bytes.length; at += size) {
            pieces.add(Arrays.copyOfRange(bytes, at, Math.min(bytes.length, at + size)));
        }
        return pieces;
    }

    /** Pieces of random sizes. */
    public static List<byte[]> random(byte[] bytes, Random random) {
        List<byte[]> pieces = new ArrayList<>();
        int at = 0;
        while (at < bytes.length) {
            int most = 1 << random.nextInt(16);
            int to = Math.min(bytes.length, at + 1 + random.nextInt(most));
            pieces.add(Arrays.copyOfRange(bytes, at, to));
            at = to;
        }
        return pieces;
    }

    /** A heap buffer with the bytes in the middle of a larger array, which has another offset than 0. */
    public static ByteBuffer offset(byte[] bytes) {
        ByteBuffer larger = ByteBuffer.allocate(bytes.length + 21);
        larger.position(7);
        ByteBuffer slice = larger.slice();
        slice.position(3);
        slice.put(bytes);
        return slice.flip().position(3);
    }

    /** Bytes that are all different from their neighbours. */
    public static byte[] payload(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
