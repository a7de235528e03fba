package dev.ws.it.container.app;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.ProtocolException;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** What connections with {@code ?id=...} saw: errors and the end. Any thread. */
public final class EventLog {
    private static final Map<String, List<String>> EVENTS = new ConcurrentHashMap<>();

    private EventLog() {}

    static void record(WebSocket ws, HandshakeRequest request) {
        String id = parameter(request, "id");
        if (id.isEmpty()) {
            return;
        }
        ws.addListener(new WebSocketListener() {
            @Override
            public void onError(WebSocket peer, Throwable error) {
                add(
                        id,
                        error instanceof ProtocolException broken
                                ? "error " + broken.errorCode()
                                : "error " + error.getClass().getSimpleName());
            }

            @Override
            public void onClose(WebSocket peer, CloseStatus status) {
                add(id, "close " + status);
            }
        });
    }

    static void add(String id, String event) {
        EVENTS.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>()).add(event);
    }

    static String of(String id) {
        return String.join(", ", EVENTS.getOrDefault(id, List.of()));
    }

    /** A parameter of the query, or the empty string. */
    public static String parameter(HandshakeRequest request, String name) {
        String query = request.query();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                if (pair.startsWith(name + "=")) {
                    return pair.substring(name.length() + 1);
                }
            }
        }
        return "";
    }
}
