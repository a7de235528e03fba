package dev.ws.connection;

import dev.ws.HandshakeRequest;
import dev.ws.extension.Extension;
import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What both sides of an opening handshake know when it is done. Kept by its connection.
 *
 * @param request the request
 * @param subprotocol the agreed subprotocol, or the empty string
 * @param extensions the agreed extensions, in the order of the handshake
 * @param extensionsField the same with their parameters, as the server answered; the empty string for none
 * @param url the address that a client reached in the end; null on the server
 */
public record Agreement(
        HandshakeRequest request,
        String subprotocol,
        List<Extension> extensions,
        String extensionsField,
        @Nullable URI url) {
    /** Copies the list. */
    public Agreement {
        extensions = List.copyOf(extensions);
    }

    /**
     * An agreement about extensions without parameters.
     *
     * @param request the request
     * @param subprotocol the agreed subprotocol, or the empty string
     * @param extensions the agreed extensions, in the order of the handshake
     * @param url the address that a client reached in the end; null on the server
     */
    public Agreement(HandshakeRequest request, String subprotocol, List<Extension> extensions, @Nullable URI url) {
        this(
                request,
                subprotocol,
                extensions,
                extensions.stream().map(Extension::token).collect(Collectors.joining(", ")),
                url);
    }
}
