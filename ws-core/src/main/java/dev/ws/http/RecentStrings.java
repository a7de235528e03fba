package dev.ws.http;

import java.util.Locale;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lets equal header names and values of different requests be one string: every connection keeps its handshake, and most
 * of what clients send in it is what the client before sent. A small cache in which a later string takes the place of an
 * earlier one. Any thread.
 */
public final class RecentStrings {
    // What is a secret, or differs each time, is not to stay in memory longer than its connection.
    private static final Set<String> OWN_VALUES = Set.of("authorization", "cookie", "sec-websocket-key");

    private static final int SLOTS = 256;
    private static final int LONGEST = 256;

    private final AtomicReferenceArray<@Nullable String> slots = new AtomicReferenceArray<>(SLOTS);

    /** Starts with nothing. */
    public RecentStrings() {}

    /**
     * Shares the value of a header field, unless it is a secret or differs each time.
     *
     * @param name the field name, in any case
     * @param value its value
     * @return an equal string, that of an earlier call if it is still there
     */
    public String shareValue(String name, String value) {
        return OWN_VALUES.contains(name.toLowerCase(Locale.ROOT)) ? value : share(value);
    }

    /**
     * Shares a string.
     *
     * @param text the string; not kept when it has more than 256 characters
     * @return an equal string, that of an earlier call if it is still there
     */
    public String share(String text) {
        if (text.length() > LONGEST) {
            return text;
        }
        int hash = text.hashCode();
        int slot = (hash ^ (hash >>> 16)) & (SLOTS - 1);
        String earlier = slots.get(slot);
        if (text.equals(earlier)) {
            return earlier;
        }
        slots.set(slot, text);
        return text;
    }
}
