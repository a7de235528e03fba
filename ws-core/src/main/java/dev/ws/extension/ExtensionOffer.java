package dev.ws.extension;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One extension with its parameters, as offered or answered in {@code Sec-WebSocket-Extensions}.
 *
 * @param token the extension's token
 * @param parameters the values of each parameter in order of appearance; a parameter without value has the empty
 *     string
 */
public record ExtensionOffer(String token, Map<String, List<String>> parameters) {
    /**
     * Copies the parameters and keeps their order.
     *
     * @throws IllegalArgumentException when the token, a name or a value is not a token, or a parameter has no list of
     *     values
     */
    public ExtensionOffer {
        Map<String, List<String>> copy = new LinkedHashMap<>();
        parameters.forEach((name, values) -> {
            requireToken(name);
            if (values.isEmpty()) {
                throw new IllegalArgumentException("parameter " + name + " has no values");
            }
            values.stream().filter(value -> !value.isEmpty()).forEach(ExtensionOffer::requireToken);
            copy.put(name, List.copyOf(values));
        });
        requireToken(token);
        parameters = Collections.unmodifiableMap(copy);
    }

    private static void requireToken(String text) {
        if (!HeaderCursor.isToken(text)) {
            throw new IllegalArgumentException("\"" + text + "\" is not a token");
        }
    }

    /**
     * An extension without parameters.
     *
     * @param token the extension's token
     * @return the offer
     * @throws IllegalArgumentException when it is not a token
     */
    public static ExtensionOffer of(String token) {
        return new ExtensionOffer(token, Map.of());
    }
}
