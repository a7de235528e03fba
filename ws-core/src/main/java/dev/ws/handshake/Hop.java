package dev.ws.handshake;

import org.jspecify.annotations.Nullable;

/**
 * Where a client stands on its way through redirects, and which credentials go along. Immutable; {@link #follow} goes
 * from one state to the next and looks at nothing else.
 *
 * @param first the address that the application gave, with which every later one is compared
 * @param uri the address now
 * @param redirects how often the client was sent elsewhere
 * @param authorization the first {@code Authorization} on the way, which sticks; null as long as there was none
 * @param samePlace whether the application's {@code Host} may be sent
 * @param trusted whether the application's {@code Authorization} and {@code Cookie} may be sent
 */
record Hop(
        WebSocketUri first,
        WebSocketUri uri,
        int redirects,
        @Nullable String authorization,
        boolean samePlace,
        boolean trusted) {
    /**
     * The way before any redirect. An explicit {@code Authorization} wins over the address, the address over the option.
     *
     * @param uri the address
     * @param options the settings
     * @return the state
     */
    static Hop start(WebSocketUri uri, ClientHandshakeOptions options) {
        String authorization = options.headers().first("Authorization");
        if (authorization == null) {
            authorization = ofAddress(uri, options);
        }
        String auth = options.auth();
        if (authorization == null && auth != null && !auth.isEmpty()) {
            authorization = BasicCredentials.of(auth);
        }
        return new Hop(uri, uri, 0, authorization, true, true);
    }

    private static @Nullable String ofAddress(WebSocketUri uri, ClientHandshakeOptions options) {
        String userInfo = uri.userInfo();
        return userInfo == null ? null : BasicCredentials.ofUserInfo(userInfo, options.decodeUserInfo());
    }

    /**
     * One redirect further. Another place than the first gets neither credentials nor the application's {@code Host};
     * credentials that were for TLS do not go out in plain text either. Coming back to the first place, they go along
     * again.
     *
     * @param target the next address
     * @param keepAll whether the application decides itself, so that nothing is held back
     * @param options the settings
     * @return the state
     */
    Hop follow(WebSocketUri target, boolean keepAll, ClientHandshakeOptions options) {
        boolean same = keepAll || target.samePlace(first);
        boolean trusts = keepAll || (same && (target.secure() || !first.secure()));
        String sticks = authorization == null && trusts ? ofAddress(target, options) : authorization;
        return new Hop(first, target, redirects + 1, sticks, same, trusts);
    }
}
