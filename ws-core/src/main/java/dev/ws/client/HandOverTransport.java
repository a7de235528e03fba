package dev.ws.client;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Gives the transport of an application's connector what a socket has: it may be started again, which hands over to
 * another receiver, and takes back input that was read too far. The transport itself is started once, here.
 */
final class HandOverTransport implements Transport, TransportEvents {
    private final Transport transport;
    private final Executor executor;
    private final AtomicBoolean told = new AtomicBoolean();

    private volatile @Nullable TransportEvents events; // set by start()
    private volatile boolean gone; // any, once
    private volatile @Nullable Throwable cause; // whoever sets gone, before
    private volatile @Nullable ByteBuffer unread; // reader

    private HandOverTransport(Transport transport, Executor executor) {
        this.transport = transport;
        this.executor = executor;
    }

    /**
     * Starts a transport.
     *
     * @param transport not yet started
     * @param executor tells of input that was given back
     */
    static HandOverTransport over(Transport transport, Executor executor) {
        HandOverTransport wrapped = new HandOverTransport(transport, executor);
        transport.start(wrapped);
        return wrapped;
    }

    /** Gives input back, to be read again before anything else; copied. By the one who reads, before any was left. */
    void unread(ByteBuffer bytes) {
        if (bytes.hasRemaining()) {
            unread = ByteBuffer.allocate(bytes.remaining())
                    .put(bytes.duplicate())
                    .flip();
        }
    }

    // --- what the transport tells ------------------------------------------------------------------------------------

    @Override
    public String toString() {
        return String.valueOf(events);
    }

    @Override
    public void readable() {
        TransportEvents receiver = events;
        if (receiver != null) {
            receiver.readable();
        }
    }

    @Override
    public void writable() {
        TransportEvents receiver = events;
        if (receiver != null) {
            receiver.writable();
        }
    }

    @Override
    public void closed(@Nullable Throwable why) {
        cause = why;
        gone = true;
        tellClosed();
    }

    private void tellClosed() {
        TransportEvents receiver = events;
        if (gone && receiver != null && told.compareAndSet(false, true)) {
            receiver.closed(cause);
        }
    }

    // --- what the receiver asks --------------------------------------------------------------------------------------

    @Override
    public void start(TransportEvents receiver) {
        events = receiver;
        told.set(false);
        tellClosed();
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        ByteBuffer given = unread;
        if (given == null) {
            return transport.read(target);
        }
        int count = Math.min(given.remaining(), target.remaining());
        target.put(given.slice().limit(count));
        given.position(given.position() + count);
        if (!given.hasRemaining()) {
            unread = null;
        }
        return count;
    }

    @Override
    public void awaitReadable() {
        if (unread == null) {
            transport.awaitReadable();
            return;
        }
        try {
            executor.execute(this::readable);
        } catch (RuntimeException refused) {
            transport.close(); // the executor is shut down, and with it the client
        }
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return transport.write(source);
    }

    @Override
    public boolean flush() throws IOException {
        return transport.flush();
    }

    @Override
    public void shutdownOutput() {
        transport.shutdownOutput();
    }

    @Override
    public boolean halfCloseSupported() {
        return transport.halfCloseSupported();
    }

    @Override
    public void close() {
        transport.close();
    }

    @Override
    public void abort() {
        transport.abort();
    }

    @Override
    public boolean blockingAllowed() {
        return transport.blockingAllowed();
    }
}
