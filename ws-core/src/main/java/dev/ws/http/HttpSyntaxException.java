package dev.ws.http;

import java.io.Serial;

/** HTTP bytes that break RFC 9112 or a limit. The connection that brought them cannot be used any further. */
public final class HttpSyntaxException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int status;

    /**
     * Creates the exception.
     *
     * @param status the HTTP status to answer
     * @param message the fact, without any of the bytes received, so that it may be logged and answered
     */
    public HttpSyntaxException(int status, String message) {
        super(message);
        this.status = status;
    }

    /**
     * {@return the HTTP status with which a server answers: 400, 414 for a request line that is too long, 431 for too many
     * or too long fields, 505 for another major version; a client has nobody to answer}
     */
    public int status() {
        return status;
    }
}
