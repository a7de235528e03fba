package dev.ws.extension;

import java.util.List;

/** An extension that a client is willing to use. Shared by all connections, therefore thread-safe. */
public interface ClientExtension {
    /** {@return the registered token, compared with case} */
    String token();

    /** {@return what is offered, in order of preference; each has this token, at least one} */
    List<ExtensionOffer> offers();

    /**
     * Takes the server's answer.
     *
     * @param answer the answer, with this token
     * @return the extension for this one connection
     * @throws IllegalArgumentException when no offer allows this answer; the client then fails the connection
     */
    Extension accept(ExtensionOffer answer);
}
