package dev.ws.servlet;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which transport carries connections: the value of the parameter {@code dev.ws.transport}. */
enum TransportChoice {
    /** The container's own where there is one, else the portable one. */
    AUTO,
    /** The portable one. */
    SERVLET,
    /** Tomcat's internal upgrade. */
    TOMCAT,
    /** Jetty's core upgrade. */
    JETTY,
    /** The channel below Undertow's upgrade. */
    UNDERTOW;

    static TransportChoice of(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return AUTO;
        }
        for (TransportChoice choice : values()) {
            if (choice.name().equals(value.strip().toUpperCase(Locale.ROOT))) {
                return choice;
            }
        }
        throw new IllegalArgumentException(
                ServletSettings.TRANSPORT + " is '" + value + "', must be auto, servlet, tomcat, jetty or undertow");
    }
}
