package dev.ws;

import java.io.Serial;
import org.jspecify.annotations.Nullable;

/** An opening handshake that failed or was refused (RFC 6455 section 4). */
public final class HandshakeException extends WebSocketException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient @Nullable HandshakeAnswer answer;

    /**
     * Creates the exception.
     *
     * @param status the HTTP status that answers the handshake; 0 when the answer has none that could be read
     * @param message the fact
     */
    public HandshakeException(int status, String message) {
        super(message);
        this.status = status;
        this.answer = null;
    }

    /**
     * Creates the exception of a client whose server answered something else than an upgrade.
     *
     * @param answer what the server answered
     * @param message the fact
     */
    public HandshakeException(HandshakeAnswer answer, String message) {
        super(message);
        this.status = answer.status();
        this.answer = answer;
    }

    /** {@return the HTTP status that answers, or answered, the handshake; 0 when there was none that could be read} */
    public int status() {
        return status;
    }

    /**
     * {@return what the server of a client answered, with header fields and the first 64 KiB of the body; null for other
     * failures, and after deserialization}
     */
    public @Nullable HandshakeAnswer answer() {
        return answer;
    }
}
