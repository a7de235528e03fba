package dev.ws;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * An immutable list of HTTP header fields in the order received. Names compare without case (RFC 9110 section 5.1).
 * Kept for the life of a connection, therefore one flat array.
 */
public final class Headers {
    /** No header at all. */
    public static final Headers EMPTY = new Headers(new String[0]);

    private final String[] pairs;

    private Headers(String[] pairs) {
        this.pairs = pairs;
    }

    /**
     * Makes headers of name, value, name, value and so on.
     *
     * @param namesAndValues an even number of strings
     * @return the headers
     * @throws IllegalArgumentException for an odd number of strings
     */
    public static Headers of(String... namesAndValues) {
        if (namesAndValues.length % 2 != 0) {
            throw new IllegalArgumentException("odd number of strings: " + namesAndValues.length);
        }
        return namesAndValues.length == 0 ? EMPTY : new Headers(namesAndValues.clone());
    }

    /** {@return a builder} */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * The first value of a field.
     *
     * @param name the field name, in any case
     * @return its first value, or null when the field is absent
     */
    public @Nullable String first(String name) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                return pairs[i + 1];
            }
        }
        return null;
    }

    /**
     * All values of a field, in order.
     *
     * @param name the field name, in any case
     * @return the values, empty when the field is absent
     */
    public List<String> all(String name) {
        List<String> values = new ArrayList<>(1);
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                values.add(pairs[i + 1]);
            }
        }
        return Collections.unmodifiableList(values);
    }

    /**
     * All values of a field joined with a comma and a blank (RFC 9110 section 5.3).
     *
     * @param name the field name, in any case
     * @return the joined values, or null when the field is absent
     */
    public @Nullable String joined(String name) {
        List<String> values = all(name);
        return values.isEmpty() ? null : String.join(", ", values);
    }

    /**
     * Tells whether a comma-separated field holds a token, without regard to case.
     *
     * @param name the field name
     * @param token the token
     * @return whether any of the field's lists holds it
     */
    public boolean hasToken(String name, String token) {
        for (int i = 0; i < pairs.length; i += 2) {
            if (pairs[i].equalsIgnoreCase(name)) {
                for (String part : pairs[i + 1].split(",", -1)) {
                    if (part.strip().equalsIgnoreCase(token)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    /** {@return the number of field lines} */
    public int size() {
        return pairs.length / 2;
    }

    /**
     * The name of a field line as received.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the name
     */
    public String name(int index) {
        return pairs[2 * index];
    }

    /**
     * The value of a field line.
     *
     * @param index 0 to {@link #size()} - 1
     * @return the value
     */
    public String value(int index) {
        return pairs[2 * index + 1];
    }

    /** {@return lower-case names and their values, in order of first appearance} */
    public Map<String, List<String>> toMap() {
        Map<String, List<String>> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.length; i += 2) {
            map.computeIfAbsent(pairs[i].toLowerCase(Locale.ROOT), name -> new ArrayList<>(1))
                    .add(pairs[i + 1]);
        }
        return map;
    }

    /** {@return a builder that starts with these fields} */
    public Builder toBuilder() {
        Builder builder = new Builder();
        Collections.addAll(builder.pairs, pairs);
        return builder;
    }

    @Override
    public String toString() {
        return toMap().toString();
    }

    /** Collects header fields; not thread-safe. */
    public static final class Builder {
        private final List<String> pairs = new ArrayList<>();

        private Builder() {}

        /**
         * Adds a field line.
         *
         * @param name the field name
         * @param value its value
         * @return this
         * @throws IllegalArgumentException when name or value could break out of the line
         */
        public Builder add(String name, String value) {
            check(name, value);
            pairs.add(name);
            pairs.add(value);
            return this;
        }

        /**
         * Replaces all lines of a field by one.
         *
         * @param name the field name
         * @param value its value
         * @return this
         * @throws IllegalArgumentException when name or value could break out of the line
         */
        public Builder set(String name, String value) {
            check(name, value);
            remove(name);
            return add(name, value);
        }

        /**
         * Removes all lines of a field.
         *
         * @param name the field name
         * @return this
         */
        public Builder remove(String name) {
            for (int i = pairs.size() - 2; i >= 0; i -= 2) {
                if (pairs.get(i).equalsIgnoreCase(name)) {
                    pairs.remove(i + 1);
                    pairs.remove(i);
                }
            }
            return this;
        }

        /** {@return the headers collected} */
        public Headers build() {
            return pairs.isEmpty() ? EMPTY : new Headers(pairs.toArray(new String[0]));
        }

        // RFC 9110 section 5.5: CR, LF and NUL in a value would let a caller inject header lines.
        private static void check(String name, String value) {
            if (name.isEmpty() || !isClean(name) || name.indexOf(':') >= 0 || name.indexOf(' ') >= 0) {
                throw new IllegalArgumentException("invalid header name");
            }
            if (!isClean(value)) {
                throw new IllegalArgumentException("invalid character in the value of header " + name);
            }
        }

        private static boolean isClean(String text) {
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\r' || c == '\n' || c == 0) {
                    return false;
                }
            }
            return true;
        }
    }
}
