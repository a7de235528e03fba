package dev.ws.jakarta.container;

import dev.ws.Headers;
import dev.ws.extension.ExtensionHeader;
import dev.ws.extension.ExtensionOffer;
import dev.ws.handshake.WebSocketUri;
import jakarta.websocket.ClientEndpointConfig;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What a client asks for: the configuration, as changed by the application in {@code beforeRequest}. The key, and what else
 * the handshake cannot do without, is not the application's to choose. Immutable.
 *
 * @param subprotocols in order of preference
 * @param offers extensions in order of preference, known to the engine or not
 * @param headers further fields
 */
record ClientRequest(List<String> subprotocols, List<ExtensionOffer> offers, Headers headers) {
    private static final String HOST = "Host";
    private static final String ORIGIN = "Origin";
    private static final String PROTOCOL = "Sec-WebSocket-Protocol";
    private static final String EXTENSIONS = "Sec-WebSocket-Extensions";

    /**
     * Makes the request and shows it to the configurator. The connecting thread.
     *
     * @param origin sent when the application sets none; null for none
     * @throws IllegalArgumentException when something cannot be written into a request
     */
    static ClientRequest of(WebSocketUri address, ClientEndpointConfig config, @Nullable String origin) {
        Map<String, List<String>> fields = new TreeMap<>(String.CASE_INSENSITIVE_ORDER);
        put(fields, HOST, List.of(address.authority()));
        put(fields, "Upgrade", List.of("websocket"));
        put(fields, "Connection", List.of("Upgrade"));
        put(fields, "Sec-WebSocket-Version", List.of("13"));
        put(fields, PROTOCOL, config.getPreferredSubprotocols());
        put(
                fields,
                EXTENSIONS,
                config.getExtensions().stream()
                        .map(extension -> ExtensionHeader.format(List.of(NegotiableExtension.offer(extension))))
                        .toList());
        config.getConfigurator().beforeRequest(fields);
        if (origin != null && !fields.containsKey(ORIGIN)) {
            put(fields, ORIGIN, List.of(origin));
        }
        List<String> subprotocols = values(fields.remove(PROTOCOL)).stream()
                .flatMap(value -> Arrays.stream(value.split(",")))
                .map(String::strip)
                .toList();
        String offered = String.join(", ", values(fields.remove(EXTENSIONS)));
        return new ClientRequest(
                subprotocols,
                offered.isEmpty() ? List.of() : ExtensionHeader.parse(offered),
                headers(fields, address.authority()));
    }

    private static void put(Map<String, List<String>> fields, String name, List<String> values) {
        if (!values.isEmpty()) {
            fields.put(name, new ArrayList<>(values));
        }
    }

    @SuppressWarnings("NullAway") // the application's map may hold anything
    private static List<String> values(@Nullable List<String> values) {
        return values == null
                ? List.of()
                : values.stream().filter(value -> value != null).toList();
    }

    private static Headers headers(Map<String, List<String>> fields, String host) {
        Headers.Builder headers = Headers.builder();
        fields.forEach((name, all) -> {
            List<String> values = values(all);
            if (!(name.equalsIgnoreCase(HOST) && values.equals(List.of(host)))) {
                values.forEach(value -> headers.add(name, value));
            }
        });
        return headers.build();
    }
}
