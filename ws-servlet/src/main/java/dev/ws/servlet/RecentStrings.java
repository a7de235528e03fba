package dev.ws.servlet;

import java.util.concurrent.atomic.AtomicReferenceArray;
import org.jspecify.annotations.Nullable;

/**
 * Lets equal header names and values of different requests be one string: every connection keeps its handshake, and most
 * of what clients send in it is what the client before sent. A small cache in which a later string takes the place of an
 * earlier one. Any thread.
 */
final class RecentStrings {
    private static final int SLOTS = 256;
    private static final int LONGEST = 256;

    private final AtomicReferenceArray<@Nullable String> slots = new AtomicReferenceArray<>(SLOTS);

    /** {@return an equal string, that of an earlier call if it is still there} */
    String share(String text) {
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
