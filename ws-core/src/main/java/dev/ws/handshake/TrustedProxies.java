package dev.ws.handshake;

import dev.ws.HandshakeRequest;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Tells whose handshake it is behind proxies. A proxy adds the address of who asked it to the end of a field; whatever
 * stands in front of that anybody can have written. Therefore the field is read from the right, and only as long as the
 * address that wrote an element is a trusted proxy's: the first address that is none is the client.
 *
 * <p>One field is read, {@code X-Forwarded-For} by default or {@code Forwarded} (RFC 7239) after {@link #readForwarded()};
 * the other is ignored even where the first is absent, because proxies pass on what they do not set. Several lines
 * of the field are one list. An element that does not name an address ends the walk, and the address of the proxy that
 * wrote it counts: names, {@code unknown}, hidden identifiers such as {@code _a}, zones, numbers with leading zeros, empty
 * elements. So does the end of the list, and after 32 proxies the walk ends, too.
 *
 * <p>Addresses may have ports; IPv6 addresses stand in brackets then, and in {@code Forwarded} always. An IPv4 address
 * mapped into IPv6, {@code ::ffff:192.0.2.1}, is the IPv4 address. No name is ever looked up. The work is bounded by the
 * length of the elements that are read.
 *
 * <p>Where a container or a valve of it has replaced the peer's address already, {@link HandshakeRequest#remoteAddress()} is
 * the client, and as no trusted proxy it stays the answer. Immutable and thread-safe.
 */
public final class TrustedProxies {
    private static final TrustedProxies NONE = new TrustedProxies(List.of(), false, false);
    private static final int MAX_PROXIES = 32;

    private final List<AddressRange> ranges;
    private final boolean unix;
    private final boolean forwarded;

    private TrustedProxies(List<AddressRange> ranges, boolean unix, boolean forwarded) {
        this.ranges = ranges;
        this.unix = unix;
        this.forwarded = forwarded;
    }

    /** {@return no proxies: the peer of the socket is the client, whatever the fields say} */
    public static TrustedProxies none() {
        return NONE;
    }

    /**
     * Trusts proxies at some addresses, for each of which there is
     *
     * <ul>
     *   <li>an address, {@code 192.0.2.1} or {@code 2001:db8::1},
     *   <li>a range of them (RFC 4632 section 3.1), {@code 10.0.0.0/8} or {@code 2001:db8::/32},
     *   <li>{@code loopback}, {@code 127.0.0.0/8} and {@code ::1},
     *   <li>{@code private}, the networks of RFC 1918 and RFC 4193: {@code 10.0.0.0/8}, {@code 172.16.0.0/12}, {@code
     *       192.168.0.0/16} and {@code fc00::/7}; right only where no clients are in such a network, or
     *   <li>{@code unix}, peers without an address, which come through a UNIX domain socket.
     * </ul>
     *
     * @param proxies the addresses, in any case; names are not taken
     * @return the proxies, whose {@code X-Forwarded-For} is read
     * @throws IllegalArgumentException when one is none of these
     */
    public static TrustedProxies of(String... proxies) {
        List<AddressRange> ranges = new ArrayList<>();
        boolean unix = false;
        for (String proxy : proxies) {
            switch (proxy.toLowerCase(Locale.ROOT)) {
                case "loopback" -> ranges.addAll(AddressRange.LOOPBACK);
                case "private" -> ranges.addAll(AddressRange.PRIVATE);
                case "unix" -> unix = true;
                default -> ranges.add(AddressRange.parse(proxy));
            }
        }
        return new TrustedProxies(List.copyOf(ranges), unix, false);
    }

    /**
     * Reads a list, as settings hold it.
     *
     * @param list what {@link #of} takes, separated by blanks, commas or both; empty or blank for no proxies
     * @return the proxies, whose {@code X-Forwarded-For} is read
     * @throws IllegalArgumentException as {@link #of} does
     */
    public static TrustedProxies parse(String list) {
        String text = list.replace(',', ' ').strip();
        return text.isEmpty() ? NONE : of(text.split("\\s+", -1));
    }

    /** {@return these proxies, whose {@code Forwarded} (RFC 7239) is read in place of the {@code X-Forwarded} fields} */
    public TrustedProxies readForwarded() {
        return new TrustedProxies(ranges, unix, true);
    }

    /**
     * Tells whether an address is a trusted proxy's.
     *
     * @param peer the address; null for a peer without one
     * @return whether it is; never for an unresolved address
     */
    public boolean trusts(@Nullable InetSocketAddress peer) {
        if (peer == null) {
            return unix;
        }
        return peer.getAddress() != null
                && ranges.stream()
                        .anyMatch(range -> range.contains(peer.getAddress().getAddress()));
    }

    /**
     * Tells the client's address. Use {@link InetSocketAddress#getHostString()} for its text; {@code getHostName()} would ask
     * the name service.
     *
     * @param request the handshake
     * @return the address, with port 0 where a proxy does not tell it; the peer of the socket as long as no trusted proxy
     *     says otherwise; null when that has no address, as on a UNIX domain socket
     */
    public @Nullable InetSocketAddress clientAddress(HandshakeRequest request) {
        return walk(request).address();
    }

    /**
     * Tells whether the client's connection is over TLS: from the {@code proto} of {@code Forwarded} in the element that the
     * proxy next to the client wrote, or from {@code X-Forwarded-Proto}. Trusted proxies must set the latter for every
     * request, since they pass on what a client sends otherwise; it is used only with a single value.
     *
     * @param request the handshake
     * @return whether it is; {@link HandshakeRequest#secure()} as long as no trusted proxy says otherwise
     */
    public boolean secure(HandshakeRequest request) {
        String proto = forwarded ? walk(request).proto() : single(request, "X-Forwarded-Proto");
        return switch (Objects.requireNonNullElse(proto, "").toLowerCase(Locale.ROOT)) {
            case "https", "wss" -> true;
            case "http", "ws" -> false;
            default -> request.secure();
        };
    }

    /**
     * Tells host and port that the client asked for: from the {@code host} of {@code Forwarded} in the element that the proxy
     * next to the client wrote, or from {@code X-Forwarded-Host}, for which the same holds as for {@link #secure}.
     *
     * @param request the handshake
     * @return the host, and the port unless it is the default one; the only {@code Host} field as long as no trusted proxy
     *     says otherwise; null when there is none or there are several
     */
    public @Nullable String host(HandshakeRequest request) {
        String host = forwarded ? walk(request).host() : single(request, "X-Forwarded-Host");
        if (host != null && Origin.isAuthority(host)) {
            return host;
        }
        List<String> own = request.headers().all("Host");
        return own.size() == 1 ? own.get(0) : null;
    }

    private @Nullable String single(HandshakeRequest request, String field) {
        List<String> values =
                trusts(request.remoteAddress()) ? request.headers().all(field) : List.of();
        return values.size() == 1 && values.get(0).indexOf(',') < 0
                ? values.get(0).strip()
                : null;
    }

    // Where the walk ended: the address, and what the last trusted proxy on the way wrote beside it.
    private ForwardedElement walk(HandshakeRequest request) {
        ForwardedElement last = new ForwardedElement(request.remoteAddress(), null, null);
        ForwardedList list =
                new ForwardedList(request.headers(), forwarded ? "Forwarded" : "X-Forwarded-For", forwarded);
        for (int proxies = 0; proxies < MAX_PROXIES && trusts(last.address()); proxies++) {
            String text = list.previous();
            ForwardedElement element =
                    text == null ? null : forwarded ? ForwardedElement.parse(text) : ForwardedElement.ofAddress(text);
            if (element == null) {
                return last;
            }
            if (element.address() == null) {
                return new ForwardedElement(last.address(), element.proto(), element.host());
            }
            last = element;
        }
        return last;
    }

    @Override
    public String toString() {
        return (forwarded ? "Forwarded" : "X-Forwarded-For") + " of " + ranges + (unix ? " and UNIX sockets" : "");
    }
}
