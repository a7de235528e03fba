package dev.ws.transport;

import java.io.IOException;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.channels.SelectableChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.Selector;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One thread with one selector, serving many channels. Everything about a channel that needs order happens on this
 * thread: it is registered, told what is ready, and closed here. Other threads hand in tasks, or change a key's
 * interest and call {@link #wakeUp}, which makes a system call only while the thread sleeps.
 *
 * <p>What one channel throws ends that channel and no other. A selector that fails, or returns without a reason again
 * and again, is asked less often instead of in a busy loop.
 */
final class SelectorLoop {
    /** Selections in a row that found nothing and that nobody caused, before pausing between them. */
    static final int MOST_IDLE_TURNS = 256;

    private static final long PAUSE_NANOS = 10_000_000;

    private static final VarHandle ASLEEP;

    static {
        SafeLog.prepare();
        try {
            ASLEEP = MethodHandles.lookup().findVarHandle(SelectorLoop.class, "asleep", boolean.class);
        } catch (ReflectiveOperationException e) {
            throw new ExceptionInInitializerError(e);
        }
    }

    /** A registered channel; called on the loop's thread only. */
    interface Registered {
        /** These operations are possible, of those that the key is interested in. */
        void ready(int operations);

        /** The loop stops, or {@link #ready} threw: the channel is to be closed now. */
        void ended(Throwable cause);
    }

    private final Selector selector;
    private final LongConsumer pause;
    private final Thread thread;
    private final Consumer<SelectionKey> dispatcher = this::dispatch;
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final AtomicInteger pending = new AtomicInteger(); // tasks in the queue
    private final AtomicLong selections = new AtomicLong();
    private final AtomicLong wakeups = new AtomicLong();

    private volatile boolean asleep; // true: set by the loop; false: by the loop, or by the one who wakes it up
    private volatile boolean stopping; // any, once
    private volatile boolean terminated; // loop, once; no task is taken any more
    private boolean complained; // loop; since the selector last worked
    private volatile @Nullable RecordBuffers recordBuffers; // any; made for the first connection with TLS

    /**
     * Makes a loop that is not running yet.
     *
     * @param selector its own from now on
     * @param name of the thread
     * @param pause waits so many nanoseconds
     */
    SelectorLoop(Selector selector, String name, LongConsumer pause) {
        this.selector = selector;
        this.pause = pause;
        this.thread = new LoopThread(this::run, name);
    }

    private static final class LoopThread extends Thread {
        LoopThread(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
            setContextClassLoader(SelectorLoop.class.getClassLoader());
        }
    }

    /** {@return whether the calling thread is that of a loop, this or another, and must not wait for one} */
    static boolean isLoopThread() {
        return Thread.currentThread() instanceof LoopThread;
    }

    void start() {
        thread.start();
    }

    // --- from other threads ------------------------------------------------------------------------------------------

    /** Runs a task on the loop's thread, soon. Returns false when the loop ended, and the task is not run. Any thread. */
    boolean execute(Runnable task) {
        if (terminated) {
            return false;
        }
        tasks.add(task);
        pending.incrementAndGet();
        if (terminated && tasks.remove(task)) {
            return false;
        }
        wakeUp();
        return true;
    }

    /** Makes the loop see changed interest. Any thread; does nothing unless the loop sleeps. */
    void wakeUp() {
        if (asleep && ASLEEP.compareAndSet(this, true, false)) {
            wakeups.incrementAndGet();
            selector.wakeup();
        }
    }

    /** Makes the loop close its channels and end. Any thread. */
    void stop() {
        stopping = true;
        wakeUp();
    }

    /** Waits until the thread has ended, at most so long. */
    void awaitEnd(long millis) throws InterruptedException {
        if (millis > 0) {
            thread.join(millis);
        }
    }

    /** {@return buffers for the TLS connections of this loop} */
    RecordBuffers recordBuffers() {
        RecordBuffers known = recordBuffers;
        if (known == null) {
            known = new RecordBuffers();
            recordBuffers = known; // two threads may each make one, and the later is kept
        }
        return known;
    }

    boolean isAlive() {
        return thread.isAlive();
    }

    /** {@return how often the selector returned} */
    long selections() {
        return selections.get();
    }

    /** {@return how often another thread had to wake the loop up} */
    long wakeups() {
        return wakeups.get();
    }

    // --- on the loop's thread ----------------------------------------------------------------------------------------

    /** Registers a non-blocking channel. Loop's thread. */
    SelectionKey register(SelectableChannel channel, int operations, @Nullable Registered registered)
            throws IOException {
        if (stopping) {
            throw new IOException("the selector loop was stopped");
        }
        return channel.register(selector, operations, registered);
    }

    /** {@return how many channels are registered} Loop's thread. */
    int channels() {
        return (int) selector.keys().stream().filter(SelectionKey::isValid).count();
    }

    private void run() {
        int idleTurns = 0;
        while (!stopping && selector.isOpen()) {
            boolean caused = runTasks();
            try {
                caused |= select();
                complained &= !caused;
            } catch (IOException | RuntimeException | Error broken) {
                complain("a selector failed; it is asked less often until it works", broken);
                idleTurns = MOST_IDLE_TURNS;
            }
            idleTurns = caused ? 0 : idleTurns + 1;
            if (idleTurns >= MOST_IDLE_TURNS && !stopping) {
                complain("a selector returns without a reason; it is asked less often until it works", null);
                pause.accept(PAUSE_NANOS);
            }
        }
        end();
    }

    private void complain(String text, @Nullable Throwable cause) {
        if (!complained) {
            complained = true;
            SafeLog.log(System.Logger.Level.WARNING, text, cause);
        }
    }

    // Returns whether there was a reason to return: something is ready, a task waits, somebody called.
    private boolean select() throws IOException {
        asleep = true;
        if (pending.get() != 0 || stopping) {
            asleep = false;
            selector.selectNow(dispatcher);
            selections.lazySet(selections.get() + 1);
            return true;
        }
        boolean caused;
        try {
            selector.select(dispatcher);
        } finally {
            caused = !ASLEEP.compareAndSet(this, true, false); // woken up, or a key was dispatched
        }
        selections.lazySet(selections.get() + 1);
        // The selector of an interrupted thread does not sleep any more; nobody here interrupts it to tell it
        // something.
        return Thread.interrupted() || caused;
    }

    private void dispatch(SelectionKey key) {
        if (asleep) {
            ASLEEP.compareAndSet(this, true, false); // from here on all see their changes served without a wakeup
        }
        if (!key.isValid() || !(key.attachment() instanceof Registered registered)) {
            return;
        }
        try {
            registered.ready(key.readyOps());
        } catch (Throwable thrown) {
            SafeLog.log(System.Logger.Level.WARNING, registered + " failed", thrown);
            end(registered, thrown);
        }
    }

    private static void end(Registered registered, Throwable cause) {
        try {
            registered.ended(cause);
        } catch (Throwable thrown) {
            SafeLog.log(System.Logger.Level.WARNING, "the end of " + registered + " could not be handled", thrown);
        }
    }

    // Runs the tasks that are there now; those added meanwhile wait until the selector was asked.
    private boolean runTasks() {
        int count = pending.get();
        for (int i = 0; i < count; i++) {
            Runnable task = tasks.poll();
            if (task != null) { // null: taken back, because the loop ends
                try {
                    task.run();
                } catch (Throwable thrown) {
                    SafeLog.log(System.Logger.Level.WARNING, "a task of a selector loop failed", thrown);
                }
            }
        }
        return count > 0 && pending.addAndGet(-count) >= 0;
    }

    private void end() {
        stopping = true;
        runTasks(); // the closing ones; nothing is registered any more
        IOException cause = new IOException("the selector loop was stopped");
        for (SelectionKey key : selector.isOpen() ? List.copyOf(selector.keys()) : List.<SelectionKey>of()) {
            if (key.attachment() instanceof Registered registered) {
                end(registered, cause);
            }
        }
        terminated = true;
        boolean ran;
        do {
            ran = runTasks();
        } while (ran);
        try {
            selector.close(); // sockets closed above are let go of only now
        } catch (IOException e) {
            SafeLog.log(System.Logger.Level.DEBUG, "a selector could not be closed", e);
        }
    }
}
