package dev.ws.handshake;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;

/**
 * Percent-encoding as browsers do it, by the URL standard (WHATWG): each part of an address has characters of its own
 * that cannot stay. A percent sign stays wherever it is, also a lone one, so that encoding twice changes nothing.
 * Stateless.
 */
final class PercentEncoding {
    /** What is encoded in a query. */
    static final String QUERY = " \"#<>'";

    /** What is encoded in the query behind a UNIX domain socket. */
    static final String OTHER_QUERY = " \"#<>";

    /** What is encoded in a path. */
    static final String PATH = OTHER_QUERY + "?^`{}";

    /** What is encoded in a user's name and password. */
    static final String USER_INFO = PATH + "/:;=@[\\]|";

    /** The visible characters that {@link java.net.URI} does not take in a query. */
    static final String JAVA_QUERY = "\"#<>\\^`{|}";

    /** The visible characters that {@link java.net.URI} does not take in a path. */
    static final String JAVA_PATH = JAVA_QUERY + "[]";

    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private PercentEncoding() {}

    /**
     * Encodes a part of an address in UTF-8. Half a surrogate pair becomes U+FFFD.
     *
     * @param text the part as written
     * @param special which of the visible ASCII characters are encoded; all others but these are
     * @return the part in visible ASCII
     */
    static String encode(String text, String special) {
        StringBuilder encoded = null;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            boolean stays = c > ' ' && c < 0x7F && special.indexOf(c) < 0;
            if (!stays && encoded == null) {
                encoded = new StringBuilder(text.length() + 16).append(text, 0, i);
            }
            if (encoded != null) {
                if (stays) {
                    encoded.append((char) c);
                } else {
                    append(encoded, c);
                }
            }
            i += Character.charCount(c);
        }
        return encoded == null ? text : encoded.toString();
    }

    private static void append(StringBuilder encoded, int codePoint) {
        boolean half = codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE;
        String character = Character.toString(half ? 0xFFFD : codePoint);
        for (byte b : character.getBytes(StandardCharsets.UTF_8)) {
            encoded.append('%').append(HEX.toHexDigits(b));
        }
    }

    /**
     * Encodes each percent sign that no two hexadecimal digits follow.
     *
     * @param text the text
     * @return the text as {@link java.net.URI} takes it
     */
    static String encodeLonePercent(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        StringBuilder encoded = new StringBuilder(text.length() + 16);
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            encoded.append(c);
            if (c == '%' && !isEscape(text, i)) {
                encoded.append("25");
            }
        }
        return encoded.toString();
    }

    /**
     * Decodes in UTF-8. A percent sign that no two hexadecimal digits follow stays; bytes that are no UTF-8 become U+FFFD.
     *
     * @param text encoded text
     * @return the text meant
     */
    static String decode(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(text.length());
        for (int i = 0; i < text.length(); ) {
            if (isEscape(text, i)) {
                bytes.write(HexFormat.fromHexDigits(text, i + 1, i + 3));
                i += 3;
            } else {
                String character = Character.toString(text.codePointAt(i));
                bytes.writeBytes(character.getBytes(StandardCharsets.UTF_8));
                i += character.length();
            }
        }
        return bytes.toString(StandardCharsets.UTF_8);
    }

    private static boolean isEscape(String text, int index) {
        return text.charAt(index) == '%'
                && index + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(index + 1))
                && HexFormat.isHexDigit(text.charAt(index + 2));
    }
}
