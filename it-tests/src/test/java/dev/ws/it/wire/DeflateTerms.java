package dev.ws.it.wire;

import java.util.HashSet;
import java.util.Set;

/**
 * What a server's answer says about permessage-deflate (RFC 7692 section 7.1), read by the letter.
 *
 * @param serverTakeover whether the server's messages may refer to earlier ones
 * @param serverBits the server's window
 * @param clientTakeover whether the client's messages may refer to earlier ones
 * @param clientBits the client's window
 */
public record DeflateTerms(boolean serverTakeover, int serverBits, boolean clientTakeover, int clientBits) {
    /** Reads an answer; anything that must not stand there is an error. */
    public static DeflateTerms parse(String answer) {
        String[] parts = answer.split(";", -1);
        if (!parts[0].strip().equals("permessage-deflate")) {
            throw new AssertionError("not an answer of permessage-deflate: \"" + answer + "\"");
        }
        DeflateTerms terms = new DeflateTerms(true, 15, true, 15);
        Set<String> seen = new HashSet<>();
        for (int i = 1; i < parts.length; i++) {
            String name = parts[i].strip();
            int equals = name.indexOf('=');
            String value = equals < 0 ? "" : name.substring(equals + 1);
            name = equals < 0 ? name : name.substring(0, equals);
            if (!seen.add(name)) {
                throw new AssertionError(name + " twice in \"" + answer + "\"");
            }
            terms = terms.with(name, value, answer);
        }
        return terms;
    }

    private DeflateTerms with(String name, String value, String answer) {
        boolean asItShould = name.endsWith("no_context_takeover") == value.isEmpty();
        return switch (asItShould ? name : "") {
            case "server_no_context_takeover" -> new DeflateTerms(false, serverBits, clientTakeover, clientBits);
            case "client_no_context_takeover" -> new DeflateTerms(serverTakeover, serverBits, false, clientBits);
            case "server_max_window_bits" ->
                new DeflateTerms(serverTakeover, bits(value, answer), clientTakeover, clientBits);
            case "client_max_window_bits" ->
                new DeflateTerms(serverTakeover, serverBits, clientTakeover, bits(value, answer));
            default -> throw new AssertionError(name + " with the value \"" + value + "\" in \"" + answer + "\"");
        };
    }

    private static int bits(String value, String answer) {
        if (!value.matches("[89]|1[0-5]")) {
            throw new AssertionError(value + " is no window in \"" + answer + "\"");
        }
        return Integer.parseInt(value);
    }
}
