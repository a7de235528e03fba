package dev.ws.it.conformance;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * Byte sequences that are UTF-8 and such that are not, after the rules of Markus Kuhn's stress test: boundaries,
 * lonely bytes, overlong forms, surrogates. Where a sequence goes wrong is computed by a plain reading of table 3-7 of
 * the Unicode standard that shares nothing with the engine.
 */
final class Utf8Samples {
    /**
     * One sequence.
     *
     * @param name what is special about it
     * @param bytes the sequence
     * @param representative whether it stands for its kind where not all are tried
     */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Sample(String name, byte[] bytes, boolean representative) {
        /** The index of the first byte that cannot be there; the length when only the end is missing; -1 when valid. */
        int firstError() {
            return errorIn(bytes);
        }
    }

    private static final HexFormat HEX = HexFormat.of();

    private final List<Sample> samples = new ArrayList<>();

    private Utf8Samples() {}

    static List<Sample> valid() {
        Utf8Samples list = new Utf8Samples();
        list.add("empty", "");
        list.text("greek", "κόσμε");
        list.text("mixed", "Hello-µ@ßöäüàá-UTF-8!! 日本語 \uD83D\uDE80 end");
        list.text("two-blocks-of-ascii", "0123456789abcdefµ0123456789abcdef");
        list.text("prefix-of-greek", "κό");
        for (int codePoint : new int[] {
            0, 0x7F, 0x80, 0x7FF, 0x800, 0xD7FF, 0xE000, 0xFFFD, 0xFEFF, 0xFFF9, 0xFFFC, 0x10000, 0xFDD0, 0xFDEF,
            0x10FFFF
        }) {
            list.text("u" + Integer.toHexString(codePoint), Character.toString(codePoint));
        }
        for (int plane = 0; plane <= 16; plane++) {
            for (int low : new int[] {0xFFFE, 0xFFFF}) {
                int codePoint = plane << 16 | low;
                list.text("noncharacter-" + Integer.toHexString(codePoint), Character.toString(codePoint));
            }
        }
        return list.samples;
    }

    static List<Sample> invalid() {
        Utf8Samples list = new Utf8Samples();
        list.key("surrogate-after-greek", "cebae1bdb9cf83cebcceb5eda080656469746564");
        list.key("above-10ffff", "f4908080");
        list.key("above-10ffff-after-greek", "cebae1bdb9cf83cebcceb5f4908080656469746564");
        list.add("five-bytes-first", "f888808080");
        list.add("six-bytes-first", "fc8480808080");
        list.add("four-bytes-last", "f7bfbfbf");
        list.add("five-bytes-last", "fbbfbfbfbf");
        list.add("six-bytes-last", "fdbfbfbfbfbf");
        list.key("continuation-80", "80");
        list.add("continuation-bf", "bf");
        for (int count = 2; count <= 7; count++) {
            list.add("continuations-" + count, "80bf".repeat(4).substring(0, 2 * count));
        }
        StringBuilder every = new StringBuilder();
        for (int b = 0x80; b <= 0xBF; b++) {
            every.append(HEX.toHexDigits((byte) b));
        }
        list.add("all-64-continuations", every.toString());
        for (int start = 0xC0; start <= 0xFD; start++) {
            list.add("lonely-start-" + Integer.toHexString(start), HEX.toHexDigits((byte) start) + "20");
        }
        String[] truncated = {
            "c0", "e080", "f08080", "f8808080", "fc80808080", "df", "efbf", "f7bfbf", "fbbfbfbf", "fdbfbfbfbf"
        };
        for (String bytes : truncated) {
            list.add("last-byte-missing-" + bytes, bytes);
        }
        for (String bytes :
                new String[] {"c2", "e0a0", "e1", "e180", "ed9f", "f090", "f09080", "f1", "f48f", "f48fbf"}) {
            list.key("end-missing-" + bytes, bytes);
            list.add("end-missing-after-text-" + bytes, "c2b5616263" + bytes);
        }
        list.add("concatenated", String.join("", truncated));
        list.key("fe", "fe");
        list.key("ff", "ff");
        list.add("fe-fe-ff-ff", "fefeffff");
        for (String bytes : new String[] {
            "c0af",
            "e080af",
            "f08080af",
            "f8808080af",
            "fc80808080af",
            "c1bf",
            "e09fbf",
            "f08fbfbf",
            "f887bfbfbf",
            "fc83bfbfbfbf",
            "c080",
            "e08080",
            "f0808080",
            "f880808080",
            "fc8080808080"
        }) {
            list.add("overlong-" + bytes, bytes);
        }
        list.key("overlong-slash-in-text", "616263c0af646566");
        for (String high : new String[] {"eda080", "edadbf", "edae80", "edafbf"}) {
            list.add("surrogate-" + high, high);
            for (String low : new String[] {"edb080", "edbfbf"}) {
                list.add("surrogates-" + high + "-" + low, high + low);
            }
        }
        for (String low : new String[] {"edb080", "edbe80", "edbfbf"}) {
            list.add("surrogate-" + low, low);
        }
        list.key("byte-after-16-of-ascii", "30313233343536373839616263646566ff3031323334353637");
        list.key("byte-after-7-of-ascii", "30313233343536ff3031323334353637");
        return list.samples;
    }

    private void text(String name, String text) {
        samples.add(new Sample(name, text.getBytes(StandardCharsets.UTF_8), false));
    }

    private void add(String name, String hex) {
        samples.add(new Sample(name, HEX.parseHex(hex), false));
    }

    private void key(String name, String hex) {
        samples.add(new Sample(name, HEX.parseHex(hex), true));
    }

    private static int errorIn(byte[] bytes) {
        int at = 0;
        while (at < bytes.length) {
            int lead = bytes[at] & 0xFF;
            int length = lead < 0x80 ? 1 : lead < 0xC2 ? 0 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : lead < 0xF5 ? 4 : 0;
            if (length == 0) {
                return at;
            }
            for (int i = 1; i < length; i++) {
                if (at + i == bytes.length) {
                    return bytes.length;
                }
                int b = bytes[at + i] & 0xFF;
                int low = i > 1 ? 0x80 : lead == 0xE0 ? 0xA0 : lead == 0xF0 ? 0x90 : 0x80;
                int high = i > 1 ? 0xBF : lead == 0xED ? 0x9F : lead == 0xF4 ? 0x8F : 0xBF;
                if (b < low || b > high) {
                    return at + i;
                }
            }
            at += length;
        }
        return -1;
    }
}
