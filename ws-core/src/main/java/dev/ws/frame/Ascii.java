package dev.ws.frame;

/** Copies text that is ASCII without an array between. */
final class Ascii {
    private Ascii() {}

    /**
     * Copies characters as bytes.
     *
     * @param text the text
     * @param target takes the bytes
     * @param from the first index in the target
     * @param length the length of the text
     * @return false when a character is not ASCII; the target's content is then undefined
     */
    static boolean copy(String text, byte[] target, int from, int length) {
        int seen = 0;
        for (int i = 0; i < length; i++) {
            char c = text.charAt(i);
            seen |= c;
            target[from + i] = (byte) c;
        }
        return seen < 0x80;
    }
}
