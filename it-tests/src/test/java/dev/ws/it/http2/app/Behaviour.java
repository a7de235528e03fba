package dev.ws.it.http2.app;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** What a connection does, by the last segment of its path. */
final class Behaviour {
    private Behaviour() {}

    static void begin(WebSocket ws, HandshakeRequest request) {
        String id = Journal.parameter(request, "id");
        if (!id.isEmpty()) {
            Journal.record(ws, id);
        }
        String path = request.path();
        switch (path.substring(path.lastIndexOf('/') + 1)) {
            case "facts" ->
                ws.send(request.method() + " " + request.httpVersion() + " secure=" + request.secure() + " "
                        + request.path());
            case "block" -> ws.onText((socket, text) -> block(socket, id));
            case "pause" -> count(ws);
            case "flood" -> ws.onText((socket, count) -> flood(socket, Integer.parseInt(count)));
            case "stuck" -> {
                ws.onBinary(WebSocket::send);
                ws.onText((socket, text) -> stick(socket, text));
            }
            default -> ws.onMessage(WebSocket::send);
        }
    }

    private static void block(WebSocket ws, String id) {
        Journal.add(id, "blocked");
        try {
            if (!Journal.gate(id).await(60, TimeUnit.SECONDS)) {
                Journal.add(id, "never released");
            }
        } catch (InterruptedException e) {
            Journal.add(id, "interrupted");
        }
        ws.send("released");
    }

    private static void stick(WebSocket ws, String how) {
        if (how.equals("pause")) {
            ws.pause();
        } else {
            flood(ws, Integer.parseInt(how));
        }
    }

    /** Counts binary bytes; a text pauses, and says how many bytes came so far. */
    private static void count(WebSocket ws) {
        AtomicLong bytes = new AtomicLong();
        ws.onBinary((socket, data) -> bytes.addAndGet(data.remaining()));
        ws.onText((socket, text) -> {
            if (text.equals("pause")) {
                socket.pause();
            }
            socket.send(text + " " + bytes.get());
        });
    }

    /** Sends messages of 64 KiB. */
    private static void flood(WebSocket ws, int count) {
        for (int i = 0; i < count; i++) {
            ws.send(ByteBuffer.allocate(1 << 16));
        }
    }
}
