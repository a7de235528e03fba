package dev.ws.servlet;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/**
 * A transport whose events run with the web application's class loader as context class loader, whatever thread of the
 * container they come from.
 */
final class ApplicationTransport implements Transport, TransportEvents {
    private final Transport transport;
    private final ClassLoader loader;
    private @Nullable TransportEvents events; // written by start, before the transport knows this object

    ApplicationTransport(Transport transport, ClassLoader loader) {
        this.transport = transport;
        this.loader = loader;
    }

    /** Runs a task with a context class loader. */
    static void run(ClassLoader loader, Runnable task) {
        Thread thread = Thread.currentThread();
        ClassLoader outer = thread.getContextClassLoader();
        if (outer == loader) {
            task.run();
            return;
        }
        thread.setContextClassLoader(loader);
        try {
            task.run();
        } finally {
            thread.setContextClassLoader(outer);
        }
    }

    @Override
    public void start(TransportEvents target) {
        events = target;
        transport.start(this);
    }

    @Override
    public void readable() {
        run(loader, events()::readable);
    }

    @Override
    public void writable() {
        run(loader, events()::writable);
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        run(loader, () -> events().closed(cause));
    }

    @Override
    public String toString() {
        return String.valueOf(events);
    }

    private TransportEvents events() {
        TransportEvents target = events;
        if (target == null) {
            throw new IllegalStateException("not started");
        }
        return target;
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        return transport.read(target);
    }

    @Override
    public void awaitReadable() {
        transport.awaitReadable();
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
