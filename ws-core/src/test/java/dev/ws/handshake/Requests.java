package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;

/** Handshakes for tests: a correct one, and ways to spoil it. */
public final class Requests {
    /** The key of RFC 6455 section 1.3. */
    public static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";
    /** The answer to {@link #KEY}. */
    public static final String ACCEPT = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

    private Requests() {}

    /** {@return the header fields of a correct handshake} */
    public static Headers.Builder headers() {
        return Headers.builder()
                .add("Host", "server.example.com")
                .add("Upgrade", "websocket")
                .add("Connection", "Upgrade")
                .add("Sec-WebSocket-Key", KEY)
                .add("Sec-WebSocket-Version", "13");
    }

    /**
     * A handshake with given fields.
     *
     * @param headers the fields
     * @return the request to {@code /chat}
     */
    public static HandshakeRequest with(Headers.Builder headers) {
        return HandshakeRequest.builder("GET", "/chat").headers(headers.build()).build();
    }

    /**
     * A correct handshake with one more field.
     *
     * @param name its name
     * @param value its value
     * @return the request to {@code /chat}
     */
    public static HandshakeRequest with(String name, String value) {
        return with(headers().set(name, value));
    }

    /** {@return a correct handshake to {@code /chat}} */
    public static HandshakeRequest plain() {
        return with(headers());
    }
}
