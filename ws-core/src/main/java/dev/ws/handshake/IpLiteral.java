package dev.ws.handshake;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Addresses written instead of a host's name (RFC 3986 section 3.2.2). Nothing is resolved. Stateless. */
final class IpLiteral {
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    private static final Pattern IPV4 = Pattern.compile(OCTET + "\\." + OCTET + "\\." + OCTET + "\\." + OCTET);
    private static final Pattern GROUP = Pattern.compile("[0-9A-Fa-f]{1,4}");
    private static final int IPV6_BYTES = 16;
    private static final int HEXADECIMAL = 16;
    private static final int MAX_IPV6_TEXT = "0000:0000:0000:0000:0000:ffff:255.255.255.255".length();

    private IpLiteral() {}

    /**
     * Reads an address.
     *
     * @param host a host: a name, four decimal numbers, or an IPv6 address in brackets
     * @return 4 or 16 bytes; null for a name
     * @throws IllegalArgumentException when there is no IPv6 address in the brackets
     */
    static byte @Nullable [] parse(String host) {
        return host.startsWith("[") ? bracketed(host) : ipv4(host);
    }

    /**
     * Reads an address that stands alone.
     *
     * @param text four decimal numbers or an IPv6 address without brackets and zone, or anything else
     * @return 4 or 16 bytes; null for anything else
     */
    static byte @Nullable [] ofText(String text) {
        if (text.indexOf(':') < 0) {
            return ipv4(text);
        }
        try {
            return ipv6(text);
        } catch (IllegalArgumentException other) {
            return null;
        }
    }

    /**
     * Reads four decimal numbers between 0 and 255, without zeros before them, which some read as octal.
     *
     * @param text anything
     * @return 4 bytes, or null when it is anything else
     */
    static byte @Nullable [] ipv4(String text) {
        Matcher octets = IPV4.matcher(text);
        if (!octets.matches()) {
            return null;
        }
        byte[] address = new byte[4];
        for (int i = 0; i < address.length; i++) {
            address[i] = (byte) Integer.parseInt(octets.group(i + 1));
        }
        return address;
    }

    /**
     * Reads an IPv6 address in brackets.
     *
     * @param host begins with a bracket
     * @return 16 bytes
     * @throws IllegalArgumentException when there is no IPv6 address in the brackets
     */
    static byte[] bracketed(String host) {
        if (!host.endsWith("]")) {
            throw invalid();
        }
        return ipv6(host.substring(1, host.length() - 1));
    }

    /**
     * Reads an IPv6 address. Two colons stand for as many zeros as are missing. A zone is no part of it.
     *
     * @param text the address without brackets
     * @return 16 bytes
     * @throws IllegalArgumentException when it is none
     */
    static byte[] ipv6(String text) {
        if (text.length() > MAX_IPV6_TEXT) {
            throw invalid();
        }
        int gap = text.indexOf("::");
        byte[] before = groups(gap < 0 ? text : text.substring(0, gap), gap < 0);
        byte[] after = gap < 0 ? new byte[0] : groups(text.substring(gap + 2), true);
        int missing = IPV6_BYTES - before.length - after.length;
        if (gap < 0 ? missing != 0 : missing < 2) {
            throw invalid();
        }
        return ByteBuffer.allocate(IPV6_BYTES)
                .put(before)
                .position(IPV6_BYTES - after.length)
                .put(after)
                .array();
    }

    // The last 4 bytes of an address may be written as those of IPv4.
    private static byte[] groups(String text, boolean last) {
        if (text.isEmpty()) {
            return new byte[0];
        }
        String[] groups = text.split(":", -1);
        ByteBuffer bytes = ByteBuffer.allocate(2 * groups.length + 2);
        for (int i = 0; i < groups.length; i++) {
            byte[] ipv4 = last && i == groups.length - 1 ? ipv4(groups[i]) : null;
            if (ipv4 != null) {
                bytes.put(ipv4);
            } else if (GROUP.matcher(groups[i]).matches()) {
                bytes.putShort((short) Integer.parseInt(groups[i], HEXADECIMAL));
            } else {
                throw invalid();
            }
        }
        byte[] written = new byte[bytes.flip().remaining()];
        bytes.get(written);
        return written;
    }

    /**
     * Writes an IPv6 address in its shortest form (RFC 5952 section 4), without dots.
     *
     * @param address 16 bytes
     * @return the text, without brackets
     */
    static String format(byte[] address) {
        ByteBuffer bytes = ByteBuffer.wrap(address);
        int longest = 0;
        int gap = -1;
        for (int start = 0; start < IPV6_BYTES; start += 2) {
            int end = start;
            while (end < IPV6_BYTES && bytes.getShort(end) == 0) {
                end += 2;
            }
            if (end - start > longest && end - start > 2) {
                longest = end - start;
                gap = start;
            }
        }
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < IPV6_BYTES; i += 2) {
            if (i == gap) {
                text.append("::");
                i += longest - 2;
            } else {
                text.append(text.isEmpty() || text.charAt(text.length() - 1) == ':' ? "" : ":")
                        .append(Integer.toHexString(bytes.getShort(i) & 0xFFFF));
            }
        }
        return text.toString();
    }

    private static IllegalArgumentException invalid() {
        return new IllegalArgumentException("host is no IPv6 address");
    }
}
