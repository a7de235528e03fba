package dev.ws.handshake;

import java.net.IDN;
import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The host of an address as browsers understand it, by the URL standard (WHATWG): names in any script become their ASCII
 * form by {@link IDN}, numbers IPv4 addresses. Two things are stricter than there. Characters for which {@code IDN},
 * which knows the older rules, means another name are refused: {@code ß} would become {@code ss}. And so are the few
 * visible ASCII characters that {@link java.net.URI} does not take in a host. Nothing is resolved. Stateless.
 */
final class UriHost {
    // Hosts with underscores are no host names, but container networks use them.
    private static final Pattern NAME = Pattern.compile("[a-z0-9._~!$&'()*+,;=-]+");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    private static final Pattern HEXADECIMAL = Pattern.compile("0[xX][0-9A-Fa-f]*");
    private static final Pattern ZEROS = Pattern.compile("^0+(?=.)");
    // Sharp s, final sigma, and joiners: IDNA 2003 maps them to something else, IDNA 2008 does not.
    private static final Pattern MEANS_TWO_NAMES = Pattern.compile("[\u00DF\u1E9E\u03C2\u200C\u200D]");
    private static final int DOTTED_I = 0x130;
    private static final int IPV4_PARTS = 4;

    private UriHost() {}

    /**
     * Reads a host.
     *
     * @param written the host as it stands in the address
     * @return the host in lower case: a name in ASCII, four decimal numbers, or an IPv6 address in brackets, shortened
     * @throws IllegalArgumentException when it is none, with the reason
     */
    static String parse(String written) {
        if (written.startsWith("[")) {
            return "[" + IpLiteral.format(IpLiteral.bracketed(written)) + "]";
        }
        String name = ascii(PercentEncoding.decode(written));
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException(name.isEmpty() ? "there is no host" : "a character cannot be in a host");
        }
        return endsInNumber(name) ? ipv4(name) : name;
    }

    private static String ascii(String host) {
        if (host.chars().allMatch(c -> c < 0x80)) {
            return host.toLowerCase(Locale.ROOT);
        }
        // IDN knows the cases of Unicode 3.2 only.
        StringBuilder lower = new StringBuilder(host.length());
        host.codePoints().map(c -> c == DOTTED_I ? c : Character.toLowerCase(c)).forEach(lower::appendCodePoint);
        String name = Normalizer.normalize(lower, Normalizer.Form.NFKC);
        if (MEANS_TWO_NAMES.matcher(host).find()) {
            throw new IllegalArgumentException(
                    "the host has a character that means one of two names; write it in its ASCII form, xn--");
        }
        return IDN.toASCII(name, IDN.ALLOW_UNASSIGNED).toLowerCase(Locale.ROOT);
    }

    private static boolean endsInNumber(String name) {
        String text = withoutLastDot(name);
        String last = text.substring(text.lastIndexOf('.') + 1);
        return DIGITS.matcher(last).matches() || HEXADECIMAL.matcher(last).matches();
    }

    private static String withoutLastDot(String name) {
        return name.endsWith(".") && name.length() > 1 ? name.substring(0, name.length() - 1) : name;
    }

    // One to four numbers, decimal, octal or hexadecimal; the last one stands for all bytes that are left.
    private static String ipv4(String name) {
        String[] parts = withoutLastDot(name).split("\\.", -1);
        if (parts.length > IPV4_PARTS) {
            throw notIpv4();
        }
        long address = 0;
        for (int i = 0; i < parts.length - 1; i++) {
            address = (address << 8) + number(parts[i], 1);
        }
        int left = IPV4_PARTS - parts.length + 1;
        address = (address << (8 * left)) + number(parts[parts.length - 1], left);
        return (address >> 24) + "." + (address >> 16 & 0xFF) + "." + (address >> 8 & 0xFF) + "." + (address & 0xFF);
    }

    private static long number(String part, int bytes) {
        boolean hexadecimal = HEXADECIMAL.matcher(part).matches();
        if (!hexadecimal && !DIGITS.matcher(part).matches()) {
            throw notIpv4();
        }
        boolean octal = part.startsWith("0") && part.length() > 1;
        String digits = ZEROS.matcher(hexadecimal ? part.substring(2) : part).replaceFirst("");
        if (digits.length() > "37777777777".length()) {
            throw notIpv4(); // more than 32 bits in every base
        }
        long number;
        try {
            number = digits.isEmpty() ? 0 : Long.parseLong(digits, hexadecimal ? 16 : octal ? 8 : 10);
        } catch (NumberFormatException eightOrNine) {
            throw notIpv4();
        }
        if (number >= 1L << (8 * bytes)) {
            throw notIpv4();
        }
        return number;
    }

    private static IllegalArgumentException notIpv4() {
        return new IllegalArgumentException("the host ends in a number but is no IPv4 address");
    }
}
