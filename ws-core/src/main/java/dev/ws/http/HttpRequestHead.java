package dev.ws.http;

import dev.ws.Headers;
import java.util.Objects;

/**
 * The head of a request (RFC 9112 section 3).
 *
 * @param method the method, compared with case
 * @param target the request target as sent, in any of its four forms; neither decoded nor checked beyond its characters
 * @param version the version
 * @param headers the fields in order
 */
public record HttpRequestHead(String method, String target, HttpVersion version, Headers headers) {
    /** Checks that everything is there. */
    public HttpRequestHead {
        Objects.requireNonNull(method, "method");
        Objects.requireNonNull(target, "target");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(headers, "headers");
    }
}
