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
    /**
     * Not agreed to. A server declines offers that ask it of its own messages, and does not take up what a client says
     * about the client's. A client fails if the server demands it of the client's messages; what a server does with its
     * own costs a client nothing and is always accepted.
     */
    REFUSED
}
