package dev.ws.it.deflate;

import dev.ws.it.wire.RawWebSocket;
import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/** A plain socket as a transport: a thread of its own reads, writes block. For few connections. */
final class BlockingTransport implements Transport {
    private final RawWebSocket socket;
    private final Semaphore asked = new Semaphore(0);
    private final byte[] buffer = new byte[1 << 14];
    private int position; // reading thread
    private int limit; // reading thread; -1 after the end
    private @Nullable IOException broken; // reading thread
    private volatile boolean closed; // any

    BlockingTransport(RawWebSocket socket) {
        this.socket = socket;
    }

    @Override
    public void start(TransportEvents told) {
        Thread thread = new Thread(() -> listen(told), "blocking-transport");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen(TransportEvents told) {
        while (!closed) {
            asked.acquireUninterruptibly();
            asked.drainPermits();
            if (!closed) {
                fill();
                told.readable();
            }
        }
        told.closed(null);
    }

    private void fill() {
        if (position == limit) {
            try {
                position = 0;
                limit = socket.input().read(buffer);
            } catch (IOException e) {
                broken = e;
            }
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (broken != null) {
            throw broken;
        }
        if (limit < 0) {
            return -1;
        }
        int count = Math.min(target.remaining(), limit - position);
        target.put(buffer, position, count);
        position += count;
        return count;
    }

    @Override
    public void awaitReadable() {
        asked.release();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        int count = source.remaining();
        socket.output().write(source.array(), source.arrayOffset() + source.position(), count);
        source.position(source.limit());
        return count;
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void shutdownOutput() {
        try {
            socket.finish();
        } catch (IOException e) {
            // it is over already
        }
    }

    @Override
    public void close() {
        closed = true;
        try {
            socket.close();
        } catch (IOException e) {
            // it is over already
        }
        asked.release();
    }

    @Override
    public void abort() {
        close();
    }

    @Override
    public boolean blockingAllowed() {
        return true;
    }
}
