package dev.ws.extension;

import java.io.Serial;

/** A header field value that breaks its grammar. The handshake that carried it is refused with 400. */
public final class HeaderSyntaxException extends IllegalArgumentException {
    @Serial
    private static final long serialVersionUID = 1L;

    private final int index;

    /**
     * Creates the exception.
     *
     * @param message the fact
     * @param index where in the value it was found, 0 to its length
     */
    public HeaderSyntaxException(String message, int index) {
        super(message);
        this.index = index;
    }

    /** {@return where in the value the fault was found, 0 to its length; the length when the value ended too early} */
    public int index() {
        return index;
    }
}
