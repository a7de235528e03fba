package dev.ws.servlet;

import jakarta.servlet.ServletContext;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The parameters of the bridge, each looked up as servlet or filter parameter, then as context parameter, then as system
 * property.
 *
 * @param transport which transport carries connections
 * @param stopTimeout how long a stop waits for peers to answer its close frames
 * @param roles the roles that the handshake snapshot asks the container about
 * @param sessionAttributes the attributes of the HTTP session that the snapshot keeps
 * @param requestAttributes the attributes of the request that the snapshot keeps
 * @param sessionPolicy which connections end with their HTTP session
 * @param touchHttpSession what keeps the HTTP session alive
 */
record ServletSettings(
        TransportChoice transport,
        Duration stopTimeout,
        List<String> roles,
        List<String> sessionAttributes,
        List<String> requestAttributes,
        SessionPolicy sessionPolicy,
        SessionTouch touchHttpSession) {
    static final String TRANSPORT = "dev.ws.transport";
    static final String STOP_TIMEOUT = "dev.ws.stopTimeout";
    static final String ROLES = "dev.ws.roles";
    static final String SESSION_ATTRIBUTES = "dev.ws.sessionAttributes";
    static final String REQUEST_ATTRIBUTES = "dev.ws.requestAttributes";
    static final String SESSION_POLICY = "dev.ws.sessionPolicy";
    static final String TOUCH_HTTP_SESSION = "dev.ws.touchHttpSession";

    private static final Duration DEFAULT_STOP_TIMEOUT = Duration.ofSeconds(5);

    static ServletSettings of(ServletContext context) {
        return of(name -> null, context);
    }

    /**
     * Reads the parameters.
     *
     * @throws IllegalArgumentException for a value that is not understood
     */
    static ServletSettings of(Function<String, @Nullable String> own, ServletContext context) {
        Function<String, @Nullable String> lookup = name -> {
            String value = own.apply(name);
            if (value == null) {
                value = context.getInitParameter(name);
            }
            return value == null ? System.getProperty(name) : value;
        };
        return new ServletSettings(
                TransportChoice.of(lookup.apply(TRANSPORT)),
                seconds(lookup.apply(STOP_TIMEOUT)),
                names(lookup.apply(ROLES)),
                names(lookup.apply(SESSION_ATTRIBUTES)),
                names(lookup.apply(REQUEST_ATTRIBUTES)),
                SessionPolicy.of(lookup.apply(SESSION_POLICY)),
                SessionTouch.of(lookup.apply(TOUCH_HTTP_SESSION)));
    }

    private static Duration seconds(@Nullable String value) {
        if (value == null || value.isBlank()) {
            return DEFAULT_STOP_TIMEOUT;
        }
        try {
            long seconds = Long.parseLong(value.strip());
            if (seconds >= 0 && seconds <= 3600) {
                return Duration.ofSeconds(seconds);
            }
        } catch (NumberFormatException e) {
            throw badTimeout(value, e);
        }
        throw badTimeout(value, null);
    }

    private static IllegalArgumentException badTimeout(String value, @Nullable Throwable cause) {
        return new IllegalArgumentException(
                STOP_TIMEOUT + " is '" + value + "', must be a number of seconds from 0 to 3600", cause);
    }

    private static List<String> names(@Nullable String value) {
        if (value == null) {
            return List.of();
        }
        return Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(name -> !name.isEmpty())
                .toList();
    }
}
