package dev.ws.connection;

import dev.ws.ConnectionClosedException;
import dev.ws.SendCallback;
import dev.ws.frame.BufferPool;
import dev.ws.frame.FrameOutput;
import dev.ws.transport.Transport;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Output on its way to the transport. Any thread appends under {@link #lock}; one thread at a time, the drainer, writes
 * without it. A send's callback is told when the transport took its last byte, or that it never will.
 *
 * <p>The drainer is elected by a counter of requests: whoever raises it from 0 drains until it is 0 again, so no request
 * is lost and nobody waits. There is no "not writable" flag: the transport calls {@link #drain()} when more can go.
 */
final class OutboundQueue {
    private final BufferPool pool;
    private final FrameOutput output;
    private final Events events;
    private final AtomicInteger requests = new AtomicInteger();

    /** Held to encode one part, never during a write, a wait or a callback. */
    final ReentrantLock lock = new ReentrantLock();

    private @Nullable Transport transport; // set once before the first drain
    private @Nullable ArrayDeque<Completion> completions; // lock; in order of their ends
    private volatile long appended; // lock
    private volatile long written; // drainer
    private volatile boolean endWanted; // any, once
    private volatile @Nullable Throwable failure; // any, once; nothing is written any more
    private volatile @Nullable Throwable cut; // any, once; why nothing more is taken, and the rest is only tried
    private volatile boolean patienceOver; // any, once; the rest is not tried any longer
    private volatile boolean started; // any, once
    private volatile boolean stalled; // drainer; the transport did not take everything
    private volatile boolean calling; // drainer
    private @Nullable ByteBuffer current; // drainer
    private boolean dirty; // drainer; something was written since the last flush
    private boolean endTold; // drainer
    private boolean cutTold; // drainer
    private volatile boolean waiting; // lock; there are completions
    private volatile boolean corked; // lock, except that anybody takes it back
    private int holdEpoch; // pump thread; read by the sweeper, where an old value does no harm

    /** What the queue tells its connection; called by the drainer. */
    interface Events {
        /** Some output was written. */
        void wrote();

        /** The transport did not take everything. */
        void stalled();

        /** The transport took output after it had not taken everything. */
        void resumed();

        /** {@link OutboundQueue#endWhenDrained} was asked for, and everything is out. */
        void ended();

        /** {@link OutboundQueue#cut} was asked for, and what the transport takes in time is out. */
        void cutOff();

        /** The callback of a send threw. Any thread. */
        void callbackFailed(Throwable thrown);

        /** A write failed. */
        void broken(Throwable cause);
    }

    private record Completion(long end, SendCallback callback) {}

    OutboundQueue(BufferPool pool, Events events) {
        this.pool = pool;
        this.output = new FrameOutput(pool);
        this.events = events;
    }

    FrameOutput output() {
        return output;
    }

    void start(Transport target) {
        transport = target;
        started = true;
        drain(); // another thread may have sent as soon as the state was OPEN
    }

    /** Notes what was encoded, and returns how many bytes that is. Lock held. */
    long appended(@Nullable SendCallback callback) {
        long before = appended;
        appended = output.appended();
        if (callback != null) {
            ArrayDeque<Completion> queue = completions;
            if (queue == null) {
                queue = new ArrayDeque<>(2);
                completions = queue;
            }
            queue.add(new Completion(output.appended(), callback));
            waiting = true;
        }
        return appended - before;
    }

    /** Lets a callback wait for all that was encoded so far. */
    void whenWritten(SendCallback callback) {
        lock.lock();
        try {
            appended(callback);
        } finally {
            lock.unlock();
        }
    }

    /** {@return bytes encoded and not yet taken by the transport} */
    long pending() {
        return failure == null ? appended - written : 0;
    }

    /** {@return whether the transport took everything; false too when the rest never will be written} */
    boolean isAllWritten() {
        long known = written; // first, so that what is appended meanwhile counts as missing
        return known == appended;
    }

    long written() {
        return written;
    }

    long appended() {
        return appended;
    }

    boolean isStalled() {
        return stalled;
    }

    /** {@return whether the drainer runs callbacks while the transport may be able to take more} */
    boolean isCalling() {
        return calling;
    }

    @Nullable Throwable failure() {
        return failure;
    }

    int holdEpoch() {
        return holdEpoch;
    }

    boolean isCorked() {
        return corked;
    }

    void cork() {
        corked = true;
    }

    void uncork() {
        corked = false;
    }

    void beginHold() {
        holdEpoch++;
    }

    /** Asks for {@link Events#ended} as soon as everything is out. */
    void endWhenDrained() {
        endWanted = true;
        drain();
    }

    /** Drops what is queued; its callbacks fail, and so do those of all later sends. */
    void fail(Throwable cause) {
        if (failure == null && cut == null) {
            failure = cause;
        }
        drain();
    }

    /**
     * Writes what the transport takes, held back or corked too, and drops the rest as {@link #fail} does. Then {@link
     * Events#cutOff} is told, maybe by another thread that is just writing. Some transports take a little at a time, and only
     * when they have called; so this goes on until everything is out, {@link #endPatience} or a failure.
     *
     * @return whether something is left that the transport did not take
     */
    boolean cut(Throwable cause) {
        if (cut == null) {
            cut = cause;
        }
        drain();
        return failure == null;
    }

    /** After {@link #cut}: drops what is left. */
    void endPatience() {
        patienceOver = true;
        drain();
    }

    /** Writes what is queued, or makes the thread that does so go round once more. Any thread. */
    void drain() {
        if (requests.getAndIncrement() != 0) {
            return;
        }
        int served = 1;
        do {
            served = requests.get();
            try {
                drainOnce();
            } catch (Throwable broken) {
                if (failure == null) {
                    failure = broken;
                    events.broken(broken);
                }
                discard();
                tellEnd();
            }
            tellCut();
        } while (requests.addAndGet(-served) != 0);
    }

    /** Writes what was held for a batch to be complete, which ends with the cork if there is one. */
    void drainUnlessCorked() {
        if (!corked) {
            drain();
        }
    }

    private void drainOnce() throws Exception {
        if (failure == null) {
            writeOut();
            Throwable last = cut;
            if (last != null && (patienceOver || !stalled)) {
                failure = last;
            }
        }
        if (failure != null) {
            discard();
            tellEnd();
        }
    }

    private void writeOut() throws Exception {
        Transport target = transport;
        if (!started || target == null) {
            return;
        }
        while (true) {
            if (current == null && appended != written) {
                lock.lock();
                try {
                    current = output.take();
                } finally {
                    lock.unlock();
                }
            }
            ByteBuffer buffer = current;
            if (buffer == null) {
                break;
            }
            int taken = target.write(buffer);
            if (taken > 0) {
                dirty = true;
                long before = written;
                written = before + taken; // the drainer alone writes it
                if (stalled) {
                    events.resumed();
                }
            }
            if (buffer.hasRemaining()) {
                stall();
                return;
            }
            current = null;
            pool.release(buffer);
        }
        if (dirty) {
            if (!target.flush()) {
                stall();
                return;
            }
            dirty = false;
            if (stalled) {
                events.resumed();
            }
        }
        stalled = false;
        complete();
        if (appended == written) {
            tellEnd();
        }
    }

    private void tellEnd() {
        if (endWanted && !endTold) {
            endTold = true;
            events.ended();
        }
    }

    private void tellCut() {
        if (cut != null && failure != null && !cutTold) {
            cutTold = true;
            events.cutOff();
        }
    }

    private void stall() {
        if (!stalled) {
            stalled = true;
            events.stalled();
        }
        calling = true;
        complete();
        calling = false;
    }

    private void complete() {
        while (waiting) {
            SendCallback callback;
            lock.lock();
            try {
                ArrayDeque<Completion> queue = completions;
                Completion oldest = queue == null ? null : queue.peek();
                if (queue == null || oldest == null) {
                    waiting = false;
                    completions = null;
                    break;
                }
                if (oldest.end() > written) {
                    break;
                }
                queue.poll();
                callback = oldest.callback();
            } finally {
                lock.unlock();
            }
            tell(callback, null);
        }
        events.wrote();
    }

    private void discard() {
        Throwable cause = failure;
        ByteBuffer buffer = current;
        current = null;
        if (buffer != null) {
            pool.release(buffer);
        }
        while (true) {
            ArrayDeque<Completion> queue;
            lock.lock();
            try {
                ByteBuffer taken = output.take();
                while (taken != null) {
                    pool.release(taken);
                    taken = output.take();
                }
                queue = completions;
                completions = null;
                waiting = false;
            } finally {
                lock.unlock();
            }
            if (queue == null) {
                return;
            }
            for (Completion completion : queue) {
                tell(
                        completion.callback(),
                        new ConnectionClosedException(
                                "the connection ended before the message was written",
                                cause == null ? new IllegalStateException() : cause));
            }
        }
    }

    void tell(SendCallback callback, @Nullable Throwable failure) {
        try {
            callback.completed(failure);
        } catch (Throwable thrown) {
            events.callbackFailed(thrown);
        }
    }
}
