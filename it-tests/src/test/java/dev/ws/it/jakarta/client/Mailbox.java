package dev.ws.it.jakarta.client;

import static org.assertj.core.api.Assertions.assertThat;

import jakarta.websocket.ClientEndpoint;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.PongMessage;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** An annotated client endpoint that keeps what comes for the test. */
@ClientEndpoint(subprotocols = {"chat", "superchat"})
public final class Mailbox {
    private static final int SECONDS = 30;

    private final BlockingQueue<Object> received = new LinkedBlockingQueue<>();
    private final CompletableFuture<CloseReason> closed = new CompletableFuture<>();
    private final BlockingQueue<Throwable> errors = new LinkedBlockingQueue<>();

    /** A text. */
    @OnMessage
    public void text(String text) {
        received.add(text);
    }

    /** Bytes. */
    @OnMessage
    public void binary(byte[] bytes) {
        received.add(bytes);
    }

    /** A pong. */
    @OnMessage
    public void pong(PongMessage pong) {
        received.add("pong of ping " + StandardCharsets.UTF_8.decode(pong.getApplicationData()));
    }

    /** An error, which the test does not expect. */
    @OnError
    public void error(Throwable error) {
        errors.add(error);
    }

    /** The end. */
    @OnClose
    public void close(CloseReason reason) {
        closed.complete(reason);
    }

    String nextText() throws InterruptedException {
        Object next = received.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(String.class);
        return (String) next;
    }

    byte[] nextBytes() throws InterruptedException {
        Object next = received.poll(SECONDS, TimeUnit.SECONDS);
        assertThat(next).isInstanceOf(byte[].class);
        return (byte[]) next;
    }

    CloseReason closed() throws Exception {
        CloseReason reason = closed.get(SECONDS, TimeUnit.SECONDS);
        assertThat(errors).isEmpty();
        return reason;
    }
}
