package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Chooses the subprotocol of a connection (RFC 6455 section 4.2.2, step 5). Thread-safe, as handshakes run in parallel. */
@FunctionalInterface
public interface SubprotocolSelector {
    /**
     * Chooses. Called only when the client named subprotocols, after the handshake was found acceptable.
     *
     * @param requested the subprotocols that the client named, in its order of preference
     * @param request the handshake
     * @return one of them; null or empty for none, the connection then opens without a subprotocol
     */
    @Nullable String select(Set<String> requested, HandshakeRequest request);

    /** {@return a selector that takes the first that the client named, whatever it is} */
    static SubprotocolSelector first() {
        return (requested, request) -> requested.iterator().next();
    }

    /**
     * Takes the first in the client's order that the server supports.
     *
     * @param supported what the server supports
     * @return the selector
     */
    static SubprotocolSelector clientOrder(String... supported) {
        Set<String> known = Set.of(supported);
        return (requested, request) ->
                requested.stream().filter(known::contains).findFirst().orElse(null);
    }

    /**
     * Takes the first in the server's order that the client named.
     *
     * @param supported what the server supports, the preferred one first
     * @return the selector
     */
    static SubprotocolSelector serverOrder(String... supported) {
        List<String> known = List.of(supported);
        return (requested, request) ->
                known.stream().filter(requested::contains).findFirst().orElse(null);
    }
}
