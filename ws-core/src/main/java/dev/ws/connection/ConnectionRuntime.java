package dev.ws.connection;

import dev.ws.WebSocketOptions;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.frame.BufferPool;
import dev.ws.transport.SelectorLoops;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * What connections share: executors, timer, buffers, masking keys. One per server, client or web application. Threads
 * are daemons, started when first needed and ended by {@link #close()}; idle ones end by themselves after ten seconds.
 */
public final class ConnectionRuntime implements AutoCloseable {
    private static final int BUFFERS_KEPT = 32;
    private static final int MOST_CALLBACK_THREADS = 200;
    private static final Duration THREAD_KEEP_ALIVE = Duration.ofSeconds(10);
    private static final Duration END_PATIENCE = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofDays(36_500);

    private final SharedBufferPool buffers = new SharedBufferPool(BUFFERS_KEPT);
    private final AtomicLong threadNumber = new AtomicLong();
    private final Set<Thread> started = ConcurrentHashMap.newKeySet();
    private final Set<CompressionPool> compressionPools = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean unheardTold = new AtomicBoolean();
    private final IntSupplier maskKeys = new MaskKeys();
    private final Set<Runnable> lastTasks = ConcurrentHashMap.newKeySet(); // not left undone
    private final ScheduledThreadPoolExecutor timer;
    private final Sweeper sweeper;
    private final Executor executor;
    private final Executor streamExecutor;
    private final boolean ownsExecutors;
    private final SelectorLoops loops = SelectorLoops.create(); // without a thread until a socket needs one

    private ConnectionRuntime(@Nullable Executor given, @Nullable Executor givenForStreams) {
        this.timer = new ScheduledThreadPoolExecutor(1, threads("timer"));
        timer.setRemoveOnCancelPolicy(true);
        timer.setKeepAliveTime(THREAD_KEEP_ALIVE.toSeconds(), TimeUnit.SECONDS);
        timer.allowCoreThreadTimeOut(true);
        this.sweeper = new Sweeper(threads("sweeper"));
        this.ownsExecutors = given == null;
        if (given != null) {
            this.executor = given;
            this.streamExecutor = givenForStreams == null ? given : givenForStreams;
            return;
        }
        ExecutorService virtual = virtualThreads();
        if (virtual != null) {
            this.executor = virtual;
            this.streamExecutor = virtual;
        } else {
            this.executor = new ThreadPoolExecutor(
                    0,
                    MOST_CALLBACK_THREADS,
                    THREAD_KEEP_ALIVE.toSeconds(),
                    TimeUnit.SECONDS,
                    new IdleThreadsFirst(),
                    threads("callback"),
                    IdleThreadsFirst::queue);
            // Always able to start one more: a stream handler that waits for a thread would hold its connection.
            this.streamExecutor = new ThreadPoolExecutor(
                    0,
                    Integer.MAX_VALUE,
                    THREAD_KEEP_ALIVE.toSeconds(),
                    TimeUnit.SECONDS,
                    new SynchronousQueue<>(),
                    threads("stream"));
        }
    }

    /** {@return a runtime with executors of its own: virtual threads where the JVM has them, else daemon threads on demand} */
    public static ConnectionRuntime create() {
        return new ConnectionRuntime(null, null);
    }

    /**
     * A runtime whose callbacks and stream handlers run on a given executor.
     *
     * @param executor can always start one more task; not shut down by {@link #close()}
     * @return the runtime
     */
    public static ConnectionRuntime create(Executor executor) {
        return new ConnectionRuntime(executor, null);
    }

    /**
     * A runtime whose callbacks and stream handlers run on given executors.
     *
     * @param executor runs callbacks; not shut down by {@link #close()}
     * @param streamExecutor runs stream handlers and can always start one more task; not shut down by {@link #close()}
     * @return the runtime
     */
    public static ConnectionRuntime create(Executor executor, Executor streamExecutor) {
        return new ConnectionRuntime(executor, streamExecutor);
    }

    // Java 21 has virtual threads; this is compiled for 17.
    private static @Nullable ExecutorService virtualThreads() {
        try {
            return (ExecutorService) MethodHandles.publicLookup()
                    .findStatic(
                            java.util.concurrent.Executors.class,
                            "newVirtualThreadPerTaskExecutor",
                            MethodType.methodType(ExecutorService.class))
                    .invoke();
        } catch (Throwable absent) {
            return null;
        }
    }

    private ThreadFactory threads(String purpose) {
        return task -> {
            Thread thread = new Thread(task, "ws-" + purpose + "-" + threadNumber.incrementAndGet());
            thread.setDaemon(true);
            thread.setContextClassLoader(ConnectionRuntime.class.getClassLoader());
            started.removeIf(earlier -> earlier.getState() == Thread.State.TERMINATED);
            started.add(thread);
            return thread;
        };
    }

    /** {@return the executor of callbacks} */
    public Executor executor() {
        return executor;
    }

    /** {@return the executor of stream handlers} */
    public Executor streamExecutor() {
        return streamExecutor;
    }

    /** {@return the buffers that connections borrow} */
    public BufferPool buffers() {
        return buffers;
    }

    /**
     * Creates a pool of deflaters and inflaters, which is closed with this runtime at the latest.
     *
     * @param options the settings of the server or client that it is for
     * @return the pool, empty
     */
    public CompressionPool compressionPool(DeflateOptions options) {
        CompressionPool pool = new CompressionPool(options, this);
        compressionPools.add(pool);
        return pool;
    }

    void forget(CompressionPool pool) {
        compressionPools.remove(pool);
    }

    /** {@return the threads that serve the sockets of clients and stand-alone servers; closed with this runtime} */
    public SelectorLoops loops() {
        return loops;
    }

    /** {@return true once: nobody listened to messages before, on any connection} */
    boolean isFirstUnheard() {
        return !unheardTold.getAndSet(true);
    }

    IntSupplier maskKeys() {
        return maskKeys;
    }

    Sweeper sweeper() {
        return sweeper;
    }

    /**
     * Runs a short task later, on the timer's thread.
     *
     * @param task must not block
     * @param delay when
     * @return to cancel it
     */
    public Future<?> schedule(Runnable task, Duration delay) {
        return timer.schedule(task, nanos(delay), TimeUnit.NANOSECONDS);
    }

    /** Runs a short task later, on the timer's thread, or when this runtime is closed, if that is earlier. */
    void scheduleOrAtEnd(Runnable task, Duration delay) {
        Runnable once = new Runnable() {
            @Override
            public void run() {
                if (lastTasks.remove(this)) {
                    task.run();
                }
            }
        };
        lastTasks.add(once);
        try {
            var unused = schedule(once, delay);
        } catch (RejectedExecutionException closed) {
            once.run();
        }
    }

    /** Makes the watch of a connection, with this runtime's timer. */
    KeepAlive keepAlive(KeepAlive.Watched watched, WebSocketOptions options) {
        return new KeepAlive(
                watched,
                this::schedule,
                System::nanoTime,
                () -> ThreadLocalRandom.current().nextDouble(),
                options);
    }

    /** {@return the time in nanoseconds, cut to a hundred years so that sums do not overflow} */
    static long nanos(Duration time) {
        return (time.compareTo(LONGEST) > 0 ? LONGEST : time).toNanos();
    }

    /**
     * Tells whether the calling thread must not wait for connections: one of this runtime's, whose work they may need, or
     * one that serves sockets. Virtual threads are not known.
     *
     * @return whether it must not
     */
    public boolean isNeeded() {
        return started.contains(Thread.currentThread()) || SelectorLoops.isLoopThread();
    }

    /**
     * Ends the threads that this runtime started, and waits up to a second until they have ended, unless called by one of
     * them: a container that finds a thread of a stopped web application calls it a leak. Open connections must be gone.
     */
    @Override
    public void close() {
        timer.shutdownNow();
        lastTasks.forEach(Runnable::run);
        loops.close();
        sweeper.close();
        compressionPools.forEach(CompressionPool::close);
        if (ownsExecutors) {
            ((ExecutorService) executor).shutdown();
            ((ExecutorService) streamExecutor).shutdown();
        }
        buffers.clear();
        awaitThreads();
    }

    private void awaitThreads() {
        if (started.contains(Thread.currentThread())) {
            return;
        }
        long deadline = System.nanoTime() + END_PATIENCE.toNanos();
        try {
            for (Thread thread : started) {
                long millis = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
                if (millis > 0) {
                    thread.join(millis);
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
