package dev.ws.extension.deflate;

/**
 * What to do about a {@code no_context_takeover} parameter of RFC 7692 section 7.1.1. Without context takeover each
 * message is compressed by itself: less memory, a worse ratio.
 */
public enum NoContextTakeover {
    /** Left to the peer: in force when it asks for it. */
    AS_ASKED,
    /** Asked for, and in force even if the peer did not mention it. */
    ALWAYS,
    /** Never in force: what depends on it is declined. */
    REFUSED
}
