package dev.ws.protocol;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Checks UTF-8 (RFC 3629) that arrives in pieces and fails at the first impossible byte. ASCII is skipped eight bytes at
 * a time. Keeps what is expected next: how many continuation bytes, and the range of the first of them, which excludes
 * overlong forms, surrogates and what lies above U+10FFFF.
 */
public final class Utf8Validator {
    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int STRETCH = 64;

    // All: whoever owns the validator.
    private int missing;
    private int lowest = 0x80;
    private int highest = 0xBF;

    /** Creates a validator between two characters. */
    public Utf8Validator() {}

    /** {@return whether the bytes so far end with a whole character} */
    public boolean complete() {
        return missing == 0;
    }

    /** Forgets the bytes so far. */
    public void reset() {
        missing = 0;
        lowest = 0x80;
        highest = 0xBF;
    }

    /**
     * Checks the next bytes.
     *
     * @param bytes the array
     * @param from the first index
     * @param to the index after the last
     * @return false when a byte cannot be part of UTF-8; the validator must then be reset
     */
    public boolean accept(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to) {
            if (missing > 0) {
                int b = bytes[at++] & 0xFF;
                if (b < lowest || b > highest) {
                    return false;
                }
                lowest = 0x80;
                highest = 0xBF;
                missing--;
                continue;
            }
            while (at + 8 <= to && ((long) LONG.get(bytes, at) & HIGH_BITS) == 0) {
                at += 8;
            }
            // What follows is rarely a whole word of ASCII: go on by characters to the end of this stretch.
            at = characters(bytes, at, Math.min(to, at + STRETCH), to);
            if (at < 0) {
                return false;
            }
        }
        return true;
    }

    // Whole characters that begin before the stretch ends, and what there is of one that the input cuts. Returns the
    // index
    // behind, or -1 at an impossible byte.
    private int characters(byte[] bytes, int from, int stretch, int to) {
        int at = from;
        while (at < stretch) {
            int b = bytes[at];
            if (b >= 0) {
                at++;
            } else if (b < (byte) 0xE0 && b >= (byte) 0xC2 && to - at >= 2) {
                if (bytes[at + 1] >= (byte) 0xC0) {
                    return -1;
                }
                at += 2;
            } else if (b > (byte) 0xE0 && b < (byte) 0xED && to - at >= 3) {
                if (bytes[at + 1] >= (byte) 0xC0 || bytes[at + 2] >= (byte) 0xC0) {
                    return -1;
                }
                at += 3;
            } else {
                return cut(bytes, at, to);
            }
        }
        return at;
    }

    // A character with a narrower second byte, an impossible one, or one whose end is not there yet.
    private int cut(byte[] bytes, int from, int to) {
        if (!lead(bytes[from] & 0xFF)) {
            return -1;
        }
        int at = from + 1;
        while (missing > 0 && at < to) {
            int b = bytes[at] & 0xFF;
            if (b < lowest || b > highest) {
                return -1;
            }
            at++;
            lowest = 0x80;
            highest = 0xBF;
            missing--;
        }
        return at;
    }

    // RFC 3629 section 4, the table of well-formed sequences.
    private boolean lead(int b) {
        if (b < 0xC2 || b > 0xF4) {
            return false;
        }
        if (b < 0xE0) {
            missing = 1;
        } else if (b < 0xF0) {
            missing = 2;
            if (b == 0xE0) {
                lowest = 0xA0;
            } else if (b == 0xED) {
                highest = 0x9F;
            }
        } else {
            missing = 3;
            if (b == 0xF0) {
                lowest = 0x90;
            } else if (b == 0xF4) {
                highest = 0x8F;
            }
        }
        return true;
    }
}
