package dev.ws.it.wire;

import java.util.List;
import java.util.Map;

/**
 * An HTTP answer as read from the wire.
 *
 * @param status the status code
 * @param reason the reason phrase
 * @param headers the header fields by lower-case name, each with all its values
 * @param body the body; empty for 101
 */
public record HttpAnswer(int status, String reason, Map<String, List<String>> headers, String body) {
    /** The values of a header field joined by commas, or the empty string. */
    public String header(String lowerCaseName) {
        return String.join(", ", headers.getOrDefault(lowerCaseName, List.of()));
    }
}
