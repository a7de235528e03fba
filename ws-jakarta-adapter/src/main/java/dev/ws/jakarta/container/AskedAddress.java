package dev.ws.jakarta.container;

import java.nio.charset.StandardCharsets;

/**
 * What peers write into addresses: browsers leave characters in queries as they are that {@link java.net.URI} refuses, a lone
 * percent sign among them. Stateless.
 */
final class AskedAddress {
    // Besides letters and digits (RFC 2396, by which URI goes): in paths, and more in queries.
    private static final String IN_PATH = "-_.!~*'():@&=+$,;/";
    private static final String IN_QUERY = IN_PATH + "?[]";

    private AskedAddress() {}

    /** {@return a path with everything percent-encoded that a URI cannot have there} */
    static String path(String raw) {
        return encode(raw, IN_PATH);
    }

    /** {@return a query with everything percent-encoded that a URI cannot have there} */
    static String query(String raw) {
        return encode(raw, IN_QUERY);
    }

    /** {@return whether a percent sign is not followed by two hexadecimal digits} */
    static boolean hasLonePercent(String raw) {
        int percent = raw.indexOf('%');
        while (percent >= 0) {
            if (!isEscape(raw, percent)) {
                return true;
            }
            percent = raw.indexOf('%', percent + 1);
        }
        return false;
    }

    /** {@return the text with lone percent signs encoded, so that it can be decoded} */
    static String decodable(String raw) {
        if (!hasLonePercent(raw)) {
            return raw;
        }
        StringBuilder text = new StringBuilder(raw.length() + 8);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            text.append(c);
            if (c == '%' && !isEscape(raw, i)) {
                text.append("25");
            }
        }
        return text.toString();
    }

    private static boolean isEscape(String raw, int percent) {
        return percent + 2 < raw.length()
                && Character.digit(raw.charAt(percent + 1), 16) >= 0
                && Character.digit(raw.charAt(percent + 2), 16) >= 0
                && raw.charAt(percent + 1) < 0x80
                && raw.charAt(percent + 2) < 0x80;
    }

    private static String encode(String raw, String allowed) {
        StringBuilder text = new StringBuilder(raw.length() + 16);
        for (int i = 0; i < raw.length(); i++) {
            char c = raw.charAt(i);
            boolean keep = c == '%' ? isEscape(raw, i) : isAllowed(c, allowed);
            if (keep) {
                text.append(c);
            } else {
                for (byte octet : String.valueOf(c).getBytes(StandardCharsets.UTF_8)) {
                    text.append(String.format("%%%02X", octet));
                }
            }
        }
        return text.toString();
    }

    private static boolean isAllowed(char c, String allowed) {
        if (c >= 0x80) {
            return !Character.isISOControl(c) && !Character.isSpaceChar(c);
        }
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || allowed.indexOf(c) >= 0;
    }
}
