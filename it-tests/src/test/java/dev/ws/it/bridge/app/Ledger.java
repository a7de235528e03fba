package dev.ws.it.bridge.app;

import dev.ws.CloseStatus;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.server.WebSocketServer;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

/**
 * What the connections of this web application saw, and how many there are. Tests ask without a connection of their own.
 * Any thread.
 */
public final class Ledger {
    private static final Map<String, List<String>> EVENTS = new ConcurrentHashMap<>();
    private static final List<WebSocketServer> SERVERS = new CopyOnWriteArrayList<>();
    private static final Set<String> SESSIONS = ConcurrentHashMap.newKeySet(); // of Jakarta endpoints

    private Ledger() {}

    /** Counts the connections of a server. */
    public static void add(WebSocketServer server) {
        SERVERS.add(server);
    }

    /** Writes down the life of a connection. */
    static void watch(WebSocket ws, String id) {
        write(id, "open");
        ws.addListener(new WebSocketListener() {
            @Override
            public void onClose(WebSocket peer, CloseStatus status) {
                write(id, "close " + status.code());
            }
        });
    }

    static void opened(String session) {
        SESSIONS.add(session);
    }

    static void closed(String session) {
        SESSIONS.remove(session);
    }

    static void write(String id, String event) {
        if (!id.isEmpty()) {
            EVENTS.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>()).add(event);
        }
    }

    /** How many connections there are. */
    public static String connections(String any) {
        int count = SESSIONS.size();
        for (WebSocketServer server : SERVERS) {
            count += server.clients().size();
        }
        return Integer.toString(count);
    }

    /** A line for each connection whose id starts so: the id, and its events. */
    public static String events(String prefix) {
        return EVENTS.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> entry.getKey() + ": " + String.join(", ", entry.getValue()))
                .collect(Collectors.joining("\n"));
    }
}
