package dev.ws.benchmarks.memory;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.nio.ByteBuffer;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose peer is the caller of {@link #exchange}: input is an array, output is counted and thrown away. The
 * engine runs on the caller's thread, but for output that its sweeper lets out, which happens when the caller loses its
 * processor in the middle of a batch.
 */
public final class MemoryTransport implements Transport {
    private static final long DEADLINE_NANOS = TimeUnit.SECONDS.toNanos(30);

    private @Nullable TransportEvents events; // set once by start
    private byte[] input = new byte[0]; // the caller, while all before was read
    private volatile int at; // the caller between exchanges, the pump within
    private volatile long written; // drainer
    private volatile boolean wanted; // set by the pump, cleared by the caller

    /** Creates a transport with nothing to read. */
    public MemoryTransport() {}

    /**
     * Lets bytes arrive, and returns when the connection has read them all and written its answer.
     *
     * @param bytes the bytes; not changed
     * @param answer how many bytes the connection is to write
     * @throws IllegalStateException when it writes more, or not as many within 30 seconds
     */
    public void exchange(byte[] bytes, long answer) {
        exchange(bytes, answer, answer);
    }

    private void exchange(byte[] bytes, long least, long most) {
        TransportEvents listening = Objects.requireNonNull(events, "not started");
        long before = written;
        long goal = before + least;
        input = bytes;
        at = 0;
        long start = 0;
        while (at < bytes.length || written < goal) {
            if (wanted && at < bytes.length) {
                wanted = false;
                listening.readable();
            } else if (start == 0) {
                start = System.nanoTime();
            } else if (System.nanoTime() - start > DEADLINE_NANOS) {
                throw new IllegalStateException("read " + at + " of " + bytes.length + " bytes, " + (goal - written)
                        + " bytes of the answer are missing");
            } else {
                Thread.onSpinWait();
            }
        }
        if (written - before > most) {
            throw new IllegalStateException("the answer is " + (written - before - most) + " bytes too long");
        }
    }

    /**
     * Lets a message arrive whose answer is of unknown size.
     *
     * @param bytes the bytes; not changed
     * @return how many bytes the connection wrote until it had nothing more to do on the caller's thread
     */
    public long exchange(byte[] bytes) {
        long before = written;
        exchange(bytes, 1, Long.MAX_VALUE);
        return written - before;
    }

    @Override
    public void start(TransportEvents listening) {
        events = listening;
    }

    @Override
    public int read(ByteBuffer target) {
        int from = at;
        int size = Math.min(target.remaining(), input.length - from);
        target.put(input, from, size);
        at = from + size;
        return size;
    }

    @Override
    public void awaitReadable() {
        wanted = true;
    }

    @Override
    public int write(ByteBuffer source) {
        int size = source.remaining();
        source.position(source.limit());
        long before = written;
        written = before + size; // one drainer at a time
        return size;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void shutdownOutput() {}

    @Override
    public void close() {}

    @Override
    public void abort() {}

    @Override
    public boolean blockingAllowed() {
        return true;
    }
}
