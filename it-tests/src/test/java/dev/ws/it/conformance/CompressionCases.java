package dev.ws.it.conformance;

import java.util.ArrayList;
import java.util.List;

/**
 * Groups 12 and 13: compressed messages (RFC 7692), five kinds of data with the plain offer, and one kind with seven
 * offers; from 16 bytes to 128 KiB, whole and in fragments.
 */
final class CompressionCases {
    private static final int KIB = 1024;
    private static final int WHOLE = Integer.MAX_VALUE;
    private static final String PLAIN = "permessage-deflate";

    /** The last one has offers to fall back on. */
    static final List<String> OFFERS = List.of(
            PLAIN,
            PLAIN + "; client_no_context_takeover; client_max_window_bits",
            PLAIN + "; server_no_context_takeover; client_max_window_bits",
            PLAIN + "; server_max_window_bits=9",
            PLAIN + "; server_max_window_bits=15; client_max_window_bits=15",
            PLAIN + "; server_no_context_takeover; server_max_window_bits=9; client_no_context_takeover",
            PLAIN + "; server_no_context_takeover; server_max_window_bits=9, " + PLAIN
                    + "; server_no_context_takeover, " + PLAIN);

    private final List<CompressionCase> cases = new ArrayList<>();

    static List<CompressionCase> all() {
        CompressionCases table = new CompressionCases();
        for (CompressionData data : CompressionData.values()) {
            table.sizes("12-" + data.name().toLowerCase(java.util.Locale.ROOT), PLAIN, data);
        }
        for (int i = 0; i < OFFERS.size(); i++) {
            table.sizes("13-" + (i + 1), OFFERS.get(i), CompressionData.JSON);
        }
        return table.cases;
    }

    private void sizes(String group, String offer, CompressionData data) {
        for (int size : new int[] {16, 64, 256, KIB, 4 * KIB, 8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB, 128 * KIB}) {
            cases.add(new CompressionCase(group + "-" + size, offer, data, size, WHOLE));
        }
        for (int size : new int[] {8 * KIB, 16 * KIB, 32 * KIB, 64 * KIB, 128 * KIB}) {
            fragmented(group, offer, data, size, 256);
        }
        for (int fragment : new int[] {KIB, 4 * KIB, 32 * KIB}) {
            fragmented(group, offer, data, 128 * KIB, fragment);
        }
    }

    private void fragmented(String group, String offer, CompressionData data, int size, int fragment) {
        String id = group + "-" + size + "-in-fragments-of-" + fragment;
        cases.add(new CompressionCase(id, offer, data, size, fragment));
    }
}
