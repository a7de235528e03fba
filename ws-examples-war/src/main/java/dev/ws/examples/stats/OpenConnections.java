package dev.ws.examples.stats;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BiConsumer;

/** Counts the open connections of each example, for the statistics and the index page. Any thread. */
public final class OpenConnections {
    private static final Map<String, LongAdder> BY_PATH = new ConcurrentHashMap<>();

    private OpenConnections() {}

    /**
     * Has the connections of an endpoint counted.
     *
     * @param path where the endpoint is
     * @return to be told about each new connection
     */
    public static BiConsumer<WebSocket, HandshakeRequest> at(String path) {
        LongAdder open = BY_PATH.computeIfAbsent(path, unknown -> new LongAdder());
        return (ws, request) -> {
            open.increment();
            ws.onClose((closed, status) -> open.decrement());
        };
    }

    /** The counts by path, in alphabetical order. */
    static Map<String, Long> counts() {
        Map<String, Long> counts = new TreeMap<>();
        BY_PATH.forEach((path, open) -> counts.put(path, open.sum()));
        return counts;
    }
}
