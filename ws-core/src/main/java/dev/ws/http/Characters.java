package dev.ws.http;

/** The character classes of HTTP heads beside tokens (RFC 9110 section 5.5), for reading and writing. Stateless. */
final class Characters {
    private Characters() {}

    /**
     * Tells whether a character may be in a field value or a reason phrase: blank, tab, visible ASCII and the bytes
     * above ASCII.
     *
     * @param c the character
     * @return whether it may
     */
    static boolean isText(int c) {
        return c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF);
    }

    /**
     * Tells whether all characters may be in a field value or a reason phrase.
     *
     * @param text the text
     * @return whether they may
     */
    static boolean isText(String text) {
        return text.chars().allMatch(Characters::isText);
    }

    /**
     * Tells whether a text may stand between two blanks as a request target.
     *
     * @param text the text
     * @return whether it is visible ASCII, at least one character
     */
    static boolean isTarget(String text) {
        return !text.isEmpty() && text.chars().allMatch(c -> c > ' ' && c < 0x7F);
    }

    /**
     * Takes blanks and tabs off both ends (RFC 9112 section 5.1), and nothing else.
     *
     * @param value a field value as it stands on the line
     * @return the value
     */
    static String trim(String value) {
        int start = 0;
        int end = value.length();
        while (start < end && isBlank(value.charAt(start))) {
            start++;
        }
        while (end > start && isBlank(value.charAt(end - 1))) {
            end--;
        }
        return value.substring(start, end);
    }

    private static boolean isBlank(char c) {
        return c == ' ' || c == '\t';
    }
}
