package dev.ws.extension;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that a client offers, and the check of what the server answers (RFC 6455 section 9.1). Immutable and
 * thread-safe; called by the client handshake.
 */
public final class ClientExtensions {
    private final List<ClientExtension> supported;
    private final List<ExtensionOffer> offers;

    /**
     * Takes the extensions.
     *
     * @param supported the extensions in order of preference, at most one per token
     * @throws IllegalArgumentException when two have the same token
     */
    public ClientExtensions(List<ClientExtension> supported) {
        this(supported, List.of());
    }

    /**
     * Takes the extensions and what is offered in place of what they would offer themselves.
     *
     * @param supported the extensions in order of preference, at most one per token
     * @param instead what is offered, in order of preference; those of other tokens too, which cannot be accepted; empty
     *     to offer what the extensions say
     * @throws IllegalArgumentException when two extensions have the same token
     */
    public ClientExtensions(List<ClientExtension> supported, List<ExtensionOffer> instead) {
        this.supported = List.copyOf(supported);
        Set<String> tokens = new HashSet<>();
        List<ExtensionOffer> all = new ArrayList<>();
        for (ClientExtension extension : supported) {
            if (!tokens.add(extension.token())) {
                throw new IllegalArgumentException("two extensions have the token " + extension.token());
            }
            all.addAll(extension.offers());
        }
        this.offers = List.copyOf(instead.isEmpty() ? all : instead);
    }

    /** {@return everything that goes into the header field, in order of preference; empty for no header field} */
    public List<ExtensionOffer> offers() {
        return offers;
    }

    /**
     * Takes the server's answer. Here nothing is negotiable any more: what does not fit fails the connection (RFC 6455
     * section 4.1).
     *
     * @param answers what the server answered, in its order; empty when it answered nothing
     * @return the agreed extensions in the order of the answer; the caller closes them if no connection comes of it
     * @throws IllegalArgumentException when one was not offered, is there twice, does not fit its offer, or wants a
     *     reserved bit that another one uses; everything made before is closed then
     */
    public List<Extension> accept(List<ExtensionOffer> answers) {
        List<Extension> agreed = new ArrayList<>(1);
        Set<String> tokens = new HashSet<>();
        int reservedBits = 0;
        try {
            for (ExtensionOffer answer : answers) {
                if (!isOffered(answer.token())) {
                    throw new IllegalArgumentException(
                            "Server indicated an extension that was not requested: \"" + answer.token() + "\"");
                }
                if (!tokens.add(answer.token())) {
                    throw new IllegalArgumentException("Server indicated \"" + answer.token() + "\" twice");
                }
                ClientExtension offered = find(answer.token());
                if (offered == null) {
                    throw new IllegalArgumentException("Server indicated \"" + answer.token()
                            + "\", which was offered but cannot be used: this client does not implement it");
                }
                Extension extension = offered.accept(answer);
                agreed.add(extension);
                if ((extension.reservedBits() & reservedBits) != 0) {
                    throw new IllegalArgumentException(
                            "Server indicated \"" + answer.token() + "\", whose reserved bit another extension uses");
                }
                reservedBits |= extension.reservedBits();
            }
        } catch (RuntimeException unfit) {
            agreed.forEach(Extension::close);
            throw unfit;
        }
        return List.copyOf(agreed);
    }

    private boolean isOffered(String token) {
        return offers.stream().anyMatch(offer -> offer.token().equals(token));
    }

    private @Nullable ClientExtension find(String token) {
        for (ClientExtension extension : supported) {
            if (extension.token().equals(token)) {
                return extension;
            }
        }
        return null;
    }
}
