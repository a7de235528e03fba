package dev.ws.servlet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which connections end with their HTTP session (F-011): the value of the parameter {@code dev.ws.sessionPolicy}. */
enum SessionPolicy {
    /** Those whose handshake had a principal (Jakarta WebSocket section 7.2). */
    AUTHENTICATED,
    /** All that had a session. */
    ALWAYS,
    /** None. */
    NEVER;

    static SessionPolicy of(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return AUTHENTICATED;
        }
        for (SessionPolicy policy : values()) {
            if (policy.name().equals(value.strip().toUpperCase(Locale.ROOT))) {
                return policy;
            }
        }
        throw new IllegalArgumentException(
                ServletSettings.SESSION_POLICY + " is '" + value + "', must be authenticated, always or never");
    }
}
