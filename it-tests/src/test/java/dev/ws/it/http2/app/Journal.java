package dev.ws.it.http2.app;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.server.WebSocketServer;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** What connections with {@code ?id=...} saw, for the tests outside, and how they are told something. Any thread. */
public final class Journal {
    private static final Map<String, List<String>> EVENTS = new ConcurrentHashMap<>();
    private static final Map<String, WebSocket> OPEN = new ConcurrentHashMap<>();
    private static final Map<String, CountDownLatch> GATES = new ConcurrentHashMap<>();
    private static final List<WebSocketServer> SERVERS = new CopyOnWriteArrayList<>();

    private Journal() {}

    static void watch(WebSocketServer server) {
        SERVERS.add(server);
    }

    static void record(WebSocket ws, String id) {
        OPEN.put(id, ws);
        ws.addListener(new WebSocketListener() {
            @Override
            public void onMessage(WebSocket peer, Message message) {
                if (!message.isBinary()) {
                    add(id, "text " + message.text());
                }
            }

            @Override
            public void onError(WebSocket peer, Throwable error) {
                add(id, "error " + error.getClass().getSimpleName());
            }

            @Override
            public void onClose(WebSocket peer, CloseStatus status) {
                add(id, "close " + status.code());
                OPEN.remove(id);
            }
        });
    }

    static void add(String id, String event) {
        EVENTS.computeIfAbsent(id, key -> new CopyOnWriteArrayList<>()).add(event);
    }

    static CountDownLatch gate(String id) {
        return GATES.computeIfAbsent(id, key -> new CountDownLatch(1));
    }

    /** The value of {@code name} in the query, or the empty string. */
    static String parameter(HandshakeRequest request, String name) {
        String query = request.query();
        for (String pair : query == null ? new String[0] : query.split("&", -1)) {
            if (pair.startsWith(name + "=")) {
                return pair.substring(name.length() + 1);
            }
        }
        return "";
    }

    // --- for the tests -----------------------------------------------------------------------------------------------

    /** The events of a connection. */
    public static String events(String id) {
        return String.join(", ", EVENTS.getOrDefault(id, List.of()));
    }

    /** The number of open connections of all servers. */
    public static String clients(String ignored) {
        return Integer.toString(
                SERVERS.stream().mapToInt(server -> server.clients().size()).sum());
    }

    /** The ids of open connections. */
    public static String open(String prefix) {
        return OPEN.entrySet().stream()
                .filter(entry -> entry.getKey().startsWith(prefix))
                .map(entry -> entry.getKey() + " " + entry.getValue().readyState())
                .sorted()
                .toList()
                .toString();
    }

    /** Opens the gate that handlers of a connection wait at. */
    public static String release(String id) {
        gate(id).countDown();
        return "";
    }

    /** Ends a connection at once. */
    public static String terminate(String id) {
        known(id).terminate();
        return "";
    }

    /** Begins the closing handshake. */
    public static String close(String id) {
        known(id).close(4001, "enough");
        return "";
    }

    /** Lets a connection read again. */
    public static String resume(String id) {
        known(id).resume();
        return "";
    }

    /** The output that waits. */
    public static String buffered(String id) {
        return Long.toString(known(id).bufferedAmount());
    }

    private static WebSocket known(String id) {
        WebSocket ws = OPEN.get(id);
        if (ws == null) {
            throw new IllegalArgumentException("not open: " + id);
        }
        return ws;
    }
}
