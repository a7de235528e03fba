package dev.ws.extension.deflate;

import dev.ws.extension.ExtensionOffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The four parameters of permessage-deflate in one offer or answer (RFC 7692 section 7.1), read by the letter. Used by
 * the negotiation of both roles.
 *
 * @param serverNoContextTakeover whether {@code server_no_context_takeover} is there
 * @param clientNoContextTakeover whether {@code client_no_context_takeover} is there
 * @param serverMaxWindowBits the value of {@code server_max_window_bits}, 8 to 15, or {@link #ABSENT}
 * @param clientMaxWindowBits the value of {@code client_max_window_bits}, 8 to 15, or {@link #ABSENT}, or
 *     {@link #WITHOUT_VALUE}
 */
record DeflateParameters(
        boolean serverNoContextTakeover,
        boolean clientNoContextTakeover,
        int serverMaxWindowBits,
        int clientMaxWindowBits) {
    static final String SERVER_NO_CONTEXT_TAKEOVER = "server_no_context_takeover";
    static final String CLIENT_NO_CONTEXT_TAKEOVER = "client_no_context_takeover";
    static final String SERVER_MAX_WINDOW_BITS = "server_max_window_bits";
    static final String CLIENT_MAX_WINDOW_BITS = "client_max_window_bits";

    /** A window parameter that is not there. */
    static final int ABSENT = 0;
    /** A window parameter that is there without value: the peer may choose one. */
    static final int WITHOUT_VALUE = -1;

    private static final int LARGEST_BITS = 15;

    // RFC 7692 section 7.1.2: decimal without leading zeros, which also excludes signs and blanks.
    private static final List<String> WINDOWS = List.of("8", "9", "10", "11", "12", "13", "14", "15");

    /**
     * Reads what a client offers.
     *
     * @param offer the offer
     * @return its parameters
     * @throws IllegalArgumentException when a parameter is unknown, given twice, or has a value it must not have
     */
    static DeflateParameters ofOffer(ExtensionOffer offer) {
        return parse(offer, true);
    }

    /**
     * Reads what a server answers; {@code client_max_window_bits} must have a value there (RFC 7692 section 7.1.2.2).
     *
     * @param answer the answer
     * @return its parameters
     * @throws IllegalArgumentException when a parameter is unknown, given twice, or has a value it must not have
     */
    static DeflateParameters ofAnswer(ExtensionOffer answer) {
        return parse(answer, false);
    }

    private static DeflateParameters parse(ExtensionOffer source, boolean mayLackValue) {
        boolean serverNoContextTakeover = false;
        boolean clientNoContextTakeover = false;
        int serverMaxWindowBits = ABSENT;
        int clientMaxWindowBits = ABSENT;
        for (Map.Entry<String, List<String>> parameter : source.parameters().entrySet()) {
            String name = parameter.getKey();
            if (parameter.getValue().size() > 1) {
                throw new IllegalArgumentException("Parameter \"" + name + "\" must have only a single value");
            }
            String value = parameter.getValue().get(0);
            switch (name) {
                case SERVER_NO_CONTEXT_TAKEOVER -> serverNoContextTakeover = flag(name, value);
                case CLIENT_NO_CONTEXT_TAKEOVER -> clientNoContextTakeover = flag(name, value);
                case SERVER_MAX_WINDOW_BITS -> serverMaxWindowBits = bits(name, value);
                case CLIENT_MAX_WINDOW_BITS ->
                    clientMaxWindowBits = value.isEmpty() && mayLackValue ? WITHOUT_VALUE : bits(name, value);
                default -> throw new IllegalArgumentException("Unknown parameter \"" + name + "\"");
            }
        }
        return new DeflateParameters(
                serverNoContextTakeover, clientNoContextTakeover, serverMaxWindowBits, clientMaxWindowBits);
    }

    private static boolean flag(String name, String value) {
        if (!value.isEmpty()) {
            throw invalid(name, value);
        }
        return true;
    }

    private static int bits(String name, String value) {
        int index = WINDOWS.indexOf(value);
        if (index < 0) {
            throw invalid(name, value);
        }
        return 8 + index;
    }

    // A parameter without value counts as true, as a bare name does in a header field.
    private static IllegalArgumentException invalid(String name, String value) {
        return new IllegalArgumentException(
                "Invalid value for parameter \"" + name + "\": " + (value.isEmpty() ? "true" : value));
    }

    /**
     * The window that is in force where a parameter stands in an answer, or does not.
     *
     * @param bits 8 to 15, or {@link #ABSENT}
     * @return 8 to 15
     */
    static int windowBits(int bits) {
        return bits == ABSENT ? LARGEST_BITS : bits;
    }

    /** {@return the offer or answer with these parameters, always in the same order} */
    ExtensionOffer format() {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (serverNoContextTakeover) {
            parameters.put(SERVER_NO_CONTEXT_TAKEOVER, List.of(""));
        }
        if (clientNoContextTakeover) {
            parameters.put(CLIENT_NO_CONTEXT_TAKEOVER, List.of(""));
        }
        if (serverMaxWindowBits != ABSENT) {
            parameters.put(SERVER_MAX_WINDOW_BITS, List.of(Integer.toString(serverMaxWindowBits)));
        }
        if (clientMaxWindowBits != ABSENT) {
            parameters.put(
                    CLIENT_MAX_WINDOW_BITS,
                    List.of(clientMaxWindowBits == WITHOUT_VALUE ? "" : Integer.toString(clientMaxWindowBits)));
        }
        return new ExtensionOffer(PerMessageDeflate.TOKEN, parameters);
    }
}
