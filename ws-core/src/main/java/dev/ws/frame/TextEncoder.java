package dev.ws.frame;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.CharBuffer;
import java.nio.charset.CharsetEncoder;
import java.nio.charset.StandardCharsets;

/**
 * Encodes strings as UTF-8 straight into a buffer, with scratch space of its own and nothing else allocated. Unpaired
 * surrogates become {@code ?}. For one thread at a time; lent by a {@link BufferPool}.
 *
 * <p>ASCII takes three vectorised steps: characters out of the string, characters to bytes, a look at the high bits.
 */
public final class TextEncoder {
    /** The longest text in characters that this encodes. */
    public static final int MOST_CHARS = 5 * 1024;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.nativeOrder());
    private static final long HIGH_BITS = 0x8080808080808080L;
    private static final int SHORT_TEXT = 48;

    // All: the borrowing thread.
    private final char[] chars = new char[MOST_CHARS];
    private final CharBuffer source = CharBuffer.wrap(chars);
    private final CharsetEncoder latin1 = StandardCharsets.ISO_8859_1.newEncoder();

    /** Creates an encoder. */
    public TextEncoder() {}

    /**
     * Encodes a text on the guess that it is ASCII.
     *
     * @param text at most {@link #MOST_CHARS} characters
     * @param target a heap buffer; its position is not moved
     * @param from the index of the first byte in it; there is room for a byte per character
     * @return false when a character is not ASCII; what was written is then of no use
     */
    boolean encodeAscii(String text, ByteBuffer target, int from) {
        int length = text.length();
        byte[] bytes = target.array();
        int base = target.arrayOffset() + from;
        if (length < SHORT_TEXT) {
            int seen = 0;
            for (int i = 0; i < length; i++) {
                char c = text.charAt(i);
                seen |= c;
                bytes[base + i] = (byte) c;
            }
            return seen < 0x80;
        }
        text.getChars(0, length, chars, 0);
        source.position(0).limit(length);
        int position = target.position();
        target.position(from);
        latin1.reset().encode(source, target, true);
        target.position(position);
        return !source.hasRemaining() && isAscii(bytes, base, base + length);
    }

    private static boolean isAscii(byte[] bytes, int from, int to) {
        int at = from;
        long seen = 0;
        for (int end = to - 7; at < end; at += 8) {
            seen |= (long) LONG.get(bytes, at);
        }
        for (; at < to; at++) {
            seen |= bytes[at];
        }
        return (seen & HIGH_BITS) == 0;
    }

    /**
     * Encodes a text.
     *
     * @param text at most {@link #MOST_CHARS} characters
     * @param target takes up to three bytes per character
     * @param from the first index in the target
     * @return the number of bytes
     */
    int encode(String text, byte[] target, int from) {
        int length = text.length();
        text.getChars(0, length, chars, 0);
        int at = from;
        for (int i = 0; i < length; i++) {
            char c = chars[i];
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at] = (byte) (0xC0 | (c >> 6));
                target[at + 1] = continuation(c);
                at += 2;
            } else if (!Character.isSurrogate(c)) {
                target[at] = (byte) (0xE0 | (c >> 12));
                target[at + 1] = continuation(c >> 6);
                target[at + 2] = continuation(c);
                at += 3;
            } else if (Character.isHighSurrogate(c) && i + 1 < length && Character.isLowSurrogate(chars[i + 1])) {
                int codePoint = Character.toCodePoint(c, chars[++i]);
                target[at] = (byte) (0xF0 | (codePoint >> 18));
                target[at + 1] = continuation(codePoint >> 12);
                target[at + 2] = continuation(codePoint >> 6);
                target[at + 3] = continuation(codePoint);
                at += 4;
            } else {
                target[at++] = '?';
            }
        }
        return at - from;
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
