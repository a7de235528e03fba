package dev.ws.frame;

/** Encodes strings as UTF-8 straight into a buffer, without an array between. Unpaired surrogates become {@code ?}. */
final class Utf8Encoder {
    private Utf8Encoder() {}

    /**
     * Copies characters on the guess that all are ASCII.
     *
     * @param text the text
     * @param target takes a byte per character
     * @param from the first index in the target
     * @return false when a character is not ASCII; what was written is then of no use
     */
    static boolean encodeAscii(String text, byte[] target, int from) {
        int seen = 0;
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            target[from + i] = (byte) c;
        }
        return seen < 0x80;
    }

    /**
     * Counts the bytes that a text takes.
     *
     * @param text the text, whose bytes must be countable by an int
     * @return the number of bytes
     */
    static int length(String text) {
        int bytes = 0;
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                bytes++;
            } else if (c < 0x800) {
                bytes += 2;
            } else if (!Character.isSurrogate(c)) {
                bytes += 3;
            } else if (isPair(text, i)) {
                bytes += 4;
                i++;
            } else {
                bytes++;
            }
        }
        return bytes;
    }

    /**
     * Encodes a text.
     *
     * @param text the text
     * @param target takes {@link #length} bytes
     * @param from the first index in the target
     */
    static void encode(String text, byte[] target, int from) {
        int at = from;
        for (int i = 0, length = text.length(); i < length; i++) {
            char c = text.charAt(i);
            if (c < 0x80) {
                target[at++] = (byte) c;
            } else if (c < 0x800) {
                target[at++] = (byte) (0xC0 | (c >> 6));
                target[at++] = continuation(c);
            } else if (!Character.isSurrogate(c)) {
                target[at++] = (byte) (0xE0 | (c >> 12));
                target[at++] = continuation(c >> 6);
                target[at++] = continuation(c);
            } else if (isPair(text, i)) {
                int codePoint = Character.toCodePoint(c, text.charAt(++i));
                target[at++] = (byte) (0xF0 | (codePoint >> 18));
                target[at++] = continuation(codePoint >> 12);
                target[at++] = continuation(codePoint >> 6);
                target[at++] = continuation(codePoint);
            } else {
                target[at++] = '?';
            }
        }
    }

    private static boolean isPair(String text, int high) {
        return Character.isHighSurrogate(text.charAt(high))
                && high + 1 < text.length()
                && Character.isLowSurrogate(text.charAt(high + 1));
    }

    private static byte continuation(int bits) {
        return (byte) (0x80 | (bits & 0x3F));
    }
}
