package dev.ws.extension;

import org.jspecify.annotations.Nullable;

/**
 * Walks once through a header field value that is made of tokens, separators and blanks (RFC 9110 section 5.6). Each
 * character is looked at a fixed number of times, so hostile values cost no more than their length. For one thread; made
 * for one value.
 */
public final class HeaderCursor {
    private static final boolean[] TOKEN = new boolean[128];

    static {
        // RFC 9110 section 5.6.2: visible ASCII without delimiters.
        for (char c = '!'; c <= '~'; c++) {
            TOKEN[c] = "\"(),/:;<=>?@[\\]{}".indexOf(c) < 0;
        }
    }

    private final String value;
    private int index; // the one thread that parses

    /**
     * Starts before the first character.
     *
     * @param value the field value
     */
    public HeaderCursor(String value) {
        this.value = value;
    }

    /**
     * Tells whether a text is a token.
     *
     * @param text the text
     * @return whether it is one: at least one character, all of them token characters
     */
    public static boolean isToken(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (!isTokenCharacter(text.charAt(i))) {
                return false;
            }
        }
        return !text.isEmpty();
    }

    private static boolean isTokenCharacter(char c) {
        return c < TOKEN.length && TOKEN[c];
    }

    /** {@return where the next character is, 0 to the length of the value} */
    public int index() {
        return index;
    }

    /** {@return whether everything was read} */
    public boolean atEnd() {
        return index == value.length();
    }

    /**
     * Reads a token.
     *
     * @return the token
     * @throws HeaderSyntaxException when none begins here
     */
    public String token() {
        int start = index;
        while (!atEnd() && isTokenCharacter(value.charAt(index))) {
            index++;
        }
        if (index == start) {
            throw unexpected();
        }
        return value.substring(start, index);
    }

    /**
     * Reads a token, or a quoted string whose content is a token (RFC 6455 section 9.1).
     *
     * @return the token without quotes and escapes
     * @throws HeaderSyntaxException when neither begins here or the quoted string is broken
     */
    public String tokenOrQuoted() {
        if (!skip('"')) {
            return token();
        }
        StringBuilder token = new StringBuilder();
        while (!skip('"')) {
            skip('\\');
            token.append(next());
        }
        if (token.isEmpty()) {
            index--; // the fault is the quote that came too early
            throw unexpected();
        }
        return token.toString();
    }

    private char next() {
        if (atEnd() || !isTokenCharacter(value.charAt(index))) {
            throw unexpected();
        }
        return value.charAt(index++);
    }

    /**
     * Reads a quoted string (RFC 9110 section 5.6.4).
     *
     * @return its content without quotes and escapes, which may be empty; null when none begins here
     * @throws HeaderSyntaxException when it does not end, or holds a control character
     */
    public @Nullable String quotedString() {
        if (!skip('"')) {
            return null;
        }
        StringBuilder content = new StringBuilder();
        while (!skip('"')) {
            skip('\\');
            if (atEnd() || !isText(value.charAt(index))) {
                throw unexpected();
            }
            content.append(value.charAt(index++));
        }
        return content.toString();
    }

    private static boolean isText(char c) {
        return c == '\t' || (c >= ' ' && c != 0x7F && c <= 0xFF);
    }

    /**
     * Reads the other form of credentials (RFC 9110 section 11.2), if all up to the next comma or the end is one. What
     * follows, blanks aside, tells it from the name of a parameter.
     *
     * @return the text, or null when there is none; nothing was read then
     */
    public @Nullable String token68() {
        int start = index;
        while (!atEnd() && isToken68Character(value.charAt(index))) {
            index++;
        }
        boolean some = index > start;
        while (!atEnd() && value.charAt(index) == '=') {
            index++;
        }
        int end = index;
        skipBlanks();
        if (some && (atEnd() || value.charAt(index) == ',')) {
            return value.substring(start, end);
        }
        index = start;
        return null;
    }

    private static boolean isToken68Character(char c) {
        return c == '/' || (isTokenCharacter(c) && "!#$%&'*^`|".indexOf(c) < 0);
    }

    /**
     * Steps over one character if it is the next.
     *
     * @param expected the character
     * @return whether it was there
     */
    public boolean skip(char expected) {
        if (atEnd() || value.charAt(index) != expected) {
            return false;
        }
        index++;
        return true;
    }

    /**
     * Steps over blanks and tabs before an element. The value must not begin with one, because HTTP strips them.
     *
     * @throws HeaderSyntaxException when the value begins with a blank
     */
    public void blanksBefore() {
        if (index > 0) {
            skipBlanks();
        }
    }

    /**
     * Steps over blanks and tabs after an element. The value must not end with one, because HTTP strips them.
     *
     * @throws HeaderSyntaxException when the value ends with a blank
     */
    public void blanksAfter() {
        if (skipBlanks() && atEnd()) {
            throw unexpected();
        }
    }

    /**
     * Steps over blanks and tabs, wherever they are.
     *
     * @return whether there were any
     */
    public boolean skipBlanks() {
        int start = index;
        while (!atEnd() && (value.charAt(index) == ' ' || value.charAt(index) == '\t')) {
            index++;
        }
        return index > start;
    }

    /** {@return the exception that says that what is here does not belong here} */
    public HeaderSyntaxException unexpected() {
        return new HeaderSyntaxException(
                atEnd() ? "Unexpected end of input" : "Unexpected character at index " + index, index);
    }
}
