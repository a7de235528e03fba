package dev.ws.extension;

import org.jspecify.annotations.Nullable;

/** An extension that a server is willing to use. Shared by all connections, therefore thread-safe. */
public interface ServerExtension {
    /** {@return the registered token, compared with case} */
    String token();

    /**
     * Checks one offer for this token by itself. Only servers that refuse malformed offers ask, and about every offer
     * before any is accepted; by default everything is well-formed.
     *
     * @param offer the offer
     * @throws IllegalArgumentException when the offer is malformed; the handshake is then refused with 400
     */
    default void check(ExtensionOffer offer) {}

    /**
     * Looks at one offer for this token. Offers of one client come in its order of preference; after one was accepted
     * the others are not looked at.
     *
     * @param offer the offer
     * @return what was agreed, or null to decline this offer
     * @throws IllegalArgumentException when the offer is malformed, which declines it as well
     */
    @Nullable Agreed accept(ExtensionOffer offer);

    /**
     * An agreed extension.
     *
     * @param answer what is sent back
     * @param extension the extension for this one connection
     */
    record Agreed(ExtensionOffer answer, Extension extension) {}
}
