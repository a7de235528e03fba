package dev.ws.it.nativetransport;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A small engine over one transport: a pump that hands bytes to a handler, a queue with one drainer. Counts the calls it
 * gets and notes every one that breaks the contract of {@link TransportEvents}.
 */
final class ProbeConnection implements TransportEvents {
    /** What is done with input; runs inside {@code readable()}. */
    interface Handler {
        void accept(ProbeConnection connection, ByteBuffer input) throws Exception;
    }

    final Transport transport;
    final CountDownLatch closed = new CountDownLatch(1);
    final CountDownLatch inputEnded = new CountDownLatch(1);
    final Queue<String> violations = new ConcurrentLinkedQueue<>();
    final AtomicInteger readableCalls = new AtomicInteger();
    final AtomicInteger writableCalls = new AtomicInteger();
    final AtomicInteger closedCalls = new AtomicInteger();
    final AtomicLong received = new AtomicLong();
    volatile @Nullable Throwable closeCause; // any
    volatile @Nullable IOException readFailure; // pump
    volatile @Nullable IOException writeFailure; // drainer
    volatile boolean paused; // any

    private final Handler handler;
    private final Executor executor;
    private final AtomicInteger insidePump = new AtomicInteger();
    private final AtomicInteger insideReadable = new AtomicInteger();
    private final AtomicInteger insideWritable = new AtomicInteger();
    private final Deque<ByteBuffer> queue = new ConcurrentLinkedDeque<>();
    private final AtomicInteger drains = new AtomicInteger();
    private volatile boolean closeWhenFlushed; // any
    private volatile boolean flushed = true; // drainer

    ProbeConnection(Transport transport, Handler handler) {
        this(transport, handler, Runnable::run);
    }

    /** One whose pump runs on threads of an executor. */
    ProbeConnection(Transport transport, Handler handler, Executor executor) {
        this.transport = transport;
        this.handler = handler;
        this.executor = executor;
    }

    ProbeConnection start(boolean reading) {
        paused = !reading;
        transport.start(this);
        if (reading) {
            transport.awaitReadable();
        }
        return this;
    }

    void resume() {
        paused = false;
        transport.awaitReadable();
    }

    void send(byte[] bytes) {
        queue.add(ByteBuffer.wrap(bytes));
        drain();
    }

    void closeWhenFlushed() {
        closeWhenFlushed = true;
        drain();
    }

    boolean isFlushed() {
        return queue.isEmpty() && flushed;
    }

    void drain() {
        int open = 1;
        if (drains.getAndIncrement() != 0) {
            return;
        }
        do {
            if (writeFailure == null) {
                try {
                    drainOnce();
                } catch (IOException e) {
                    writeFailure = e;
                    queue.clear();
                    transport.abort();
                }
            }
            open = drains.addAndGet(-open);
        } while (open != 0);
    }

    private void drainOnce() throws IOException {
        for (ByteBuffer head = queue.peek(); head != null; head = queue.peek()) {
            flushed = false;
            transport.write(head);
            if (head.hasRemaining()) {
                return;
            }
            queue.poll();
        }
        if (!flushed) {
            flushed = transport.flush();
        }
        if (flushed && closeWhenFlushed) {
            transport.close();
        }
    }

    @Override
    public void readable() {
        if (insideReadable.getAndIncrement() != 0) {
            violations.add("readable() twice at once");
        }
        check("readable()");
        readableCalls.incrementAndGet();
        try {
            executor.execute(this::pump);
        } finally {
            insideReadable.decrementAndGet();
        }
    }

    private void pump() {
        if (insidePump.getAndIncrement() != 0) {
            violations.add("readable() while the input it announced was being read");
        }
        try {
            if (readAll()) {
                insidePump.decrementAndGet();
                transport.awaitReadable();
                return;
            }
        } catch (IOException e) {
            readFailure = e;
            transport.abort();
        } catch (Exception e) {
            violations.add(e.toString());
            transport.abort();
        }
        insidePump.decrementAndGet();
    }

    // Returns whether to ask for more.
    private boolean readAll() throws Exception {
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        while (!paused) {
            buffer.clear();
            int count = transport.read(buffer);
            if (count < 0) {
                inputEnded.countDown();
                return false;
            }
            if (count == 0) {
                return true;
            }
            received.addAndGet(count);
            handler.accept(this, buffer.flip());
        }
        return false;
    }

    @Override
    public void writable() {
        if (insideWritable.getAndIncrement() != 0) {
            violations.add("writable() twice at once");
        }
        // Not checked against closed(): a call on its way in another thread cannot be called back.
        writableCalls.incrementAndGet();
        try {
            drain();
        } finally {
            insideWritable.decrementAndGet();
        }
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        closeCause = cause;
        if (closedCalls.incrementAndGet() != 1) {
            violations.add("closed() more than once");
        }
        closed.countDown();
    }

    private void check(String call) {
        if (closedCalls.get() != 0) {
            violations.add(call + " after closed()");
        }
    }
}
