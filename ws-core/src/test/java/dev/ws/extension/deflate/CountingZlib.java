package dev.ws.extension.deflate;

import java.util.ArrayDeque;
import java.util.Collections;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Random;
import java.util.Set;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * A pool that counts what lives, what is out and who works, refuses what it did not lend, and lends what was just given
 * back, so that anything left behind shows. For one thread.
 */
public final class CountingZlib implements ZlibPool, AutoCloseable {
    private final DeflateOptions options;
    private final Set<Object> out = Collections.newSetFromMap(new IdentityHashMap<>());
    private final Deque<Deflater> deflaters = new ArrayDeque<>();
    private final Deque<Inflater> inflaters = new ArrayDeque<>();
    private final IdentityHashMap<Object, Deflater> parked = new IdentityHashMap<>();
    private @Nullable Random eviction;
    private boolean parking;
    private int live;
    private int working;
    private boolean failing;

    /** Creates a pool of deflaters with these options. */
    public CountingZlib(DeflateOptions options) {
        this.options = options;
    }

    @Override
    public Deflater deflater() {
        Deflater deflater = deflaters.poll();
        if (deflater == null) {
            deflater = new Deflater(options.level(), true);
            deflater.setStrategy(options.strategy().value());
            deflater.deflate(new byte[16]); // puts the strategy into force
            live++;
        }
        // Not when it came back: what it still refers to must not be hidden.
        deflater.reset();
        if (failing) {
            deflater.end();
        }
        out.add(deflater);
        return deflater;
    }

    @Override
    public void release(Deflater deflater) {
        if (!out.remove(deflater)) {
            throw new AssertionError("a deflater was released twice, or never lent");
        }
        if (failing) {
            live--;
            return;
        }
        deflaters.push(deflater);
    }

    /** From now on deflaters can be parked. A generator makes the pool give some of them up. */
    public void parking(@Nullable Random giveUp) {
        parking = true;
        eviction = giveUp;
    }

    @Override
    public boolean park(Object owner, Deflater deflater) {
        if (!parking || (eviction != null && eviction.nextInt(8) == 0)) {
            return false;
        }
        if (!out.remove(deflater) || parked.put(owner, deflater) != null) {
            throw new AssertionError("a deflater was parked twice, or never lent");
        }
        return true;
    }

    @Override
    public @Nullable Deflater unpark(Object owner) {
        Deflater deflater = parked.remove(owner);
        if (deflater == null) {
            return null;
        }
        if (eviction != null && eviction.nextInt(8) == 0) {
            deflaters.push(deflater);
            return null;
        }
        out.add(deflater);
        return deflater;
    }

    /** {@return how many deflaters are parked} */
    public int parked() {
        return parked.size();
    }

    @Override
    public Inflater inflater() {
        Inflater inflater = inflaters.poll();
        if (inflater == null) {
            inflater = new Inflater(true);
            live++;
        }
        inflater.reset();
        out.add(inflater);
        return inflater;
    }

    @Override
    public void release(Inflater inflater) {
        if (!out.remove(inflater)) {
            throw new AssertionError("an inflater was released twice, or never lent");
        }
        inflaters.push(inflater);
    }

    @Override
    public void enter() {
        working++;
        if (working > 1) {
            throw new AssertionError("entered twice");
        }
    }

    @Override
    public void leave() {
        working--;
        if (working < 0) {
            throw new AssertionError("left twice");
        }
    }

    /** From now on deflaters come out ended: whatever uses one fails. */
    public void fail() {
        failing = true;
    }

    /** From now on deflaters work again. */
    public void recover() {
        failing = false;
        deflaters.clear();
    }

    /** {@return how many deflaters and inflaters are lent} */
    public int lent() {
        return out.size();
    }

    /** {@return how many deflaters and inflaters there are} */
    public int live() {
        return live;
    }

    /** {@return how many have entered and not left} */
    public int working() {
        return working;
    }

    @Override
    public void close() {
        deflaters.forEach(Deflater::end);
        inflaters.forEach(Inflater::end);
    }
}
