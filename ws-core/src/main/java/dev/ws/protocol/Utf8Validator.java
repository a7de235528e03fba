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
            int stretch = Math.min(to, at + 32);
            while (at < stretch && missing == 0) {
                int b = bytes[at++];
                if (b >= 0) {
                    continue;
                }
                if (!lead(b & 0xFF)) {
                    return false;
                }
                while (missing > 0 && at < to) {
                    int next = bytes[at] & 0xFF;
                    if (next < lowest || next > highest) {
                        return false;
                    }
                    at++;
                    lowest = 0x80;
                    highest = 0xBF;
                    missing--;
                }
            }
        }
        return true;
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
