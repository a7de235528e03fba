package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.BiPredicate;
import org.jspecify.annotations.Nullable;

/**
 * Decides which pages may open connections (RFC 6455 section 10.2). Browsers send cookies with handshakes that any page
 * starts, so a server that trusts cookies needs one of the restrictive policies. Immutable and thread-safe.
 */
public final class OriginPolicy {
    private static final OriginPolicy ANY = new OriginPolicy((origin, request) -> true, true, false);

    private final BiPredicate<String, HandshakeRequest> allowed;
    private final boolean absentAllowed;
    private final boolean single;

    private OriginPolicy(BiPredicate<String, HandshakeRequest> allowed, boolean absentAllowed, boolean single) {
        this.allowed = allowed;
        this.absentAllowed = absentAllowed;
        this.single = single;
    }

    /** {@return the policy that lets everybody in; the default, as in {@code ws}} */
    public static OriginPolicy any() {
        return ANY;
    }

    /**
     * Lets pages in that come from the host and port the handshake goes to. The origin {@code null} of sandboxed pages
     * and files is refused; requests without an origin, which are not from browsers, are let in unless
     * {@link #requirePresent()} is added. On a TLS connection the page must have come over TLS as well; on a plain one
     * it may have, because a proxy may have ended TLS.
     *
     * @return the policy
     */
    public static OriginPolicy sameOrigin() {
        return sameOrigin(TrustedProxies.none());
    }

    /**
     * Does as {@link #sameOrigin()}, with host and TLS as {@link TrustedProxies#host} and {@link TrustedProxies#secure} tell
     * them. Needed behind a proxy that does not pass on the {@code Host} of the client; behind one that does, it refuses
     * plain pages on a site with TLS as well.
     *
     * @param proxies who may tell what the client asked for
     * @return the policy
     */
    public static OriginPolicy sameOrigin(TrustedProxies proxies) {
        return new OriginPolicy(
                (text, request) -> {
                    Origin origin = Origin.parse(text);
                    return origin != null && origin.isTargetOf(request, proxies);
                },
                true,
                true);
    }

    /**
     * Lets pages of the named origins in. Requests without an origin, which are not from browsers, are let in unless
     * {@link #requirePresent()} is added.
     *
     * @param origins such as {@code https://example.com} or {@code http://localhost:8080}, without path; compared
     *     without case and with the scheme's default port; {@code null} as a text allows sandboxed pages and files
     * @return the policy
     * @throws IllegalArgumentException when one is no origin
     */
    public static OriginPolicy allow(String... origins) {
        Set<Origin> known = new HashSet<>();
        boolean opaque = false;
        for (String text : origins) {
            Origin origin = Origin.parse(text);
            if (origin != null) {
                known.add(origin);
            } else if (text.equals("null")) {
                opaque = true;
            } else {
                throw new IllegalArgumentException("\"" + text + "\" is no origin");
            }
        }
        boolean opaqueAllowed = opaque;
        return new OriginPolicy(
                (text, request) -> {
                    Origin origin = Origin.parse(text);
                    return origin == null ? opaqueAllowed && text.equals("null") : known.contains(origin);
                },
                true,
                true);
    }

    /**
     * Lets in what the application allows. Requests without an origin are let in unless {@link #requirePresent()} is
     * added.
     *
     * @param allowed looks at the origin as sent and the handshake; thread-safe
     * @return the policy
     */
    public static OriginPolicy matching(BiPredicate<String, HandshakeRequest> allowed) {
        return new OriginPolicy(allowed, true, true);
    }

    /** {@return this policy, but refusing requests without an origin} */
    public OriginPolicy requirePresent() {
        return new OriginPolicy(allowed, false, single);
    }

    /**
     * Applies the policy. Two origins in one request fit no policy but {@link #any()}.
     *
     * @param request the handshake
     * @return whether it is let in; if not, the answer is 403
     */
    public boolean allows(HandshakeRequest request) {
        @Nullable String origin = request.origin();
        if (origin == null) {
            return absentAllowed;
        }
        List<String> all = request.headers()
                .all("8".equals(request.header("Sec-WebSocket-Version")) ? "Sec-WebSocket-Origin" : "Origin");
        return (!single || all.size() == 1) && allowed.test(origin, request);
    }
}
