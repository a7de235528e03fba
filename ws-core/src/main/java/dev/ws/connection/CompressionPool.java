package dev.ws.connection;

import dev.ws.extension.deflate.CompressionStrategy;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.extension.deflate.ZlibPool;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.IdentityHashMap;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * The deflaters and inflaters that the connections of a server or client share (G-070). Lending never waits: when none is
 * there, one is made. At most two per processor, or four, of a kind are kept as new, some deflaters as busy connections left
 * them, and none that was not needed for ten seconds; what is not kept is ended at once, so native memory never waits for
 * the garbage collector. Any thread.
 */
public final class CompressionPool implements ZlibPool, AutoCloseable {
    /** How long a deflater or inflater is kept unused. */
    static final Duration IDLE = Duration.ofSeconds(10);

    private static final int MOST_KEPT = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());

    private final DeflateOptions options;
    private final ConnectionRuntime runtime;
    private final @Nullable Semaphore permits;
    private final ReentrantLock lock = new ReentrantLock();
    private final Shelf<Deflater> deflaters = new Shelf<>(Deflater::end);
    private final Shelf<Inflater> inflaters = new Shelf<>(Inflater::end);

    private final IdentityHashMap<Object, Warm> parked = new IdentityHashMap<>(); // lock
    private @Nullable Future<?> sweep; // lock; the timer will look
    private int sweeps; // lock; tells what was used since the last one
    private boolean closed; // lock; nothing is kept any more

    // Level, strategy and concurrency limit count of the options; the runtime's timer releases what is idle.
    CompressionPool(DeflateOptions options, ConnectionRuntime runtime) {
        this.options = options;
        this.runtime = runtime;
        this.permits = options.concurrencyLimit() == 0 ? null : new Semaphore(options.concurrencyLimit(), true);
    }

    /** A deflater as its owner left it. */
    private record Warm(Deflater deflater, int sweeps) {}

    /** What is kept of one kind, the one used last on top; under the pool's lock. */
    private static final class Shelf<T> {
        private final ArrayDeque<T> kept = new ArrayDeque<>();
        private final Consumer<T> end;
        private int unused; // how many were not taken since the last sweep
        private int lent;

        Shelf(Consumer<T> end) {
            this.end = end;
        }

        @Nullable T take() {
            lent++;
            T top = kept.poll();
            unused = Math.min(unused, kept.size());
            return top;
        }

        void sweep() {
            for (int i = 0; i < unused; i++) {
                end.accept(kept.removeLast());
            }
            unused = kept.size();
        }

        void clear() {
            kept.forEach(end);
            kept.clear();
        }
    }

    @Override
    public Deflater deflater() {
        Deflater kept = take(deflaters);
        if (kept != null) {
            return kept;
        }
        Deflater made = new Deflater(options.level(), true);
        if (options.strategy() != CompressionStrategy.DEFAULT) {
            made.setStrategy(options.strategy().value());
            // The change takes effect in the next call, which then compresses nothing: let it be this one.
            made.deflate(new byte[16], 0, 16, Deflater.SYNC_FLUSH);
            made.reset();
        }
        return made;
    }

    @Override
    public void release(Deflater deflater) {
        deflater.reset(); // drops input and dictionary
        put(deflaters, deflater);
    }

    @Override
    public boolean park(Object owner, Deflater deflater) {
        lock.lock();
        try {
            // No other is driven out: with more busy connections than room, each would find its own gone.
            if (closed || parked.size() >= options.warmDeflaters() || !watch()) {
                return false;
            }
            parked.put(owner, new Warm(deflater, sweeps));
            deflaters.lent--;
            return true;
        } finally {
            lock.unlock();
        }
    }

    @Override
    public @Nullable Deflater unpark(Object owner) {
        lock.lock();
        try {
            Warm warm = parked.remove(owner);
            if (warm == null) {
                return null;
            }
            deflaters.lent++;
            return warm.deflater();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public Inflater inflater() {
        Inflater kept = take(inflaters);
        return kept == null ? new Inflater(true) : kept;
    }

    @Override
    public void release(Inflater inflater) {
        inflater.reset();
        put(inflaters, inflater);
    }

    private <T> @Nullable T take(Shelf<T> shelf) {
        lock.lock();
        try {
            return shelf.take();
        } finally {
            lock.unlock();
        }
    }

    private <T> void put(Shelf<T> shelf, T thing) {
        boolean keep;
        lock.lock();
        try {
            shelf.lent--;
            keep = !closed && shelf.kept.size() < MOST_KEPT && watch();
            if (keep) {
                shelf.kept.push(thing);
            }
        } finally {
            lock.unlock();
        }
        if (!keep) {
            shelf.end.accept(thing);
        }
    }

    // Lock held. False when nothing can be kept because nobody would release it.
    private boolean watch() {
        if (sweep == null) {
            try {
                sweep = runtime.schedule(this::sweep, IDLE);
            } catch (RejectedExecutionException stopped) {
                return false;
            }
        }
        return true;
    }

    /** Ends what nobody took since the last call. */
    void sweep() {
        lock.lock();
        try {
            sweep = null;
            deflaters.sweep();
            inflaters.sweep();
            parked.values().removeIf(warm -> {
                boolean unused = warm.sweeps() != sweeps;
                if (unused) {
                    warm.deflater().end();
                }
                return unused;
            });
            sweeps++;
            boolean empty = deflaters.kept.isEmpty() && inflaters.kept.isEmpty() && parked.isEmpty();
            if (!closed && !empty && !watch()) {
                clear();
            }
        } finally {
            lock.unlock();
        }
    }

    private void clear() {
        deflaters.clear();
        inflaters.clear();
        parked.values().forEach(warm -> warm.deflater().end());
        parked.clear();
    }

    @Override
    public void enter() {
        if (permits != null) {
            permits.acquireUninterruptibly();
        }
    }

    @Override
    public void leave() {
        if (permits != null) {
            permits.release();
        }
    }

    /** {@return how many deflaters and inflaters are lent at the moment} */
    public int lent() {
        lock.lock();
        try {
            return deflaters.lent + inflaters.lent;
        } finally {
            lock.unlock();
        }
    }

    /** {@return how many deflaters and inflaters are kept for later at the moment, as new or as a busy connection left them} */
    public int kept() {
        lock.lock();
        try {
            return deflaters.kept.size() + inflaters.kept.size() + parked.size();
        } finally {
            lock.unlock();
        }
    }

    /** Ends what is kept, and from now on everything as soon as it is given back. */
    @Override
    public void close() {
        lock.lock();
        try {
            closed = true;
            clear();
            if (sweep != null) {
                sweep.cancel(false);
            }
        } finally {
            lock.unlock();
        }
        runtime.forget(this);
    }
}
