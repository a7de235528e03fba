package dev.ws.benchmarks.servers;

import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.server.WebSocketServer;
import java.nio.ByteBuffer;
import java.util.function.Supplier;

/** Sends each message to all open connections of a server, the sender included. */
final class BroadcastListener implements WebSocketListener {
    private final Supplier<WebSocketServer> server;

    BroadcastListener(Supplier<WebSocketServer> server) {
        this.server = server;
    }

    @Override
    public void onText(WebSocket ws, String text) {
        server.get().broadcast(Message.text(text));
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        server.get().broadcast(Message.binary(data));
    }
}
