package dev.ws.handshake;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a proxy wrote about who asked it.
 *
 * @param address who asked, with port 0 when that is not told; null for somebody without an address
 * @param proto the scheme that was asked with, or null
 * @param host the host that was asked for, or null
 */
record ForwardedElement(
        @Nullable InetSocketAddress address,
        @Nullable String proto,
        @Nullable String host) {
    private static final int MAX_LENGTH = 1024;
    private static final int MAX_PORT = 65535;

    // RFC 7239 section 4. Proxies write addresses with colons and brackets without quotes, too.
    private static final Pattern PAIR = Pattern.compile("\\G[ \\t]*(?:([!#$%&'*+.^_`|~0-9A-Za-z-]+)="
            + "(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^\\s\",;=\\\\]+))[ \\t]*)?(?:;|\\z)");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(.)");
    // RFC 7239 section 6. A port may be hidden as well.
    private static final Pattern NODE =
            Pattern.compile("(?:\\[([0-9A-Fa-f:.]*)]|([0-9.]*))(?::(?:([0-9]{1,5})|_[A-Za-z0-9._-]+))?");

    /**
     * Reads an element of {@code Forwarded} (RFC 7239 section 4).
     *
     * @param text the element
     * @return what it says; null when it is malformed, says something twice, or does not say who asked
     */
    static @Nullable ForwardedElement parse(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        Map<String, String> pairs = new HashMap<>();
        Matcher pair = PAIR.matcher(text);
        int end = 0;
        while (pair.find()) {
            String name = pair.group(1);
            if (name != null && pairs.put(name.toLowerCase(Locale.ROOT), value(pair)) != null) {
                return null;
            }
            end = pair.end();
        }
        String asked = pairs.get("for");
        return asked == null || end < text.length()
                ? null
                : new ForwardedElement(node(asked), pairs.get("proto"), pairs.get("host"));
    }

    private static String value(Matcher pair) {
        String quoted = pair.group(2);
        return quoted == null ? pair.group(3) : ESCAPE.matcher(quoted).replaceAll("$1");
    }

    /**
     * Reads an element of {@code X-Forwarded-For}: an address, which may have a port.
     *
     * @param text the element
     * @return what it says; null when it is malformed
     */
    static @Nullable ForwardedElement ofAddress(String text) {
        if (text.length() > MAX_LENGTH) {
            return null;
        }
        String asked = text.strip();
        byte[] address = IpLiteral.ofText(asked);
        InetSocketAddress found = address == null ? node(asked) : socketAddress(address, 0);
        return found == null ? null : new ForwardedElement(found, null, null);
    }

    private static @Nullable InetSocketAddress node(String text) {
        Matcher node = NODE.matcher(text);
        if (!node.matches()) {
            return null;
        }
        String ipv6 = node.group(1);
        String digits = node.group(3);
        byte[] address = IpLiteral.ofText(ipv6 == null ? node.group(2) : ipv6);
        int port = digits == null ? 0 : Integer.parseInt(digits);
        if (address == null || (ipv6 == null) != (address.length == 4) || port > MAX_PORT) {
            return null;
        }
        return socketAddress(address, port);
    }

    // Nothing is looked up, because the address is given in bytes.
    private static InetSocketAddress socketAddress(byte[] address, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException impossible) {
            throw new AssertionError("4 and 16 bytes are an address", impossible);
        }
    }
}
