package dev.ws;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Objects;

/**
 * What a server answered to the opening handshake of a client. Immutable and thread-safe; given to the client's hooks,
 * and kept by the {@link HandshakeException} that tells of a refusal.
 */
public final class HandshakeAnswer {
    private final int status;
    private final String reason;
    private final Headers headers;
    private final byte[] body;
    private final boolean complete;

    /**
     * Creates an answer.
     *
     * @param status the HTTP status
     * @param reason the reason phrase, which may be empty
     * @param headers the header fields
     * @param body the body, or its beginning; copied
     * @param complete whether that is the whole body
     */
    public HandshakeAnswer(int status, String reason, Headers headers, byte[] body, boolean complete) {
        this.status = status;
        this.reason = Objects.requireNonNull(reason, "reason");
        this.headers = Objects.requireNonNull(headers, "headers");
        this.body = body.clone();
        this.complete = complete;
    }

    /** {@return the HTTP status} */
    public int status() {
        return status;
    }

    /** {@return the reason phrase, which may be empty and means nothing} */
    public String reason() {
        return reason;
    }

    /** {@return the header fields} */
    public Headers headers() {
        return headers;
    }

    /** {@return the body as sent, at most its first 64 KiB, read-only; empty for 101 and for a redirect that is followed} */
    public ByteBuffer body() {
        return ByteBuffer.wrap(body).asReadOnlyBuffer();
    }

    /** {@return the body as UTF-8, with replacement characters for what is none} */
    public String text() {
        return new String(body, StandardCharsets.UTF_8);
    }

    /** {@return whether {@link #body()} is the whole body} */
    public boolean complete() {
        return complete;
    }

    /** {@return status and reason, without headers and body, which may hold secrets} */
    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(status) : status + " " + reason;
    }
}
