package dev.ws.servlet;

import dev.ws.transport.TransportEvents;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * What the engine does with a transport, and no more: a pump that sends back what it reads, a queue with one drainer, sends
 * that complete once, a close when the input has ended and all is written. Runs its pump where the transport calls, or on
 * threads of its own.
 */
final class Relay implements TransportEvents {
    private static final int MOST_QUEUED = 2_000;

    private final Baton baton;
    private final ServletTransport transport;
    private final boolean inline;
    private final AtomicInteger pumpRequests = new AtomicInteger();
    private final AtomicInteger drainRequests = new AtomicInteger();
    private final ArrayDeque<ByteBuffer> queue = new ArrayDeque<>();
    private int queued;
    private boolean held; // the pump waits for room in the queue, or is paused
    private boolean readReady = true;
    final ByteArrayOutputStream received = new ByteArrayOutputStream();
    int sends;
    int completed;
    int failed;
    int ends;

    @Nullable Throwable endCause;

    @Nullable AssertionError fault;

    boolean inputEnded;
    boolean over; // the pump or the queue met a failure, or the relay closed

    Relay(Baton baton, ServletTransport transport, boolean inline) {
        this.baton = baton;
        this.transport = transport;
        this.inline = inline;
    }

    void start() {
        transport.start(this);
        wake();
    }

    @Override
    public void readable() {
        readReady = true;
        wake();
    }

    @Override
    public void writable() {
        drain();
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        ends++;
        endCause = cause;
        discard();
    }

    private void wake() {
        if (pumpRequests.getAndIncrement() == 0) {
            if (inline) {
                pump();
            } else {
                baton.spawn(this::pump);
            }
        }
    }

    private void pump() {
        int served;
        do {
            served = pumpRequests.get();
            pumpOnce();
        } while (pumpRequests.addAndGet(-served) != 0);
    }

    private void pumpOnce() {
        ByteBuffer buffer = ByteBuffer.allocate(1 + baton.random().nextInt(200));
        for (int reads = 0; readReady && !held && !over && !inputEnded && ends == 0; reads++) {
            baton.pause();
            boolean mute =
                    transport.outputWaits() && Thread.currentThread().getName().equals("read callback");
            int count;
            try {
                count = reads == 16 ? 0 : transport.read(buffer.clear());
            } catch (IOException e) {
                giveUp();
                return;
            }
            if (mute && count > 0) {
                fault = new AssertionError("input although its answer cannot leave before this callback returns");
            }
            if (count > 0) {
                received.write(buffer.array(), 0, count);
                send(java.util.Arrays.copyOf(buffer.array(), count));
                if (queued > MOST_QUEUED) {
                    held = true; // the drainer wakes the pump
                } else if (baton.chance(20)) {
                    held = true; // the application pauses
                    baton.spawn(this::resume);
                }
            } else if (count < 0) {
                inputEnded = true;
                drain();
            } else {
                readReady = false;
                transport.awaitReadable();
            }
        }
    }

    private void resume() {
        held = false;
        if (pumpRequests.getAndIncrement() == 0) {
            pump();
        }
    }

    /** Sends bytes, any thread. */
    void send(byte[] bytes) {
        sends++;
        if (over || ends > 0) {
            failed++;
            return;
        }
        queue.add(ByteBuffer.wrap(bytes));
        queued += bytes.length;
        drain();
    }

    /** Closes as an engine does that has said and heard all. */
    void close() {
        over = true;
        discard();
        transport.close();
    }

    void abort() {
        giveUp();
    }

    private void giveUp() {
        over = true;
        discard();
        transport.abort();
    }

    private void drain() {
        if (drainRequests.getAndIncrement() != 0) {
            return;
        }
        int served;
        do {
            served = drainRequests.get();
            try {
                drainOnce();
            } catch (IOException e) {
                giveUp();
            }
        } while (drainRequests.addAndGet(-served) != 0);
    }

    private void drainOnce() throws IOException {
        while (!over && ends == 0) {
            ByteBuffer buffer = queue.peek();
            if (buffer == null) {
                if (transport.flush() && inputEnded && queue.isEmpty() && !over) {
                    close();
                }
                break;
            }
            queued -= transport.write(buffer);
            if (buffer.hasRemaining()) {
                return;
            }
            if (!queue.isEmpty()) { // else it was discarded meanwhile
                queue.remove();
                completed++;
            }
        }
        if (held && queued < MOST_QUEUED / 4) {
            baton.spawn(this::resume);
        }
    }

    private void discard() {
        failed += queue.size();
        queue.clear();
        queued = 0;
    }
}
