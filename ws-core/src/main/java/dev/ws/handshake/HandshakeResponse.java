package dev.ws.handshake;

import dev.ws.Headers;
import java.util.Objects;

/**
 * The HTTP answer to an opening handshake: 101, 200 for one in HTTP/2, or a refusal.
 *
 * @param status the HTTP status
 * @param headers the header fields, without those a server adds itself (date, content length)
 * @param body the body of a refusal, sent as {@code text/html} unless the headers name another type; empty for 101 and 200
 */
public record HandshakeResponse(int status, Headers headers, String body) {
    private static final HandshakeResponse UPGRADE_REQUIRED = new HandshakeResponse(
            426, Headers.of("Content-Type", "text/plain", "Upgrade", "websocket"), ReasonPhrase.of(426));

    /** Checks that everything is there. */
    public HandshakeResponse {
        Objects.requireNonNull(headers, "headers");
        Objects.requireNonNull(body, "body");
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("HTTP status " + status + " is outside 100 to 599");
        }
    }

    /**
     * A refusal without further header fields.
     *
     * @param status the HTTP status
     * @param body the body
     * @return the response
     */
    public static HandshakeResponse refuse(int status, String body) {
        return new HandshakeResponse(status, Headers.EMPTY, body);
    }

    /**
     * A refusal whose body is the status's standard phrase, such as {@code Forbidden}.
     *
     * @param status the HTTP status
     * @return the response
     */
    public static HandshakeResponse refuse(int status) {
        return refuse(status, ReasonPhrase.of(status));
    }

    /**
     * The answer to an ordinary request where there are only connections: 426, which names the protocol to upgrade to
     * (RFC 9110 section 15.5.22).
     *
     * @return the response
     */
    public static HandshakeResponse upgradeRequired() {
        return UPGRADE_REQUIRED;
    }

    /** {@return the standard phrase of the status, or that of its class where none is known, such as {@code Client Error}} */
    public String reasonPhrase() {
        return ReasonPhrase.of(status);
    }
}
