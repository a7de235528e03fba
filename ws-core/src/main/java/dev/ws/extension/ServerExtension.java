package dev.ws.extension;

import org.jspecify.annotations.Nullable;

/** An extension that a server is willing to use. Shared by all connections, therefore thread-safe. */
public interface ServerExtension {
    /** {@return the registered token, compared with case} */
    String token();

    /**
     * Looks at one offer for this token. Offers of one client come in its order of preference; after one was accepted
     * the others are not looked at.
     *
     * @param offer the offer
     * @return what was agreed, or null to decline this offer
     * @throws IllegalArgumentException when the offer is malformed; the handshake is then refused with 400
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
