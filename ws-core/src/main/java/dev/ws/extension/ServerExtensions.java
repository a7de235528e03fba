package dev.ws.extension;

import dev.ws.extension.ServerExtension.Agreed;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The extensions that a server is willing to use, and the choice among what a client offers (RFC 6455 section 9.1).
 * Stateless and thread-safe; called by the server handshake.
 */
public final class ServerExtensions {
    /** Offers looked at per handshake; a client with more than these has no need of the rest. */
    static final int MAX_OFFERS = 64;

    private final List<ServerExtension> supported;

    /**
     * Takes the extensions.
     *
     * @param supported the extensions, at most one per token
     * @throws IllegalArgumentException when two have the same token
     */
    public ServerExtensions(List<ServerExtension> supported) {
        this.supported = List.copyOf(supported);
        Set<String> tokens = new HashSet<>();
        for (ServerExtension extension : supported) {
            if (!tokens.add(extension.token())) {
                throw new IllegalArgumentException("two extensions have the token " + extension.token());
            }
        }
    }

    /** {@return whether there is none; the header need not even be parsed then} */
    public boolean isEmpty() {
        return supported.isEmpty();
    }

    /**
     * Checks each offer of a known extension by itself, for servers that are stricter than they need be.
     *
     * @param offers what the client offers; those after the 64th are ignored
     * @throws IllegalArgumentException when one is malformed
     */
    public void requireWellFormed(List<ExtensionOffer> offers) {
        for (ExtensionOffer offer : bounded(offers)) {
            ServerExtension extension = find(offer.token());
            if (extension != null) {
                extension.check(offer);
            }
        }
    }

    /**
     * Chooses. Unknown extensions are ignored. Per token the first acceptable offer counts; a malformed one is declined
     * like one that is not acceptable (RFC 7692 section 7.1). An extension that uses a reserved bit of one agreed
     * before is declined (RFC 6455 section 9.1 leaves conflicts to the server).
     *
     * @param offers what the client offers, in its order of preference; those after the 64th are ignored
     * @return what was agreed; the caller closes the extensions if no connection comes of it
     */
    public Choice choose(List<ExtensionOffer> offers) {
        List<Agreed> agreed = new ArrayList<>(1);
        Set<String> declined = new HashSet<>();
        Set<String> settled = new HashSet<>();
        int reservedBits = 0;
        try {
            for (ExtensionOffer offer : bounded(offers)) {
                ServerExtension extension = find(offer.token());
                if (extension == null || settled.contains(offer.token())) {
                    continue;
                }
                Agreed candidate = acceptOrDecline(extension, offer);
                if (candidate == null) {
                    declined.add(offer.token());
                    continue;
                }
                settled.add(offer.token());
                if ((candidate.extension().reservedBits() & reservedBits) != 0) {
                    candidate.extension().close();
                    continue;
                }
                reservedBits |= candidate.extension().reservedBits();
                agreed.add(candidate);
            }
        } catch (RuntimeException failure) {
            agreed.forEach(one -> one.extension().close());
            throw failure;
        }
        declined.removeAll(settled);
        return new Choice(List.copyOf(agreed), !declined.isEmpty());
    }

    private static List<ExtensionOffer> bounded(List<ExtensionOffer> offers) {
        return offers.subList(0, Math.min(offers.size(), MAX_OFFERS));
    }

    private static @Nullable Agreed acceptOrDecline(ServerExtension extension, ExtensionOffer offer) {
        try {
            return extension.accept(offer);
        } catch (IllegalArgumentException malformed) {
            return null;
        }
    }

    private @Nullable ServerExtension find(String token) {
        for (ServerExtension extension : supported) {
            if (extension.token().equals(token)) {
                return extension;
            }
        }
        return null;
    }

    /**
     * The outcome of a negotiation.
     *
     * @param agreed the agreed extensions in the client's order
     * @param anyUnacceptable whether a known extension was offered, but never in an acceptable way
     */
    public record Choice(List<Agreed> agreed, boolean anyUnacceptable) {}
}
