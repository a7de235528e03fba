package dev.ws.http;

import java.util.regex.Pattern;

/**
 * The protocol versions that this package speaks (RFC 9112 section 2.3). A higher minor version counts as 1.1 (RFC 9110
 * section 2.5).
 */
public enum HttpVersion {
    /** Version 1.0, in which nothing can be upgraded (RFC 9110 section 7.8). */
    HTTP_1_0("HTTP/1.0"),
    /** Version 1.1. */
    HTTP_1_1("HTTP/1.1");

    private static final Pattern FORM = Pattern.compile("HTTP/[0-9]\\.[0-9]");

    private final String text;

    HttpVersion(String text) {
        this.text = text;
    }

    /**
     * Reads a version.
     *
     * @param text the version as received
     * @return the version
     * @throws HttpSyntaxException with 400 when it is none, with 505 when its major version is not 1
     */
    static HttpVersion parse(String text) {
        if (!FORM.matcher(text).matches()) {
            throw new HttpSyntaxException(400, "invalid HTTP version");
        }
        if (text.charAt(5) != '1') {
            throw new HttpSyntaxException(505, "HTTP version is not 1.0 or 1.1");
        }
        return text.charAt(7) == '0' ? HTTP_1_0 : HTTP_1_1;
    }

    /** {@return the version as it stands on the wire, such as {@code HTTP/1.1}} */
    @Override
    public String toString() {
        return text;
    }
}
