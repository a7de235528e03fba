package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * An origin as browsers send it (RFC 6454 section 6.2): scheme, host and port, in lower case and without the scheme's
 * default port.
 *
 * @param scheme {@code http}, {@code https} or another scheme
 * @param authority host, and port unless it is the default one
 */
record Origin(String scheme, String authority) {
    /**
     * Parses an origin.
     *
     * @param text such as {@code https://example.com:8443}
     * @return the origin, or null when the text is none, as {@code null} is
     */
    static @Nullable Origin parse(String text) {
        int separator = text.indexOf("://");
        if (separator <= 0) {
            return null;
        }
        String scheme = text.substring(0, separator).toLowerCase(Locale.ROOT);
        String authority = text.substring(separator + 3);
        if (!isAuthority(authority)) {
            return null;
        }
        return new Origin(scheme, withoutDefaultPort(scheme, authority));
    }

    /**
     * Tells whether a text can be host and port.
     *
     * @param text any text
     * @return whether it can
     */
    static boolean isAuthority(String text) {
        return !text.isEmpty() && text.chars().allMatch(Origin::isAuthorityCharacter);
    }

    // No path, query or user information belongs to an origin, and neither does anything that is not ASCII.
    private static boolean isAuthorityCharacter(int c) {
        return c > ' ' && c <= '~' && "/?#@\\,\"".indexOf(c) < 0;
    }

    private static String withoutDefaultPort(String scheme, String authority) {
        String lower = authority.toLowerCase(Locale.ROOT);
        String suffix = switch (scheme) {
            case "http" -> ":80";
            case "https" -> ":443";
            default -> "";
        };
        return lower.endsWith(suffix) ? lower.substring(0, lower.length() - suffix.length()) : lower;
    }

    /**
     * Tells whether a request goes to the place this origin names. Behind a proxy that ends TLS a plain request may well
     * come from an {@code https} page; the reverse is a downgrade.
     *
     * @param request the handshake
     * @param proxies who may tell what the client asked for
     * @return whether host and port are those asked for, and the scheme fits
     */
    boolean isTargetOf(HandshakeRequest request, TrustedProxies proxies) {
        String host = proxies.host(request);
        return host != null
                && (scheme.equals("https") || (scheme.equals("http") && !proxies.secure(request)))
                && authority.equals(withoutDefaultPort(scheme, host));
    }
}
