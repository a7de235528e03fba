package dev.ws.servlet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a peer sends to keep its HTTP session alive (F-015): the value of the parameter {@code dev.ws.touchHttpSession}.
 */
enum SessionTouch {
    /** Nothing does. */
    NEVER,
    /** Whole messages. */
    MESSAGE,
    /** Pongs, and so the connection itself where there is a heartbeat. */
    PONG;

    static SessionTouch of(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return NEVER;
        }
        for (SessionTouch touch : values()) {
            if (touch.name().equals(value.strip().toUpperCase(Locale.ROOT))) {
                return touch;
            }
        }
        throw new IllegalArgumentException(
                ServletSettings.TOUCH_HTTP_SESSION + " is '" + value + "', must be never, message or pong");
    }
}
