package dev.ws;

import org.jspecify.annotations.Nullable;

/**
 * How one message part is sent. Made from {@link #DEFAULT} or {@link #PART} with the {@code with} methods; options that
 * are used often are best kept in a constant.
 *
 * @param fin whether this part ends the message; false begins or continues a fragmented message (RFC 6455 section 5.4)
 * @param compress whether a negotiated compression may be applied; ignored without one
 * @param binary true or false to send the payload's bytes as a binary or a text message whatever the message's kind;
 *     null to follow it. Bytes sent as text are neither decoded nor checked, so they must be UTF-8
 * @param mask true or false to mask the frame or not, against RFC 6455 section 5.1, for tests of peers, which then fail
 *     the connection with 1002; null for what the role demands
 */
public record SendOptions(
        boolean fin,
        boolean compress,
        @Nullable Boolean binary,
        @Nullable Boolean mask) {
    /** A whole message, compressed where compression was negotiated. */
    public static final SendOptions DEFAULT = new SendOptions(true, true);
    /** A part that is followed by more. */
    public static final SendOptions PART = new SendOptions(false, true);

    /**
     * Options that follow the message's kind and the role.
     *
     * @param fin whether this part ends the message
     * @param compress whether a negotiated compression may be applied
     */
    public SendOptions(boolean fin, boolean compress) {
        this(fin, compress, null, null);
    }

    /**
     * Changes {@link #fin()}.
     *
     * @param value whether the part ends the message
     * @return changed options
     */
    public SendOptions withFin(boolean value) {
        return new SendOptions(value, compress, binary, mask);
    }

    /**
     * Changes {@link #compress()}.
     *
     * @param value whether a negotiated compression may be applied
     * @return changed options
     */
    public SendOptions withCompress(boolean value) {
        return new SendOptions(fin, value, binary, mask);
    }

    /**
     * Changes {@link #binary()}.
     *
     * @param value the kind to send, or null to follow the message
     * @return changed options
     */
    public SendOptions withBinary(@Nullable Boolean value) {
        return new SendOptions(fin, compress, value, mask);
    }

    /**
     * Changes {@link #mask()}; for tests only.
     *
     * @param value whether to mask, or null for what the role demands
     * @return changed options
     */
    public SendOptions withMask(@Nullable Boolean value) {
        return new SendOptions(fin, compress, binary, value);
    }
}
