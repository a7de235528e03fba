package dev.ws.jakarta.container;

import dev.ws.Headers;
import jakarta.websocket.HandshakeResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What a server answered, for a client's configurator. Immutable.
 *
 * @param headers the values of each field; names without regard to case
 */
record ReceivedResponse(Map<String, List<String>> headers) implements HandshakeResponse {
    static ReceivedResponse of(Headers fields) {
        Map<String, List<String>> values = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        for (int i = 0; i < fields.size(); i++) {
            values.computeIfAbsent(fields.name(i), name -> new ArrayList<>(1)).add(fields.value(i));
        }
        values.replaceAll((name, all) -> List.copyOf(all));
        return new ReceivedResponse(Collections.unmodifiableMap(values));
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }
}
