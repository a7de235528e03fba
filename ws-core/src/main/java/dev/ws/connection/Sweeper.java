package dev.ws.connection;

import java.util.concurrent.ThreadFactory;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * Lets output out that a pump holds back while its handler works or sleeps. A pump that begins to hold takes a slot and
 * gives it back when it let go; this thread looks at the slots every millisecond and drains what it saw there
 * before. With nothing held it sleeps without waking.
 */
final class Sweeper implements Runnable {
    private static final int SLOTS = 64;
    private static final int PROBES = 8;
    private static final long TICK_NANOS = 1_000_000;
    private static final int TICKS_BEFORE_SLEEP = 50;

    private final AtomicReferenceArray<@Nullable OutboundQueue> slots = new AtomicReferenceArray<>(SLOTS);
    private final ThreadFactory threads;
    private final ReentrantLock starting = new ReentrantLock();
    private final AtomicBoolean asleep = new AtomicBoolean(); // set by the sweeper thread, cleared by whoever wakes it
    private volatile @Nullable Thread thread; // starting
    private volatile boolean closed; // any, once

    Sweeper(ThreadFactory threads) {
        this.threads = threads;
    }

    /**
     * Takes a slot for a queue that begins to hold. Pump thread.
     *
     * @return the slot, or -1 when there is none: then nothing may be held
     */
    int hold(OutboundQueue queue) {
        int first = (int) Thread.currentThread().getId();
        for (int i = 0; i < PROBES; i++) {
            int slot = (first + i) & (SLOTS - 1);
            if (slots.getPlain(slot) == null && slots.compareAndSet(slot, null, queue)) {
                Thread sweeping = thread;
                if (sweeping == null) {
                    start();
                } else if (asleep.get() && asleep.compareAndSet(true, false)) {
                    // One waker only: until the sweeper gets a processor, many batches may come by here.
                    LockSupport.unpark(sweeping);
                }
                return slot;
            }
        }
        return -1;
    }

    /** Gives a slot back. Pump thread. */
    void letGo(int slot) {
        slots.set(slot, null);
    }

    private void start() {
        starting.lock();
        try {
            if (thread == null && !closed) {
                Thread sweeping = threads.newThread(this);
                thread = sweeping;
                sweeping.start();
            }
        } finally {
            starting.unlock();
        }
    }

    @Override
    public void run() {
        OutboundQueue[] seen = new OutboundQueue[SLOTS];
        int[] epochs = new int[SLOTS];
        int idle = 0;
        while (!closed) {
            boolean any = sweep(seen, epochs);
            idle = any ? 0 : idle + 1;
            if (idle < TICKS_BEFORE_SLEEP) {
                LockSupport.parkNanos(this, TICK_NANOS);
            } else {
                asleep.set(true);
                while (empty() && !closed && asleep.get()) {
                    LockSupport.park(this);
                }
                asleep.set(false);
                idle = 0;
            }
        }
    }

    private boolean sweep(@Nullable OutboundQueue[] seen, int[] epochs) {
        boolean any = false;
        for (int i = 0; i < SLOTS; i++) {
            OutboundQueue queue = slots.get(i);
            if (queue != null) {
                any = true;
                int epoch = queue.holdEpoch();
                if (queue == seen[i] && epoch == epochs[i]) {
                    queue.drainUnlessCorked();
                }
                epochs[i] = epoch;
            }
            seen[i] = queue;
        }
        return any;
    }

    private boolean empty() {
        for (int i = 0; i < SLOTS; i++) {
            if (slots.get(i) != null) {
                return false;
            }
        }
        return true;
    }

    void close() {
        closed = true;
        Thread sweeping = thread;
        if (sweeping != null) {
            LockSupport.unpark(sweeping);
        }
    }
}
