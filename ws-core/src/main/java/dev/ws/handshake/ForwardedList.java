package dev.ws.handshake;

import dev.ws.Headers;
import org.jspecify.annotations.Nullable;

/**
 * The elements of a list field from the last to the first, over all its lines. Only what is asked for is looked at. Read
 * backwards, what a proxy added at the end cannot be changed by what stands before it, such as a quote that is never
 * closed. Not thread-safe.
 */
final class ForwardedList {
    private final Headers headers;
    private final String name;
    private final boolean quotes;
    private int line;
    private @Nullable String value;
    private int end; // of what is left of the value

    /**
     * A list.
     *
     * @param headers the field lines
     * @param name the field
     * @param quotes whether commas in quoted strings separate nothing
     */
    ForwardedList(Headers headers, String name, boolean quotes) {
        this.headers = headers;
        this.name = name;
        this.quotes = quotes;
        this.line = headers.size();
    }

    /** {@return the element before the one told last, which may be empty; null behind the first} */
    @Nullable String previous() {
        while (value == null) {
            line--;
            if (line < 0) {
                return null;
            }
            if (headers.name(line).equalsIgnoreCase(name)) {
                value = headers.value(line);
                end = value.length();
            }
        }
        String text = value;
        int comma = quotes ? separator(text) : text.lastIndexOf(',', end - 1);
        String element = text.substring(comma + 1, end);
        end = comma;
        if (comma < 0) {
            value = null;
        }
        return element;
    }

    private int separator(String text) {
        boolean quoted = false;
        for (int i = end - 1; i >= 0; i--) {
            char c = text.charAt(i);
            if (c == ',' && !quoted) {
                return i;
            }
            if (c == '"' && !(quoted && isEscaped(text, i))) {
                quoted = !quoted;
            }
        }
        return -1;
    }

    private static boolean isEscaped(String text, int index) {
        int first = index;
        while (first > 0 && text.charAt(first - 1) == '\\') {
            first--;
        }
        return (index - first) % 2 == 1;
    }
}
