package dev.ws.benchmarks.memory;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose peer is the caller of {@link #receive}: input is an array, output is counted and thrown away. All on
 * one thread, so that a benchmark measures the engine and nothing else.
 */
public final class MemoryTransport implements Transport {
    // All: the one thread.
    private @Nullable TransportEvents events;
    private byte[] input = new byte[0];
    private int at;
    private long written;

    /** Creates a transport with nothing to read. */
    public MemoryTransport() {}

    /**
     * Lets bytes arrive, and returns when the connection has read them all.
     *
     * @param bytes the bytes; not changed
     * @return the bytes that the connection wrote meanwhile
     * @throws IllegalStateException when the connection did not read on
     */
    public long receive(byte[] bytes) {
        TransportEvents listening = events;
        if (listening == null) {
            throw new IllegalStateException("not started");
        }
        long before = written;
        input = bytes;
        at = 0;
        // A run of the pump ends after so many reads, to let other connections have their turn.
        int last = -1;
        while (at < bytes.length) {
            if (at == last) {
                throw new IllegalStateException("read " + at + " of " + bytes.length + " bytes, then stopped");
            }
            last = at;
            listening.readable();
        }
        return written - before;
    }

    @Override
    public void start(TransportEvents listening) {
        events = listening;
    }

    @Override
    public int read(ByteBuffer target) {
        int size = Math.min(target.remaining(), input.length - at);
        target.put(input, at, size);
        at += size;
        return size;
    }

    @Override
    public void awaitReadable() {}

    @Override
    public int write(ByteBuffer source) {
        int size = source.remaining();
        source.position(source.limit());
        written += size;
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
