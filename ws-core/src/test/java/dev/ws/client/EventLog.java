package dev.ws.client;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Notes events and calls of hooks as strings in order; a test names each that it expects. */
final class EventLog implements WebSocketListener {
    private static final int SECONDS = 30;

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Map<String, Consumer<WebSocket>> actions = new ConcurrentHashMap<>();
    private volatile @Nullable Throwable error;

    /** Does something at events that begin so. */
    EventLog when(String beginning, Consumer<WebSocket> action) {
        actions.put(beginning, action);
        return this;
    }

    void note(WebSocket ws, String event) {
        events.add(event);
        actions.forEach((beginning, action) -> {
            if (event.startsWith(beginning)) {
                action.accept(ws);
            }
        });
    }

    @Override
    public void onOpen(WebSocket ws) {
        note(ws, "open");
    }

    @Override
    public void onText(WebSocket ws, String text) {
        note(ws, "text " + text);
    }

    @Override
    public void onError(WebSocket ws, Throwable thrown) {
        error = thrown;
        note(ws, "error " + thrown.getMessage() + " " + ws.readyState());
    }

    @Override
    public void onClose(WebSocket ws, CloseStatus status) {
        note(ws, "close " + status.code() + status.reason() + " " + ws.readyState());
    }

    /** {@return the error told last} */
    @Nullable Throwable error() {
        return error;
    }

    /** Waits for these events, in this order, with no other between. */
    void expect(String... expected) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        for (String next : expected) {
            String event = events.poll(SECONDS, TimeUnit.SECONDS);
            seen.add(String.valueOf(event));
            if (!next.equals(event)) {
                break;
            }
        }
        assertThat(seen).containsExactly(expected);
    }

    /** Waits for the next event. */
    String next() throws InterruptedException {
        return String.valueOf(events.poll(SECONDS, TimeUnit.SECONDS));
    }

    /** Expects the events of a handshake that failed, and nothing more. */
    void expectFailure(String text) throws InterruptedException {
        expect("error " + text + " CLOSING", "close 1006 CLOSED");
        nothing();
    }

    /** Nothing happened that was not expected before. */
    void nothing() {
        assertThat(events).isEmpty();
    }
}
