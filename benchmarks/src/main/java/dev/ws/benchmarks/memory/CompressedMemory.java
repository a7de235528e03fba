package dev.ws.benchmarks.memory;

import dev.ws.HandshakeRequest;
import dev.ws.Headers;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.server.Upgrade;
import dev.ws.server.WebSocketServer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.zip.Deflater;

/**
 * Opens connections in memory that agree on permessage-deflate, lets each echo compressed JSON, and prints a Markdown
 * table of what they hold on the heap when idle: before the first message, after 1 KiB and after 200 KiB in each
 * direction. The strings of the request are shared here and the transport is left out, so all bytes are the engine's.
 */
public final class CompressedMemory {
    private static final int CONNECTIONS = 1_000;
    private static final int KIBIBYTE = 1024;
    private static final int MESSAGES = 200;

    private static final WebSocketListener ECHO = new WebSocketListener() {
        @Override
        public void onText(WebSocket ws, String text) {
            ws.send(text);
        }
    };

    private CompressedMemory() {}

    /**
     * Measures and prints.
     *
     * @param args none
     * @throws Exception when the histogram cannot be had
     */
    public static void main(String... args) throws Exception {
        System.out.println("| server | agreed | after 1 KiB each way | after 200 KiB each way |");
        System.out.println("| --- | --: | --: | --: |");
        measure("without compression", DeflateOptions.OFF);
        measure("defaults", DeflateOptions.DEFAULT);
        measure(
                "`compressionHistory(0)`",
                DeflateOptions.builder().compressionHistory(0).build());
        measure(
                "`compressionHistory(32768)`",
                DeflateOptions.builder().compressionHistory(32768).build());
        measure(
                "`clientMaxWindowBits(12)`",
                DeflateOptions.builder().clientMaxWindowBits(12).build());
        measure(
                "`clientMaxWindowBits(10)`, `compressionHistory(1024)`",
                DeflateOptions.builder()
                        .clientMaxWindowBits(10)
                        .compressionHistory(1024)
                        .build());
        measure(
                "`clientNoContextTakeover(true)`",
                DeflateOptions.builder().clientNoContextTakeover(true).build());
        measure(
                "both `NoContextTakeover(true)`",
                DeflateOptions.builder()
                        .clientNoContextTakeover(true)
                        .serverNoContextTakeover(true)
                        .build());
        System.exit(0);
    }

    private static void measure(String name, DeflateOptions options) throws Exception {
        WebSocketServer server = WebSocketServer.builder()
                .perMessageDeflate(options)
                .onConnection((ws, request) -> ws.addListener(ECHO))
                .build();
        int firstByte = options.enabled() ? ClientFrames.COMPRESSED_TEXT : ClientFrames.TEXT;
        List<byte[]> frames = new ArrayList<>();
        for (byte[] message : JsonMessages.of(KIBIBYTE, MESSAGES)) {
            frames.add(ClientFrames.of(firstByte, options.enabled() ? compressed(message) : message, 1));
        }
        // Classes are loaded, pools filled, the first sizes of tables passed.
        List<MemoryTransport> warm = open(server, 200);
        exchange(warm, frames);
        long before = heap();
        List<MemoryTransport> transports = open(server, CONNECTIONS);
        long agreed = heap();
        exchange(transports, frames.subList(0, 1));
        long first = heap();
        exchange(transports, frames.subList(1, MESSAGES));
        long all = heap();
        System.out.printf(
                "| %s | %d | %d | %d |%n",
                name, (agreed - before) / CONNECTIONS, (first - before) / CONNECTIONS, (all - before) / CONNECTIONS);
        if (warm.size() + transports.size() != server.clients().size()) {
            throw new AssertionError("the connections must be open and reachable until here");
        }
        server.clients().forEach(WebSocket::terminate);
        server.close();
        server.closed().get(); // what it pooled must not be there, and then gone, while the next one is measured
    }

    // Refers to no earlier message, and no further back than the smallest window of the table: valid in every case.
    private static byte[] compressed(byte[] message) {
        Deflater deflater = new Deflater(6, true);
        byte[] output = new byte[2 * message.length];
        deflater.setInput(message);
        int length = deflater.deflate(output, 0, output.length, Deflater.SYNC_FLUSH);
        deflater.end();
        return Arrays.copyOf(output, length - 4); // RFC 7692 section 7.2.1
    }

    private static List<MemoryTransport> open(WebSocketServer server, int count) throws Exception {
        Headers headers = Headers.of(
                "Host", "localhost:8080",
                "Connection", "Upgrade",
                "Upgrade", "websocket",
                "Sec-WebSocket-Version", "13",
                "Sec-WebSocket-Key", "AAAAAAAAAAAAAAAAAAAAAA==",
                "Sec-WebSocket-Extensions", "permessage-deflate; client_max_window_bits");
        HandshakeRequest request =
                HandshakeRequest.builder("GET", "/echo").headers(headers).build();
        List<MemoryTransport> transports = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            Upgrade upgrade =
                    server.handleUpgrade(request).toCompletableFuture().get();
            if (!(upgrade instanceof Upgrade.Accepted accepted)) {
                throw new AssertionError("refused with " + upgrade.response().status());
            }
            MemoryTransport transport = new MemoryTransport();
            accepted.open(transport);
            transports.add(transport);
        }
        return transports;
    }

    private static void exchange(List<MemoryTransport> transports, List<byte[]> frames) {
        for (MemoryTransport transport : transports) {
            frames.forEach(transport::exchange);
        }
    }

    private static long heap() throws Exception {
        long bytes = 0;
        for (Map.Entry<String, long[]> entry : HeapHistogram.take().entrySet()) {
            if (!entry.getKey().equals(MemoryTransport.class.getName())) {
                bytes += entry.getValue()[1];
            }
        }
        return bytes;
    }
}
