package dev.ws.connection;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ws.CloseStatus;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.frame.WireFrame;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * Notes what happens, as strings in order. A test names every event it expects; {@link #end} fails on any other. Two
 * calls at once, and calls after the close event, are faults whatever the test is about.
 */
final class RecordingListener implements WebSocketListener {
    /** What a handler does besides being noted. */
    @FunctionalInterface
    interface Action {
        void run(WebSocket ws) throws Exception;
    }

    private final LinkedBlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final Map<String, Action> actions = new ConcurrentHashMap<>();
    private final AtomicInteger inside = new AtomicInteger();
    private final List<String> faults = java.util.Collections.synchronizedList(new ArrayList<>());
    private volatile boolean closed;

    /** Lets the handler of an event do something. */
    RecordingListener when(String event, Action action) {
        actions.put(event, action);
        return this;
    }

    private void note(WebSocket ws, String event) throws Exception {
        if (inside.getAndIncrement() != 0) {
            faults.add("two at once: " + event);
        }
        try {
            if (closed) {
                faults.add("after the close event: " + event);
            }
            events.add(event);
            Action action = actions.get(event);
            if (action != null) {
                action.run(ws);
            }
        } finally {
            inside.decrementAndGet();
        }
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes); // moves the position, as applications do
        return bytes;
    }

    @Override
    public void onOpen(WebSocket ws) throws Exception {
        note(ws, "open");
    }

    @Override
    public void onText(WebSocket ws, String text) throws Exception {
        note(ws, "text " + WireFrame.brief(text.getBytes(StandardCharsets.UTF_8)));
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) throws Exception {
        note(ws, "binary " + WireFrame.brief(bytes(data)));
    }

    @Override
    public void onPing(WebSocket ws, ByteBuffer payload) throws Exception {
        note(ws, "ping " + WireFrame.brief(bytes(payload)));
    }

    @Override
    public void onPong(WebSocket ws, ByteBuffer payload) throws Exception {
        note(ws, "pong " + WireFrame.brief(bytes(payload)));
    }

    @Override
    public void onDrain(WebSocket ws) throws Exception {
        note(ws, "drain");
    }

    @Override
    public void onError(WebSocket ws, Throwable error) {
        unchecked(ws, "error " + error.getClass().getSimpleName() + ": " + error.getMessage());
    }

    @Override
    public void onClose(WebSocket ws, CloseStatus status) {
        unchecked(ws, "close " + status.code() + " " + status.reason() + (status.wasClean() ? " clean" : " unclean"));
        closed = true;
    }

    private void unchecked(WebSocket ws, String event) {
        try {
            note(ws, event);
        } catch (RuntimeException | Error thrown) {
            throw thrown;
        } catch (Exception checked) {
            throw new AssertionError(checked);
        }
    }

    /** Waits for these events, in this order, with no other between. */
    void expect(String... expected) throws InterruptedException {
        List<String> seen = new ArrayList<>();
        for (String next : expected) {
            String event = events.poll(Harness.SECONDS, TimeUnit.SECONDS);
            seen.add(String.valueOf(event));
            if (!next.equals(event)) {
                break;
            }
        }
        assertThat(seen).containsExactly(expected);
    }

    /** Waits for the next event. */
    @Nullable String next() throws InterruptedException {
        return events.poll(Harness.SECONDS, TimeUnit.SECONDS);
    }

    /** Nothing happened that was not expected before. */
    void nothing() {
        assertThat(events).isEmpty();
    }

    /** Whatever happened so far does not matter. */
    void forget() {
        events.clear();
    }

    /** The end of the test. */
    void end() {
        assertThat(faults).isEmpty();
        nothing();
    }
}
