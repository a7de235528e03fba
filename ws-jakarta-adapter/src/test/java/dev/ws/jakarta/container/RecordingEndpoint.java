package dev.ws.jakarta.container;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.Session;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An endpoint that writes down what it is told. */
public class RecordingEndpoint extends Endpoint {
    /** What {@code onOpen} runs with. */
    volatile ClassLoader loader = ClassLoader.getSystemClassLoader(); // the connection's thread

    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        loader = Thread.currentThread().getContextClassLoader();
        events.add("open");
        session.addMessageHandler(String.class, text -> events.add("text " + text));
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        events.add("close " + reason.getCloseCode().getCode());
    }

    @Override
    public void onError(Session session, Throwable error) {
        events.add("error " + error.getMessage());
    }

    void expect(String event) throws InterruptedException {
        assertThat(events.poll(30, TimeUnit.SECONDS)).isEqualTo(event);
    }

    void nothing() {
        assertThat(events).isEmpty();
    }
}
