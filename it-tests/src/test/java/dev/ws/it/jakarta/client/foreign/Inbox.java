package dev.ws.it.jakarta.client.foreign;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.CloseReason;
import jakarta.websocket.Endpoint;
import jakarta.websocket.EndpointConfig;
import jakarta.websocket.MessageHandler;
import jakarta.websocket.PongMessage;
import jakarta.websocket.Session;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A client endpoint that keeps what comes: texts, byte arrays, and pongs and the end as texts. For one test thread. */
public final class Inbox extends Endpoint {
    private static final int LIMIT = 32 << 20;
    private static final int SECONDS = 60;

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();

    @Override
    public void onOpen(Session session, EndpointConfig config) {
        session.setMaxTextMessageBufferSize(LIMIT);
        session.setMaxBinaryMessageBufferSize(LIMIT);
        // Classes, not lambdas: some look for the type in the handler.
        session.addMessageHandler(new MessageHandler.Whole<String>() {
            @Override
            public void onMessage(String text) {
                received.add(text);
            }
        });
        session.addMessageHandler(new MessageHandler.Whole<byte[]>() {
            @Override
            public void onMessage(byte[] bytes) {
                received.add(bytes);
            }
        });
        session.addMessageHandler(new MessageHandler.Whole<PongMessage>() {
            @Override
            public void onMessage(PongMessage pong) {
                received.add("pong of " + StandardCharsets.UTF_8.decode(pong.getApplicationData()));
            }
        });
    }

    @Override
    public void onClose(Session session, CloseReason reason) {
        String phrase = reason.getReasonPhrase() == null ? "" : reason.getReasonPhrase(); // Tomcat's is null
        received.add("closed " + reason.getCloseCode().getCode() + " " + phrase);
    }

    @Override
    public void onError(Session session, Throwable error) {
        received.add(error);
    }

    void expect(Object expected) throws InterruptedException {
        Object next = received.poll(SECONDS, TimeUnit.SECONDS);
        if (next instanceof Throwable error) {
            throw new AssertionError("the endpoint had an error", error);
        }
        // not in one: a difference in a long message is no use to anybody
        assertThat(length(next)).isEqualTo(length(expected));
        assertThat(next).isEqualTo(expected);
    }

    private static int length(@Nullable Object message) {
        return message instanceof byte[] bytes
                ? bytes.length
                : String.valueOf(message).length();
    }
}
