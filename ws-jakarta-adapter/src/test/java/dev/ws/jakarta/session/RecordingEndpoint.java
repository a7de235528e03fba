package dev.ws.jakarta.session;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** Notes what it is told. Two calls at once are a fault whatever the test is about. */
class RecordingEndpoint extends Endpoint {
    /** What a test does in a callback. */
    @FunctionalInterface
    interface Action {
        void run(Session session) throws Exception;
    }

    final List<String> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger inside = new AtomicInteger();
    private Action whenOpen = session -> {};
    private Action whenClosed = session -> {};
    private Action whenFailed = session -> {};

    RecordingEndpoint whenOpen(Action action) {
        whenOpen = action;
        return this;
    }

    RecordingEndpoint whenClosed(Action action) {
        whenClosed = action;
        return this;
    }

    RecordingEndpoint whenFailed(Action action) {
        whenFailed = action;
        return this;
    }

    /** Notes an event; handlers of messages come here too. */
    void note(String event) {
        if (inside.getAndIncrement() != 0) {
            events.add("two at once");
        }
        events.add(event);
        inside.decrementAndGet();
    }

    // As methods of annotated endpoints do, it throws whatever it likes.
    @SuppressWarnings("unchecked")
    private static <E extends Exception> void run(Action action, Session session) throws E {
        try {
            action.run(session);
        } catch (Exception e) {
            throw (E) e;
        }
    }

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        note("open");
        RecordingEndpoint.<RuntimeException>run(whenOpen, session);
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        note("close " + reason.getCloseCode() + " " + reason.getReasonPhrase());
        RecordingEndpoint.<RuntimeException>run(whenClosed, session);
    }

    @Override
    public void onError(Session session, Throwable thrown) {
        note("error " + thrown.getClass().getSimpleName() + " " + thrown.getMessage());
        RecordingEndpoint.<RuntimeException>run(whenFailed, session);
    }
}
