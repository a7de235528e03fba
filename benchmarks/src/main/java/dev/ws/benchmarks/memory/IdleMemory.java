package dev.ws.benchmarks.memory;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.server.Upgrade;
import dev.ws.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Opens 10,000 connections in memory, lets each echo one message of 64 bytes, and prints what they hold when idle: a
 * Markdown table of bytes per connection by class, the difference of two heap histograms. What stands for the container
 * (the transport) and what the application or container would hand over (the strings of the request's headers) is shown
 * apart from the engine's own objects.
 */
public final class IdleMemory {
    private static final int CONNECTIONS = 10_000;

    private static final WebSocketListener ECHO = new WebSocketListener() {
        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            ws.send(data);
        }
    };

    private IdleMemory() {}

    /**
     * Measures and prints.
     *
     * @param args none
     * @throws Exception when the histogram cannot be had
     */
    public static void main(String... args) throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .onConnection((ws, request) -> ws.addListener(ECHO))
                .build();
        byte[] message = ClientFrames.of(ClientFrames.BINARY, ClientFrames.ascii(64), 1);
        open(server, 200, message); // classes are loaded, pools filled, the first sizes of tables passed
        Map<String, long[]> before = HeapHistogram.take();
        List<MemoryTransport> transports = open(server, CONNECTIONS, message);
        Map<String, long[]> after = HeapHistogram.take();
        if (transports.size() != CONNECTIONS) {
            throw new AssertionError("the connections must be reachable until here");
        }
        print(before, after);
        System.exit(0);
    }

    private static List<MemoryTransport> open(WebSocketServer server, int count, byte[] message) throws Exception {
        List<MemoryTransport> transports = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Upgrade upgrade =
                    server.handleUpgrade(request(i)).toCompletableFuture().get();
            if (!(upgrade instanceof Upgrade.Accepted accepted)) {
                throw new AssertionError("refused with " + upgrade.response().status());
            }
            MemoryTransport transport = new MemoryTransport();
            accepted.open(transport);
            transport.exchange(message, message.length - ClientFrames.KEY_BYTES);
            transports.add(transport);
        }
        return transports;
    }

    // The fields that a browser sends, in strings of their own as a container makes them.
    private static HandshakeRequest request(int number) {
        Headers headers = Headers.of(
                fresh("Host"), fresh("localhost:8080"),
                fresh("Connection"), fresh("Upgrade"),
                fresh("Upgrade"), fresh("websocket"),
                fresh("Origin"), fresh("http://localhost:8080"),
                fresh("Sec-WebSocket-Version"), fresh("13"),
                fresh("Sec-WebSocket-Key"), fresh("AAAAAAAAAAAAAAAAAAAAAA=="),
                fresh("Sec-WebSocket-Extensions"), fresh("permessage-deflate; client_max_window_bits"),
                fresh("User-Agent"), fresh("Mozilla/5.0 (X11; Linux x86_64) Browser/" + number),
                fresh("Accept-Encoding"), fresh("gzip, deflate"),
                fresh("Cookie"), fresh("JSESSIONID=0123456789ABCDEF0123456789ABCDEF"));
        return HandshakeRequest.builder("GET", "/echo").headers(headers).build();
    }

    private static String fresh(String text) {
        return String.valueOf(text.toCharArray());
    }

    private static void print(Map<String, long[]> before, Map<String, long[]> after) {
        Map<Long, List<String>> rows = new TreeMap<>();
        long all = 0;
        long strings = 0;
        long container = 0;
        for (Map.Entry<String, long[]> entry : after.entrySet()) {
            String name = entry.getKey();
            long[] old = before.getOrDefault(name, new long[2]);
            long objects = entry.getValue()[0] - old[0];
            long bytes = entry.getValue()[1] - old[1];
            all += bytes;
            if (name.equals(MemoryTransport.class.getName())) {
                container += bytes;
            } else if (name.equals("java.lang.String") || name.equals("[B")) {
                strings += bytes;
            }
            if (Math.abs(bytes) >= CONNECTIONS) {
                rows.computeIfAbsent(-bytes, size -> new ArrayList<>())
                        .add("| `%s` | %.2f | %.1f |"
                                .formatted(name, (double) objects / CONNECTIONS, (double) bytes / CONNECTIONS));
            }
        }
        System.out.println("| class | objects per connection | bytes per connection |");
        System.out.println("| --- | --: | --: |");
        rows.values().forEach(lines -> lines.forEach(System.out::println));
        System.out.println();
        System.out.printf(
                "In all %.0f bytes per connection: %.0f of the request's strings, %.0f of the transport, %.0f of the engine.%n",
                (double) all / CONNECTIONS,
                (double) strings / CONNECTIONS,
                (double) container / CONNECTIONS,
                (double) (all - strings - container) / CONNECTIONS);
    }
}
