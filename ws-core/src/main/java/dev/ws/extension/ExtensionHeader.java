package dev.ws.extension;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The grammar of {@code Sec-WebSocket-Extensions} (RFC 6455 section 9.1), for offers and answers alike. Names are
 * compared with case and have no special meaning here. Several fields of that name are to be joined with commas first.
 * Stateless.
 */
public final class ExtensionHeader {
    private ExtensionHeader() {}

    /**
     * Parses a field value in time proportional to its length.
     *
     * @param value the value; blanks and tabs may stand around commas and semicolons, but not at its ends
     * @return the extensions in order, repeated ones included
     * @throws HeaderSyntaxException when the value breaks the grammar: {@code Unexpected character at index N} or
     *     {@code Unexpected end of input}
     */
    public static List<ExtensionOffer> parse(String value) {
        HeaderCursor cursor = new HeaderCursor(value);
        List<ExtensionOffer> offers = new ArrayList<>(2);
        do {
            cursor.blanksBefore();
            offers.add(offer(cursor));
        } while (cursor.skip(','));
        if (!cursor.atEnd()) {
            throw cursor.unexpected();
        }
        return offers;
    }

    private static ExtensionOffer offer(HeaderCursor cursor) {
        String token = cursor.token();
        cursor.blanksAfter();
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        while (cursor.skip(';')) {
            cursor.blanksBefore();
            String name = cursor.token();
            String parameter = cursor.skip('=') ? cursor.tokenOrQuoted() : "";
            cursor.blanksAfter();
            parameters.computeIfAbsent(name, key -> new ArrayList<>(1)).add(parameter);
        }
        return new ExtensionOffer(token, parameters);
    }

    /**
     * Writes a field value, such as {@code a; p; p=2, b; q}.
     *
     * @param offers the extensions in order
     * @return the value; a parameter with several values is repeated, one with an empty value is a bare name
     */
    public static String format(List<ExtensionOffer> offers) {
        StringBuilder value = new StringBuilder();
        for (ExtensionOffer offer : offers) {
            value.append(value.isEmpty() ? "" : ", ").append(offer.token());
            offer.parameters().forEach((name, values) -> {
                for (String parameter : values) {
                    value.append("; ").append(name);
                    if (!parameter.isEmpty()) {
                        value.append('=').append(parameter);
                    }
                }
            });
        }
        return value.toString();
    }
}
