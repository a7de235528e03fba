package dev.ws.http;

import dev.ws.Headers;
import java.util.Objects;

/**
 * The head of a response (RFC 9112 section 4).
 *
 * @param version the version
 * @param status the status, 100 to 999: what is above 599 has no meaning, but peers send it
 * @param reason the reason phrase, which may be empty and means nothing
 * @param headers the fields in order
 */
public record HttpResponseHead(HttpVersion version, int status, String reason, Headers headers) {
    /**
     * Checks that everything is there.
     *
     * @throws IllegalArgumentException when the status is out of its range
     */
    public HttpResponseHead {
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(reason, "reason");
        Objects.requireNonNull(headers, "headers");
        if (status < 100 || status > 999) {
            throw new IllegalArgumentException("HTTP status " + status + " is outside 100 to 999");
        }
    }

    /** {@return whether another head follows that is the real answer: 100 to 199 except 101 (RFC 9110 section 15.2)} */
    public boolean isInterim() {
        return status < 200 && status != 101;
    }
}
