package dev.ws.connection;

import dev.ws.CloseStatus;
import dev.ws.EventType;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import java.nio.ByteBuffer;

/** Passes events of one kind on to a listener, and with {@code once} only the first. Pump thread. */
final class TypedListener implements WebSocketListener {
    private final EventType type;
    private final WebSocketListener target;
    private final boolean once;
    private final ListenerKind kind;

    TypedListener(EventType type, WebSocketListener target, boolean once) {
        this.type = type;
        this.target = target;
        this.once = once;
        this.kind = ListenerKind.of(type, target);
    }

    /** {@return whether the other one passes the same events on to the same listener} */
    boolean isSame(WebSocketListener other) {
        return other instanceof TypedListener typed && typed.type == type && typed.target == target;
    }

    ListenerKind kind() {
        return kind;
    }

    // Removed before the call, as the listener may add itself again.
    private boolean takes(WebSocket ws, EventType event) {
        if (event != type) {
            return false;
        }
        if (once) {
            ws.removeListener(this);
        }
        return true;
    }

    @Override
    public void onOpen(WebSocket ws) throws Exception {
        if (takes(ws, EventType.OPEN)) {
            target.onOpen(ws);
        }
    }

    @Override
    public void onMessage(WebSocket ws, Message message) throws Exception {
        if (takes(ws, EventType.MESSAGE)) {
            target.onMessage(ws, message);
        }
    }

    @Override
    public void onPing(WebSocket ws, ByteBuffer payload) throws Exception {
        if (takes(ws, EventType.PING)) {
            target.onPing(ws, payload);
        }
    }

    @Override
    public void onPong(WebSocket ws, ByteBuffer payload) throws Exception {
        if (takes(ws, EventType.PONG)) {
            target.onPong(ws, payload);
        }
    }

    @Override
    public void onDrain(WebSocket ws) throws Exception {
        if (takes(ws, EventType.DRAIN)) {
            target.onDrain(ws);
        }
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        if (takes(ws, EventType.ERROR)) {
            target.onError(ws, error);
        }
    }

    @Override
    public void onClose(WebSocket ws, CloseStatus status) {
        if (takes(ws, EventType.CLOSE)) {
            target.onClose(ws, status);
        }
    }
}
