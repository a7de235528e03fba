package dev.ws.message;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Sends the messages of a publisher: asks for some, and for one more whenever the transport took one. See
 * {@link WebSocketStreams#subscriber}. Called by the publisher, the pump and whoever writes.
 */
final class MessageSubscriber implements Flow.Subscriber<Message>, WebSocketListener {
    private static final int WINDOW = 16;

    private final WebSocket ws;
    private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
    private final AtomicReference<@Nullable Integer> closeCode = new AtomicReference<>();
    private final AtomicBoolean asked = new AtomicBoolean();

    MessageSubscriber(WebSocket ws) {
        this.ws = ws;
    }

    @Override
    public void onSubscribe(Flow.Subscription given) {
        Objects.requireNonNull(given);
        if (!subscription.compareAndSet(null, given)) {
            given.cancel(); // rule 2.5
            return;
        }
        ws.addListener(this);
        proceed();
    }

    // What is due and had to wait for the connection to open. Any thread.
    private void proceed() {
        ReadyState now = ws.readyState();
        Flow.Subscription source = subscription.get();
        if (now == ReadyState.CONNECTING || source == null) {
            return;
        }
        Integer code = closeCode.getAndSet(null);
        if (code != null) {
            ws.close(code, "");
        } else if (now != ReadyState.OPEN) {
            source.cancel();
        } else if (asked.compareAndSet(false, true)) {
            source.request(WINDOW);
        }
    }

    @Override
    public void onNext(Message message) {
        Objects.requireNonNull(message);
        Flow.Subscription source = Objects.requireNonNull(subscription.get());
        ws.send(message, SendOptions.DEFAULT, failure -> {
            if (failure == null) {
                source.request(1);
            } else {
                source.cancel();
            }
        });
    }

    @Override
    public void onError(Throwable cause) {
        Objects.requireNonNull(cause);
        end(CloseCode.INTERNAL_ERROR);
    }

    @Override
    public void onComplete() {
        end(CloseCode.NO_STATUS);
    }

    private void end(int code) {
        closeCode.set(code);
        proceed();
    }

    @Override
    public void onOpen(WebSocket socket) {
        proceed();
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) {
        Flow.Subscription source = subscription.get();
        if (source != null) {
            source.cancel();
        }
    }
}
