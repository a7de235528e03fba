package dev.ws.message;

import dev.ws.Message;
import dev.ws.WebSocket;
import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicBoolean;

/** The messages of a connection for one subscriber; see {@link WebSocketStreams#publisher}. Any thread. */
final class MessagePublisher implements Flow.Publisher<Message> {
    private static final Flow.Subscription NOTHING = new Flow.Subscription() {
        @Override
        public void request(long count) {}

        @Override
        public void cancel() {}
    };

    private final WebSocket ws;
    private final AtomicBoolean taken = new AtomicBoolean();

    MessagePublisher(WebSocket ws) {
        this.ws = ws;
    }

    @Override
    public void subscribe(Flow.Subscriber<? super Message> subscriber) {
        Objects.requireNonNull(subscriber);
        if (taken.compareAndSet(false, true)) {
            new MessageSubscription(ws, subscriber).start();
        } else {
            subscriber.onSubscribe(NOTHING);
            subscriber.onError(new IllegalStateException("the messages of a connection go to one subscriber"));
        }
    }
}
