package dev.ws.jakarta.session;

import dev.ws.Message;
import dev.ws.SendCallback;
import jakarta.websocket.EncodeException;
import jakarta.websocket.RemoteEndpoint;
import jakarta.websocket.SendHandler;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;

/** Sends without waiting; messages of any number of threads queue up (E-086). Any thread. */
final class AsyncRemote extends Remote implements RemoteEndpoint.Async {
    AsyncRemote(Outbound out) {
        super(out);
    }

    @Override
    public long getSendTimeout() {
        return out.asyncTimeout();
    }

    @Override
    public void setSendTimeout(long millis) {
        out.asyncTimeout(millis);
    }

    @Override
    public void sendText(@Nullable String text, @Nullable SendHandler handler) {
        Message message = Message.text(Outbound.given(text, "text"));
        send(message, told(handler));
    }

    @Override
    public Future<Void> sendText(@Nullable String text) {
        Message message = Message.text(Outbound.given(text, "text"));
        CompletableFuture<Void> sent = new CompletableFuture<>();
        send(message, told(sent));
        return sent;
    }

    @Override
    public Future<Void> sendBinary(@Nullable ByteBuffer data) {
        ByteBuffer given = Outbound.given(data, "data");
        CompletableFuture<Void> sent = new CompletableFuture<>();
        binary(given, told(sent));
        return sent;
    }

    @Override
    public void sendBinary(@Nullable ByteBuffer data, @Nullable SendHandler handler) {
        binary(Outbound.given(data, "data"), told(handler));
    }

    // Its bytes are taken when the send returns, so the handler may be told of a buffer that was moved already.
    private void binary(ByteBuffer data, SendCallback told) {
        Message message = Message.binary(data.slice());
        data.position(data.limit());
        send(message, told);
    }

    @Override
    public Future<Void> sendObject(@Nullable Object object) {
        Object given = Outbound.given(object, "object");
        CompletableFuture<Void> sent = new CompletableFuture<>();
        object(given, told(sent));
        return sent;
    }

    @Override
    public void sendObject(@Nullable Object object, @Nullable SendHandler handler) {
        object(Outbound.given(object, "object"), told(handler));
    }

    private void object(Object object, SendCallback told) {
        Message message;
        try {
            message = out.encode(object);
        } catch (EncodeException | IOException | RuntimeException failed) {
            new PendingSend(out, told).completed(failed);
            return;
        }
        send(message, told);
    }

    private void send(Message message, SendCallback told) {
        out.send(message, new PendingSend(out, told));
    }

    private SendCallback told(@Nullable SendHandler handler) {
        SendHandler given = Outbound.given(handler, "handler");
        return failure -> given.onResult(SendResults.of(out.session(), failure));
    }

    private static SendCallback told(CompletableFuture<Void> sent) {
        return failure -> {
            if (failure == null) {
                sent.complete(null);
            } else {
                sent.completeExceptionally(failure);
            }
        };
    }
}
