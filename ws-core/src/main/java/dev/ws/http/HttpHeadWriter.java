package dev.ws.http;

import dev.ws.Headers;
import dev.ws.extension.HeaderCursor;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/**
 * Writes heads (RFC 9112 sections 3 to 5). Whatever could break out of its place in a line is refused, most of all CR,
 * LF and NUL, so that no value from elsewhere can add fields. Characters up to U+00FF are written as one byte each.
 * Stateless.
 */
public final class HttpHeadWriter {
    private HttpHeadWriter() {}

    /**
     * Writes the head of a request.
     *
     * @param head the head
     * @return its bytes, the empty line included
     * @throws IllegalArgumentException when the method or a field name is no token, or the target or a value holds a
     *     character that does not belong there
     */
    public static ByteBuffer write(HttpRequestHead head) {
        require(HeaderCursor.isToken(head.method()), "method is not a token");
        require(Characters.isTarget(head.target()), "invalid character in the request target");
        return write(head.method() + " " + head.target() + " " + head.version(), head.headers());
    }

    /**
     * Writes the head of a response.
     *
     * @param head the head
     * @return its bytes, the empty line included
     * @throws IllegalArgumentException when a field name is no token, or the reason phrase or a value holds a character
     *     that does not belong there
     */
    public static ByteBuffer write(HttpResponseHead head) {
        require(Characters.isText(head.reason()), "invalid character in the reason phrase");
        return write(head.version() + " " + head.status() + " " + head.reason(), head.headers());
    }

    private static ByteBuffer write(String startLine, Headers headers) {
        StringBuilder head = new StringBuilder(512).append(startLine).append("\r\n");
        for (int i = 0; i < headers.size(); i++) {
            String name = headers.name(i);
            require(HeaderCursor.isToken(name), "header name is not a token");
            require(Characters.isText(headers.value(i)), "invalid character in the value of header " + name);
            head.append(name).append(": ").append(headers.value(i)).append("\r\n");
        }
        return ByteBuffer.wrap(head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1));
    }

    private static void require(boolean fit, String fault) {
        if (!fit) {
            throw new IllegalArgumentException(fault);
        }
    }
}
