package dev.ws.frame;

/** Which side of a connection this endpoint is (RFC 6455 section 5.1). */
public enum Role {
    /** Masks what it sends, refuses masked frames. */
    CLIENT,
    /** Sends unmasked frames, refuses unmasked ones. */
    SERVER
}
