package dev.ws.extension.deflate;

import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.frame.BufferPool;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/**
 * What an offer or answer says, and what RFC 7692 and the options think of it: rules to test an answer with, none to
 * make one. The windows are 8 to 15, or 0 for an absent parameter, or 99 for one without value.
 */
record Terms(boolean serverFlag, boolean clientFlag, int serverBits, int clientBits) {
    static final int BARE = 99;

    /** Everything that a server can answer. */
    static final List<Terms> ANSWERS = all(List.of(0, 8, 9, 10, 11, 12, 13, 14, 15));
    /** Everything that a client can offer. */
    static final List<Terms> OFFERS = all(List.of(0, BARE, 8, 9, 10, 11, 12, 13, 14, 15));
    /** Options with every combination of the settings that matter, with some of the windows. */
    static final List<DeflateOptions> OPTIONS = options();

    private static final ZlibPool ZLIB = new UnusedZlib();

    private static List<Terms> all(List<Integer> clientWindows) {
        List<Terms> all = new ArrayList<>();
        for (int flags = 0; flags < 4; flags++) {
            for (int serverBits : List.of(0, 8, 9, 10, 11, 12, 13, 14, 15)) {
                for (int clientBits : clientWindows) {
                    all.add(new Terms(flags / 2 == 1, flags % 2 == 1, serverBits, clientBits));
                }
            }
        }
        return List.copyOf(all);
    }

    private static List<DeflateOptions> options() {
        int[] windows = {DeflateOptions.AS_ASKED, DeflateOptions.REFUSED, 8, 11, 15};
        List<NoContextTakeover> takeovers = List.copyOf(EnumSet.allOf(NoContextTakeover.class));
        IntFunction<DeflateOptions> nth = n -> DeflateOptions.builder()
                .serverNoContextTakeover(takeovers.get(n % 3))
                .clientNoContextTakeover(takeovers.get(n / 3 % 3))
                .serverMaxWindowBits(windows[n / 9 % 5])
                .clientMaxWindowBits(windows[n / 45])
                .build();
        return IntStream.range(0, 225).mapToObj(nth).toList();
    }

    static ServerDeflate server(DeflateOptions options) {
        return new ServerDeflate(options, ZLIB, BufferPool.none());
    }

    static ClientDeflate client(DeflateOptions... options) {
        return new ClientDeflate(List.of(options), ZLIB, BufferPool.none());
    }

    /** Reads the offer or answer that a header field consists of. */
    static ExtensionOffer parse(String header) {
        List<ExtensionOffer> offers = ExtensionHeader.parse(header);
        if (offers.size() != 1) {
            throw new IllegalArgumentException(header);
        }
        return offers.get(0);
    }

    /** The header field. */
    @Override
    public String toString() {
        return "permessage-deflate"
                + (serverFlag ? "; server_no_context_takeover" : "")
                + (clientFlag ? "; client_no_context_takeover" : "")
                + (serverBits == 0 ? "" : "; server_max_window_bits=" + serverBits)
                + (clientBits == 0 ? "" : "; client_max_window_bits")
                + (clientBits == 0 || clientBits == BARE ? "" : "=" + clientBits);
    }

    /** Whether RFC 7692 lets a server give this answer to an offer. */
    boolean answers(Terms offer) {
        return (serverFlag || !offer.serverFlag) // 7.1.1.1: repeated where it was asked for
                && (offer.serverBits == 0 || (serverBits != 0 && serverBits <= offer.serverBits)) // 7.1.2.1
                && (clientBits == 0 || (offer.clientBits != 0 && clientBits <= offer.clientBits)); // 7.1.2.2
    }

    /** Whether a server's options let it give this answer to an offer. */
    boolean suits(DeflateOptions options, Terms offer) {
        return suits(options.serverNoContextTakeover(), serverFlag, offer.serverFlag)
                && suits(options.clientNoContextTakeover(), clientFlag, offer.clientFlag)
                && switch (options.serverMaxWindowBits()) {
                    case DeflateOptions.AS_ASKED -> serverBits == offer.serverBits;
                    case DeflateOptions.REFUSED -> serverBits == 0;
                    default -> serverBits == options.serverMaxWindowBits();
                }
                && switch (options.clientMaxWindowBits()) {
                    case DeflateOptions.AS_ASKED -> clientBits == offer.clientBits % BARE;
                    case DeflateOptions.REFUSED -> clientBits == 0;
                    default -> clientBits != 0 && clientBits <= options.clientMaxWindowBits();
                };
    }

    private static boolean suits(NoContextTakeover option, boolean answered, boolean asked) {
        return option == NoContextTakeover.AS_ASKED
                ? answered == asked
                : answered == (option == NoContextTakeover.ALWAYS);
    }
}
