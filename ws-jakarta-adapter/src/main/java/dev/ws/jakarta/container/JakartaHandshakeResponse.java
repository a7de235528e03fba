package dev.ws.jakarta.container;

import dev.ws.Headers;
import jakarta.websocket.HandshakeResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** The header fields of an answer, for configurators to change. Used by the thread of the request. */
final class JakartaHandshakeResponse implements HandshakeResponse {
    private final Map<String, List<String>> headers = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);

    /** Shows what was computed. */
    JakartaHandshakeResponse(Headers computed) {
        for (int i = 0; i < computed.size(); i++) {
            headers.computeIfAbsent(computed.name(i), name -> new ArrayList<>(1))
                    .add(computed.value(i));
        }
    }

    @Override
    public Map<String, List<String>> getHeaders() {
        return headers;
    }

    /** Carries over what was changed, added and removed. */
    void writeTo(Headers.Builder target) {
        Headers computed = target.build();
        for (int i = 0; i < computed.size(); i++) {
            if (!headers.containsKey(computed.name(i))) {
                target.remove(computed.name(i));
            }
        }
        headers.forEach((name, values) -> {
            if (!values.equals(computed.all(name))) {
                target.remove(name);
                values.forEach(value -> target.add(name, value));
            }
        });
    }
}
