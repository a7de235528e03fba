package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import dev.ws.extension.ExtensionOffer;
import java.util.List;

/** Chooses which extensions of those that a client offers a server considers. Thread-safe, as handshakes run in parallel. */
@FunctionalInterface
public interface ExtensionSelector {
    /**
     * Chooses, before the server looks which of the offers it can accept. Called only when the client offered extensions
     * and its origin is welcome.
     *
     * @param offers what the client offers, in its order of preference; unmodifiable
     * @param request the handshake
     * @return the offers to consider, in the order to consider and answer them; what the client did not offer is ignored
     */
    List<ExtensionOffer> select(List<ExtensionOffer> offers, HandshakeRequest request);
}
