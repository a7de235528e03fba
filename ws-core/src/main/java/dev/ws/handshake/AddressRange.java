package dev.ws.handshake;

import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Addresses that begin with the same bits (RFC 4632 section 3.1 and RFC 4291 section 2.3). IPv4 addresses mapped into IPv6
 * are IPv4 addresses. Immutable and thread-safe.
 */
final class AddressRange {
    private static final Pattern RANGE = Pattern.compile("([^/]*)(?:/([0-9]{1,3}))?");

    /** This machine. */
    static final List<AddressRange> LOOPBACK = List.of(parse("127.0.0.0/8"), parse("::1"));

    /** The networks that everybody may use (RFC 1918, RFC 4193). */
    static final List<AddressRange> PRIVATE =
            List.of(parse("10.0.0.0/8"), parse("172.16.0.0/12"), parse("192.168.0.0/16"), parse("fc00::/7"));

    private final String text;
    private final byte[] prefix; // with zeros behind the bits
    private final int bits;

    private AddressRange(String text, byte[] prefix, int bits) {
        this.text = text;
        this.prefix = prefix;
        this.bits = bits;
    }

    /**
     * Reads a range.
     *
     * @param text an address, or an address and the number of bits that count
     * @return the range
     * @throws IllegalArgumentException when it is none, or has bits set behind those that count
     */
    static AddressRange parse(String text) {
        Matcher parts = RANGE.matcher(text);
        byte[] address = parts.matches() ? IpLiteral.ofText(parts.group(1)) : null;
        if (address == null) {
            throw new IllegalArgumentException("\"" + text + "\" is no address and no range of addresses");
        }
        String number = parts.group(2);
        int bits = number == null ? address.length * Byte.SIZE : Integer.parseInt(number);
        byte[] prefix = unmapped(address);
        if (prefix.length < address.length) {
            bits -= (address.length - prefix.length) * Byte.SIZE;
        }
        if (bits < 0 || bits > prefix.length * Byte.SIZE) {
            throw new IllegalArgumentException("\"" + text + "\" has an impossible number of bits");
        }
        AddressRange range = new AddressRange(text, prefix, bits);
        for (int i = bits; i < prefix.length * Byte.SIZE; i++) {
            if ((prefix[i / Byte.SIZE] & bit(i)) != 0) {
                throw new IllegalArgumentException("\"" + text + "\" has bits set behind the first " + bits);
            }
        }
        return range;
    }

    private static int bit(int index) {
        return 0x80 >> (index % Byte.SIZE);
    }

    // ::ffff:0:0/96
    private static byte[] unmapped(byte[] address) {
        boolean mapped = address.length == 16 && address[10] == -1 && address[11] == -1;
        for (int i = 0; mapped && i < 10; i++) {
            mapped = address[i] == 0;
        }
        return mapped ? Arrays.copyOfRange(address, 12, 16) : address;
    }

    /**
     * Tells whether an address lies here.
     *
     * @param address 4 or 16 bytes
     * @return whether it does; never for an address of the other version
     */
    boolean contains(byte[] address) {
        byte[] other = unmapped(address);
        if (other.length != prefix.length) {
            return false;
        }
        int whole = bits / Byte.SIZE;
        if (!Arrays.equals(prefix, 0, whole, other, 0, whole)) {
            return false;
        }
        int rest = bits % Byte.SIZE;
        return rest == 0 || (prefix[whole] ^ other[whole]) >> (Byte.SIZE - rest) == 0;
    }

    @Override
    public String toString() {
        return text;
    }
}
