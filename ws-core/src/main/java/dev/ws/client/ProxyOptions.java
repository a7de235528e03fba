package dev.ws.client;

import dev.ws.Headers;
import dev.ws.handshake.ProxyCredentials;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Which proxies a client goes through. HTTP proxies are asked for a tunnel by {@code CONNECT}, for {@code ws} too (RFC 6455
 * section 4.1), SOCKS proxies by version 5 (RFC 1928); the proxy resolves the name of the server. TLS is with the server,
 * inside the tunnel. UNIX domain sockets have no proxy. Immutable.
 *
 * @param selector names the proxies for an address, which are tried in turn; asked with {@code http} for {@code ws} and with
 *     {@code https} for {@code wss}, as selectors do not know those, on the runtime's executor. Null, the default, for
 *     {@link ProxySelector#getDefault()}
 * @param credentials what a proxy gets that asks for it: with the Basic or Digest scheme, or in the way of SOCKS; null, the
 *     default, for none
 * @param preemptive whether HTTP proxies get the credentials with the Basic scheme before they ask; default false
 * @param headers further fields of the {@code CONNECT} request; default none
 */
public record ProxyOptions(
        @Nullable ProxySelector selector, @Nullable ProxyCredentials credentials, boolean preemptive, Headers headers) {
    /** The defaults: the proxies of the JVM. */
    public static final ProxyOptions DEFAULT = new ProxyOptions(null, null, false, Headers.EMPTY);

    /** No proxy at all. */
    public static final ProxyOptions NONE = of(Proxy.NO_PROXY);

    /** Checks that everything is there. */
    public ProxyOptions {
        Objects.requireNonNull(headers, "headers");
    }

    /**
     * One proxy for all addresses.
     *
     * @param proxy the proxy
     * @return the settings
     */
    public static ProxyOptions of(Proxy proxy) {
        return DEFAULT.withSelector(new OneProxy(proxy));
    }

    /**
     * These settings with another selector.
     *
     * @param value names the proxies; null for the JVM's
     * @return the settings
     */
    public ProxyOptions withSelector(@Nullable ProxySelector value) {
        return new ProxyOptions(value, credentials, preemptive, headers);
    }

    /**
     * These settings with credentials.
     *
     * @param user the user's name
     * @param password the password
     * @return the settings
     */
    public ProxyOptions withCredentials(String user, String password) {
        return new ProxyOptions(selector, new ProxyCredentials(user, password), preemptive, headers);
    }

    /**
     * These settings with another choice about when credentials are sent.
     *
     * @param value whether HTTP proxies get them before they ask
     * @return the settings
     */
    public ProxyOptions withPreemptive(boolean value) {
        return new ProxyOptions(selector, credentials, value, headers);
    }

    /**
     * These settings with further fields.
     *
     * @param value fields of the {@code CONNECT} request
     * @return the settings
     */
    public ProxyOptions withHeaders(Headers value) {
        return new ProxyOptions(selector, credentials, preemptive, value);
    }

    /** The selector, null when there is nobody to ask. */
    @Nullable ProxySelector effectiveSelector() {
        if (selector instanceof OneProxy one && one.proxies.equals(List.of(Proxy.NO_PROXY))) {
            return null;
        }
        return selector == null ? ProxySelector.getDefault() : selector;
    }

    /** {@return the settings without headers, which may hold secrets} */
    @Override
    public String toString() {
        return "ProxyOptions[selector=" + selector + ", credentials=" + credentials + ", preemptive=" + preemptive
                + "]";
    }

    // The same for every address.
    private static final class OneProxy extends ProxySelector {
        private final List<Proxy> proxies;

        OneProxy(Proxy proxy) {
            proxies = List.of(proxy);
        }

        @Override
        public List<Proxy> select(URI uri) {
            return proxies;
        }

        @Override
        @SuppressWarnings("EmptyMethod")
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {}

        @Override
        public String toString() {
            return proxies.toString();
        }
    }
}
