package dev.ws.jakarta.session;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Close codes and reasons, as the wire and the specification know them. No state. */
final class CloseReasons {
    private static final int MOST_BYTES = 123;

    private CloseReasons() {}

    /**
     * What the endpoint is told about how the connection ended; without a close frame, what broke it.
     *
     * @param withoutCode the code for a close frame that has none
     */
    static CloseReason of(CloseStatus status, @Nullable Throwable cause, int withoutCode) {
        String phrase = status.reason();
        if (status.code() == CloseCode.ABNORMAL && cause != null && cause.getMessage() != null) {
            phrase = cause.getMessage();
        }
        return of(status.code() == CloseCode.NO_STATUS ? withoutCode : status.code(), phrase);
    }

    /** A reason with what fits of a phrase. */
    static CloseReason of(int code, String phrase) {
        return new CloseReason(code(code), cut(phrase));
    }

    // Tomcat's API knows no 1014 and refuses to make one.
    private static CloseReason.CloseCode code(int number) {
        for (CloseCodes known : CloseCodes.values()) {
            if (known.getCode() == number) {
                return known;
            }
        }
        return () -> number;
    }

    private static String cut(String phrase) {
        String kept = phrase;
        while (kept.getBytes(StandardCharsets.UTF_8).length > MOST_BYTES) {
            kept = kept.substring(0, Math.min(kept.length() - 1, MOST_BYTES));
        }
        return kept;
    }

    /**
     * The code that goes on the wire for one that the application gave: itself; {@link CloseCode#NO_STATUS} for a frame
     * without a code; 1002 for those that only tell of ends without a close frame (RFC 6455 section 7.4.1).
     *
     * @throws IllegalArgumentException when it is no close code that an application may use
     */
    static int onWire(CloseReason.CloseCode code) {
        int number = code.getCode();
        if (CloseCode.isValidOnWire(number) || number == CloseCode.NO_STATUS) {
            return number;
        }
        if (code instanceof CloseCodes) {
            return CloseCode.PROTOCOL_ERROR;
        }
        throw new IllegalArgumentException(
                "close code is " + number + ", must be 1000 to 1003, 1007 to 1014 or 3000 to 4999");
    }
}
