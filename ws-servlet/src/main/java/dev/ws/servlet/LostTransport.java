package dev.ws.servlet;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;

/** A connection that broke before it could be opened: it ends as soon as it starts. */
final class LostTransport implements Transport {
    @Override
    public void start(TransportEvents events) {
        events.closed(null);
    }

    @Override
    public int read(ByteBuffer target) throws ClosedChannelException {
        throw new ClosedChannelException();
    }

    @Override
    public void awaitReadable() {
        // It was told that the connection is gone.
    }

    @Override
    public int write(ByteBuffer source) throws ClosedChannelException {
        throw new ClosedChannelException();
    }

    @Override
    public boolean flush() {
        return true;
    }

    @Override
    public void shutdownOutput() {
        // Nobody is there.
    }

    @Override
    public void close() {
        // It is closed.
    }

    @Override
    public void abort() {
        // It is closed.
    }

    @Override
    public boolean blockingAllowed() {
        return false;
    }
}
