package dev.ws;

/**
 * How one message part is sent.
 *
 * @param fin whether this part ends the message; false begins or continues a fragmented message (RFC 6455 section 5.4)
 * @param compress whether a negotiated compression may be applied; ignored without one
 */
public record SendOptions(boolean fin, boolean compress) {
    /** A whole message, compressed where compression was negotiated. */
    public static final SendOptions DEFAULT = new SendOptions(true, true);
    /** A part that is followed by more. */
    public static final SendOptions PART = new SendOptions(false, true);
}
