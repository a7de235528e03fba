package dev.ws.handshake;

import dev.ws.extension.HeaderCursor;
import dev.ws.extension.HeaderSyntaxException;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * The grammar of {@code Sec-WebSocket-Protocol} in requests (RFC 6455 section 4.1): a comma-separated list of different
 * tokens. Several fields of that name are to be joined with commas first. Stateless.
 */
public final class SubprotocolHeader {
    private SubprotocolHeader() {}

    /**
     * Parses a field value in time proportional to its length.
     *
     * @param value the value; blanks and tabs may stand around commas, but not at its ends
     * @return the subprotocols in the client's order of preference, at least one
     * @throws HeaderSyntaxException when the value breaks the grammar: {@code Unexpected character at index N},
     *     {@code Unexpected end of input} or {@code The "x" subprotocol is duplicated}
     */
    public static Set<String> parse(String value) {
        HeaderCursor cursor = new HeaderCursor(value);
        Set<String> subprotocols = new LinkedHashSet<>();
        do {
            cursor.blanksBefore();
            int start = cursor.index();
            String subprotocol = cursor.token();
            if (!subprotocols.add(subprotocol)) {
                throw new HeaderSyntaxException("The \"" + subprotocol + "\" subprotocol is duplicated", start);
            }
            cursor.blanksAfter();
        } while (cursor.skip(','));
        if (!cursor.atEnd()) {
            throw cursor.unexpected();
        }
        return Collections.unmodifiableSet(subprotocols);
    }
}
