package dev.ws;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;

/** Makes strings of UTF-8 that was checked already, with less garbage than the JDK, which has to expect anything. */
final class Utf8 {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;

    private Utf8() {}

    /**
     * Decodes bytes. Malformed ones become U+FFFD, as the JDK does it.
     *
     * @param bytes the array
     * @param from the first index
     * @param length how many bytes
     * @return the text
     */
    static String decode(byte[] bytes, int from, int length) {
        int to = from + length;
        int ascii = asciiUntil(bytes, from, to);
        if (ascii == to) {
            return new String(bytes, from, length, StandardCharsets.ISO_8859_1);
        }
        char[] chars = new char[length];
        int count = ascii - from;
        for (int i = 0; i < count; i++) {
            chars[i] = (char) bytes[from + i];
        }
        count = decode(bytes, ascii, to, chars, count);
        return count < 0 ? new String(bytes, from, length, StandardCharsets.UTF_8) : new String(chars, 0, count);
    }

    private static int asciiUntil(byte[] bytes, int from, int to) {
        int at = from;
        while (at + 8 <= to && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
            at += 8;
        }
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        return at;
    }

    // Returns the number of characters, or -1 for anything that is not as it should be (RFC 3629 section 4).
    private static int decode(byte[] bytes, int from, int to, char[] chars, int before) {
        int count = before;
        int at = from;
        while (at < to) {
            int b = bytes[at];
            if (b >= 0) {
                chars[count++] = (char) b;
                at++;
            } else if (b < (byte) 0xE0) {
                if (b < (byte) 0xC2 || to - at < 2 || isNoContinuation(bytes[at + 1])) {
                    return -1;
                }
                chars[count++] = (char) (((b & 0x1F) << 6) | (bytes[at + 1] & 0x3F));
                at += 2;
            } else if (b < (byte) 0xF0) {
                if (to - at < 3 || isNoContinuation(bytes[at + 1]) || isNoContinuation(bytes[at + 2])) {
                    return -1;
                }
                char c = (char) (((b & 0x0F) << 12) | ((bytes[at + 1] & 0x3F) << 6) | (bytes[at + 2] & 0x3F));
                if (c < 0x800 || Character.isSurrogate(c)) {
                    return -1;
                }
                chars[count++] = c;
                at += 3;
            } else {
                if (to - at < 4
                        || isNoContinuation(bytes[at + 1])
                        || isNoContinuation(bytes[at + 2])
                        || isNoContinuation(bytes[at + 3])) {
                    return -1;
                }
                int codePoint = ((b & 0x0F) << 18)
                        | ((bytes[at + 1] & 0x3F) << 12)
                        | ((bytes[at + 2] & 0x3F) << 6)
                        | (bytes[at + 3] & 0x3F);
                if (codePoint < 0x10000 || codePoint > Character.MAX_CODE_POINT) {
                    return -1;
                }
                chars[count] = Character.highSurrogate(codePoint);
                chars[count + 1] = Character.lowSurrogate(codePoint);
                count += 2;
                at += 4;
            }
        }
        return count;
    }

    private static boolean isNoContinuation(byte b) {
        return (b & 0xC0) != 0x80;
    }
}
