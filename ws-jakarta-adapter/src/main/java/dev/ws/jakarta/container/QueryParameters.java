package dev.ws.jakarta.container;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads the query of an address. */
final class QueryParameters {
    private QueryParameters() {}

    /** {@return the values of each name, decoded, in order; a percent sign that encodes nothing stands for itself} */
    static Map<String, List<String>> parse(@Nullable String query) {
        Map<String, List<String>> parameters = new LinkedHashMap<>();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                String name = equals < 0 ? pair : pair.substring(0, equals);
                if (!pair.isEmpty()) {
                    parameters
                            .computeIfAbsent(decode(name), first -> new ArrayList<>())
                            .add(equals < 0 ? "" : decode(pair.substring(equals + 1)));
                }
            }
        }
        return parameters;
    }

    private static String decode(String text) {
        return URLDecoder.decode(AskedAddress.decodable(text), StandardCharsets.UTF_8);
    }
}
