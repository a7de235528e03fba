package dev.ws;

import java.util.Objects;

/**
 * Why a connection ended: close code, reason, and whether both sides sent a close frame (RFC 6455 section 7.1.5).
 *
 * @param code the close code; 1005 when the close frame had none, 1006 when no close frame arrived
 * @param reason the reason, empty when none was given; at most 123 bytes of UTF-8 on the wire
 * @param wasClean whether a close frame was both sent and received
 */
public record CloseStatus(int code, String reason, boolean wasClean) {
    /** The connection ended without a close frame from the peer. */
    public static final CloseStatus ABNORMAL = new CloseStatus(CloseCode.ABNORMAL, "", false);

    /** Checks that the reason is there. */
    public CloseStatus {
        Objects.requireNonNull(reason, "reason");
    }

    @Override
    public String toString() {
        return reason.isEmpty() ? Integer.toString(code) : code + " " + reason;
    }
}
