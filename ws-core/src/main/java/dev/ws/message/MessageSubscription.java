package dev.ws.message;

import dev.ws.CloseCode;
import dev.ws.CloseStatus;
import dev.ws.ConnectionClosedException;
import dev.ws.HandlerErrors;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * One subscriber's demand, turned into pause and resume. The pump and whoever asks or cancels leave what they have to
 * say in fields; one of them at a time works them off, so signals never overlap. The queue holds no more than what was
 * on its way when the connection was paused.
 */
final class MessageSubscription implements Flow.Subscription, WebSocketListener {
    private final WebSocket ws;
    private final Flow.Subscriber<? super Message> subscriber;
    private final ConcurrentLinkedQueue<Message> received = new ConcurrentLinkedQueue<>();
    private final AtomicLong demand = new AtomicLong();
    private final AtomicInteger work = new AtomicInteger();
    private volatile boolean cancelled; // any
    private volatile @Nullable Throwable badRequest; // any
    private volatile @Nullable Throwable failure; // pump thread, and start
    private volatile boolean ended; // pump thread, and start
    private boolean done; // whoever works

    MessageSubscription(WebSocket ws, Flow.Subscriber<? super Message> subscriber) {
        this.ws = ws;
        this.subscriber = subscriber;
    }

    /** Begins; no signal comes before onSubscribe returned. */
    void start() {
        work.set(1);
        ws.pause();
        ws.addListener(this);
        if (ws.readyState() == ReadyState.CLOSED) {
            failure = ws.closeCause();
            ended = true;
        }
        subscriber.onSubscribe(this);
        workOff();
    }

    // --- what there is to say: any thread ----------------------------------------------------------------------------

    @Override
    public void request(long count) {
        if (count <= 0) {
            badRequest = new IllegalArgumentException("a subscriber must ask for more than " + count + " (rule 3.9)");
        } else {
            demand.accumulateAndGet(count, (asked, more) -> asked + more < 0 ? Long.MAX_VALUE : asked + more);
        }
        wake();
    }

    @Override
    public void cancel() {
        cancelled = true;
        wake();
    }

    @Override
    public void onOpen(WebSocket socket) {
        wake();
    }

    @Override
    public void onMessage(WebSocket socket, Message message) {
        received.add(message.keep());
        wake();
    }

    @Override
    public void onError(WebSocket socket, Throwable error) {
        if (endsConnection(socket)) {
            failure = error;
        }
    }

    /** {@return whether an error event means the end, and is not merely a report that a handler threw} */
    static boolean endsConnection(WebSocket socket) {
        return !socket.isOpen() || socket.options().handlerErrors() != HandlerErrors.REPORT;
    }

    @Override
    public void onClose(WebSocket socket, CloseStatus status) {
        if (failure == null && status.code() == CloseCode.ABNORMAL) {
            Throwable cause = socket.closeCause();
            failure =
                    cause == null ? new ConnectionClosedException("the connection ended without a close frame") : cause;
        }
        ended = true;
        wake();
    }

    private void wake() {
        if (work.getAndIncrement() == 0) {
            workOff();
        }
    }

    // --- one thread at a time ----------------------------------------------------------------------------------------

    private void workOff() {
        int served;
        do {
            served = work.get();
            if (!done) {
                signal();
            }
        } while (work.addAndGet(-served) != 0);
    }

    private void signal() {
        while (!cancelled) {
            Throwable refused = badRequest;
            if (refused != null) {
                finish();
                subscriber.onError(refused);
                return;
            }
            boolean last = ended; // before the queue: nothing is added after it
            Message next = demand.get() > 0 ? received.poll() : null;
            if (next != null) {
                demand.updateAndGet(asked -> asked == Long.MAX_VALUE ? asked : asked - 1);
                next(next);
            } else if (last && received.isEmpty()) {
                finish();
                complete();
                return;
            } else if (demand.get() > 0) {
                ws.resume();
                return;
            } else {
                ws.pause();
                return;
            }
        }
        finish();
    }

    private void next(Message message) {
        try {
            subscriber.onNext(message);
        } catch (Throwable thrown) { // against rule 2.13: as good as cancelled
            finish();
            throw thrown;
        }
    }

    private void complete() {
        Throwable cause = failure;
        if (cause == null) {
            subscriber.onComplete();
        } else {
            subscriber.onError(cause);
        }
    }

    // Whoever else listens goes on.
    private void finish() {
        done = true;
        received.clear();
        ws.removeListener(this);
        ws.resume();
    }
}
