package dev.ws.it.standalone;

import java.net.URI;
import java.nio.ByteBuffer;
import java.util.List;
import org.java_websocket.WebSocket;
import org.java_websocket.client.WebSocketClient;
import org.java_websocket.drafts.Draft_6455;
import org.java_websocket.extensions.IExtension;
import org.java_websocket.framing.Framedata;
import org.java_websocket.handshake.ServerHandshake;

/** A client of Java-WebSocket. Called by threads of its own. */
final class JavaWebSocketPeer extends WebSocketClient {
    private final EventQueue events;

    JavaWebSocketPeer(URI address, EventQueue events, List<IExtension> extensions) {
        super(address, new Draft_6455(extensions));
        this.events = events;
    }

    @Override
    public void onOpen(ServerHandshake handshake) {}

    @Override
    public void onMessage(String message) {
        events.add(message);
    }

    @Override
    public void onMessage(ByteBuffer message) {
        byte[] bytes = new byte[message.remaining()];
        message.get(bytes);
        events.add(bytes);
    }

    @Override
    public void onWebsocketPong(WebSocket conn, Framedata frame) {
        events.add("pong");
    }

    @Override
    public void onClose(int code, String reason, boolean remote) {
        events.add("close " + code + " " + reason);
    }

    @Override
    public void onError(Exception error) {
        events.add(error.toString());
    }
}
