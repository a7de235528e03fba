package dev.ws.transport;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Deque;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A small engine over one transport: a pump that hands bytes to a handler, a queue with one drainer. Counts the calls it
 * gets and notes every one that breaks the contract of {@link TransportEvents}.
 */
final class ProbeConnection implements TransportEvents {
    @Override
    public String toString() {
        return "probe";
    }

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
    private final AtomicInteger insideReadable = new AtomicInteger();
    private final AtomicInteger insideWritable = new AtomicInteger();
    private final Deque<ByteBuffer> queue = new ConcurrentLinkedDeque<>();
    private final AtomicInteger drains = new AtomicInteger();
    private volatile boolean closeWhenFlushed; // any
    private volatile boolean flushed = true; // drainer

    ProbeConnection(Transport transport, Handler handler) {
        this.transport = transport;
        this.handler = handler;
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
            pump();
        } finally {
            insideReadable.decrementAndGet();
        }
    }

    private void pump() {
        ByteBuffer buffer = ByteBuffer.allocate(16 * 1024);
        try {
            while (!paused) {
                buffer.clear();
                int count = transport.read(buffer);
                if (count < 0) {
                    inputEnded.countDown();
                    return;
                }
                if (count == 0) {
                    transport.awaitReadable();
                    return;
                }
                received.addAndGet(count);
                handler.accept(this, buffer.flip());
            }
        } catch (IOException e) {
            readFailure = e;
            transport.abort();
        } catch (Exception e) {
            violations.add(e.toString());
            transport.abort();
        }
    }

    @Override
    public void writable() {
        if (insideWritable.getAndIncrement() != 0) {
            violations.add("writable() twice at once");
        }
        check("writable()");
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
