package dev.ws.servlet;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * The portable transport: the streams of a servlet upgrade. Callbacks come from container threads, calls from any. No
 * lock is held while the container is called, and {@code isReady()} is asked before every read, write and flush, as it is
 * the only source of truth about readiness.
 *
 * <p>Longer than other classes because the differences of the containers meet here and nowhere above. On Tomcat the
 * streams may be read only inside a read callback, hence the inbox; elsewhere the pump reads them itself.
 */
final class ServletTransport implements Transport {
    private static final int WRITE_SIZE = 16 * 1024;
    private static final int READ_SIZE = 8 * 1024; // the most that Tomcat has at hand
    private static final long PARK_MILLIS = 20;
    private static final long SHORT_PARK_MILLIS = 2;

    private final WebConnection connection;
    private final ServletInputStream in;
    private final ServletOutputStream out;
    private final ServletContainer container;
    private final Executor executor;
    private final @Nullable TomcatSocket tomcat;
    private final AtomicBoolean readWanted = new AtomicBoolean(); // set by awaitReadable, cleared by whoever delivers
    private final AtomicInteger readSignals = new AtomicInteger(); // who moves it from 0 delivers
    private final AtomicBoolean told = new AtomicBoolean(); // closed() was called

    private @Nullable TransportEvents events; // written by start, before the listeners are registered
    private volatile @Nullable ServletInbox inbox; // made by the container's read thread
    private volatile boolean input; // there may be something for read(): any thread sets, the pump clears
    private volatile boolean endOfInput; // container thread or pump
    private volatile @Nullable Throwable failure; // whoever meets it first
    private volatile boolean released; // close or abort was called: any thread
    private volatile boolean gone; // the container let go of the connection: container thread
    private volatile boolean writeStarted; // set by the first onWritePossible
    private volatile boolean writeBlocked; // drainer sets, container clears; only a hint
    private volatile @Nullable Thread callback; // the thread inside a container callback
    private volatile @Nullable Thread drainer; // the thread inside write or flush
    private volatile @Nullable Thread reader; // the thread inside read
    private boolean reading; // the callback's thread; whether it is a read callback
    private boolean unflushed; // drainer
    private boolean unsent; // drainer; something was taken and maybe not handed to the kernel

    ServletTransport(WebConnection connection, Executor executor) throws IOException {
        this(connection, ServletContainer.of(connection), executor);
    }

    ServletTransport(WebConnection connection, ServletContainer container, Executor executor) throws IOException {
        this.connection = connection;
        this.in = connection.getInputStream();
        this.out = connection.getOutputStream();
        this.container = container;
        this.executor = executor;
        this.tomcat = container == ServletContainer.TOMCAT ? TomcatSocket.of(out) : null;
    }

    // Two objects, because Undertow needs an exception out of one onError and must not get one out of the other.
    private final class Reading implements ReadListener {
        @Override
        public void onDataAvailable() throws IOException {
            inCallback(true, ServletTransport.this::dataAvailable);
        }

        @Override
        public void onAllDataRead() throws IOException {
            inCallback(false, ServletTransport.this::inputEnded);
        }

        @Override
        public void onError(Throwable error) {
            inCallback(false, () -> {
                if (container == ServletContainer.TOMCAT && error instanceof EOFException) {
                    inputEnded();
                } else {
                    fail(error);
                }
            });
        }
    }

    private final class Writing implements WriteListener {
        @Override
        public void onWritePossible() {
            writeStarted = true;
            writeBlocked = false;
            if (!released) {
                inCallback(false, events()::writable);
            }
        }

        @Override
        public void onError(Throwable error) {
            if (Thread.currentThread() == drainer) {
                fail(error);
            } else {
                inCallback(false, () -> fail(error));
            }
            if (container == ServletContainer.UNDERTOW) {
                // Undertow calls this again and again, on the I/O thread of many connections, unless it is thrown out
                // of
                // its loop. It has closed the connection by then.
                throw new IllegalStateException("connection broken", error);
            }
        }
    }

    @Override
    public void start(TransportEvents target) {
        events = target;
        try {
            in.setReadListener(new Reading());
            out.setWriteListener(new Writing());
        } catch (RuntimeException e) {
            fail(e);
        }
    }

    // --- reading -----------------------------------------------------------------------------------------------------

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (released) {
            return -1;
        }
        input = false;
        ServletInbox kept = inbox;
        if (kept != null) {
            int taken = kept.take(target);
            if (tomcat != null && kept.wantsMore()) {
                tomcat.readAgain();
            }
            if (taken > 0) {
                if (kept.size() > 0 || endOfInput || failure != null || streamIsOurs()) {
                    input = true;
                }
                return taken;
            }
        }
        if (endOfInput || failure != null || !streamIsOurs()) {
            return nothingRead();
        }
        return readStream(target);
    }

    private boolean streamIsOurs() {
        return container != ServletContainer.TOMCAT || (Thread.currentThread() == callback && reading);
    }

    private int readStream(ByteBuffer target) throws IOException {
        reader = Thread.currentThread();
        try {
            if (!in.isReady()) {
                return nothingRead();
            }
            int room = target.remaining();
            int count = in.read(target.array(), target.arrayOffset() + target.position(), room);
            if (count > 0) {
                target.position(target.position() + count);
                // A short read is most often the last one for now: asking here spares awaitReadable a thread.
                if (count == room || in.isReady() || endOfInput || failure != null) {
                    input = true;
                }
                return count;
            }
            if (count < 0) {
                endOfInput = true;
            }
            return nothingRead();
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        } finally {
            reader = null;
        }
    }

    private int nothingRead() throws IOException {
        if (endOfInput) {
            input = true;
            return -1;
        }
        Throwable cause = failure;
        if (cause != null) {
            input = true;
            throw new IOException("connection broken", cause);
        }
        return 0;
    }

    @Override
    public void awaitReadable() {
        readWanted.set(true);
        if (input && readSignals.getAndIncrement() == 0) {
            try {
                executor.execute(this::deliver);
            } catch (RejectedExecutionException e) {
                readSignals.set(0);
                abort();
            }
        }
    }

    private void signalReadable() {
        if (readSignals.getAndIncrement() == 0) {
            deliver();
        }
    }

    // One thread at a time. A signal that comes meanwhile is seen here, so readable() is never called twice at once.
    private void deliver() {
        int seen = 1;
        while (seen != 0) {
            if (input && !released && readWanted.compareAndSet(true, false)) {
                try {
                    events().readable();
                } catch (RuntimeException | Error e) {
                    fail(e);
                }
            }
            seen = readSignals.addAndGet(-seen);
        }
    }

    private void dataAvailable() {
        input = true;
        signalReadable();
        if (container == ServletContainer.TOMCAT) {
            try {
                absorb();
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        }
    }

    // Tomcat calls again at once as long as the kernel has something, and never again for what sits in its own buffer.
    // So
    // whatever the pump left is taken here; when that would be too much, the thread waits a little, which also gives
    // write
    // events, that need the same lock, their turn.
    private void absorb() throws IOException {
        while (!released && !endOfInput && failure == null) {
            ServletInbox kept = inbox;
            if (kept != null && kept.size() >= ServletInbox.SOFT_LIMIT && !awaitRoom(kept)) {
                if (tomcat != null) {
                    return;
                }
                if (kept.size() >= ServletInbox.HARD_LIMIT) {
                    throw new IOException(
                            "more than " + ServletInbox.HARD_LIMIT + " bytes arrived while reading paused");
                }
            }
            if (!in.isReady()) {
                return;
            }
            byte[] bytes = new byte[READ_SIZE];
            int count = in.read(bytes, 0, bytes.length);
            if (count < 0) {
                endOfInput = true;
            } else if (count > 0) {
                if (kept == null) {
                    kept = new ServletInbox();
                    inbox = kept;
                }
                kept.add(bytes, count);
            }
            input = true;
            signalReadable();
        }
    }

    private boolean awaitRoom(ServletInbox kept) throws IOException {
        try {
            return kept.awaitRoom(writeBlocked ? SHORT_PARK_MILLIS : PARK_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private void inputEnded() {
        endOfInput = true;
        input = true;
        signalReadable();
        if (container == ServletContainer.TOMCAT) {
            // Tomcat would call for ever; a half-open connection is not possible there.
            closeConnection();
            gone = true;
            tellIfNothingIsLeft();
        }
    }

    // --- writing -----------------------------------------------------------------------------------------------------

    @Override
    public int write(ByteBuffer source) throws IOException {
        int before = source.position();
        drainer = Thread.currentThread();
        try {
            while (source.hasRemaining() && canWrite()) {
                int count = Math.min(source.remaining(), WRITE_SIZE);
                int from = source.arrayOffset() + source.position();
                unflushed = true;
                unsent = true;
                if (container == ServletContainer.TOMCAT) {
                    out.write(source.array(), from, count);
                } else {
                    // Undertow ignores offset and length; Jetty keeps the array for a while. An exact copy suits both.
                    out.write(Arrays.copyOfRange(source.array(), from, from + count));
                }
                source.position(source.position() + count);
            }
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        } finally {
            drainer = null;
        }
        checkUsable();
        return source.position() - before;
    }

    @Override
    public boolean flush() throws IOException {
        if (!unsent) {
            checkUsable();
            return true;
        }
        drainer = Thread.currentThread();
        try {
            if (!canWrite()) {
                return false;
            }
            if (unflushed) {
                unflushed = false;
                out.flush();
                if (!canWrite()) {
                    return false;
                }
            }
            unsent = false;
            return true;
        } catch (IOException | RuntimeException e) {
            throw broken(e);
        } finally {
            drainer = null;
        }
    }

    private boolean canWrite() throws IOException {
        checkUsable();
        if (!writeStarted) {
            return false;
        }
        writeBlocked = true;
        if (!out.isReady()) {
            checkUsable();
            return false;
        }
        writeBlocked = false;
        return true;
    }

    private void checkUsable() throws IOException {
        Throwable cause = failure;
        if (cause != null) {
            throw new IOException("connection broken", cause);
        }
        if (released || gone) {
            throw new IOException("connection closed");
        }
    }

    // --- ending ------------------------------------------------------------------------------------------------------

    @Override
    public boolean halfCloseSupported() {
        return container == ServletContainer.UNDERTOW;
    }

    @Override
    public void shutdownOutput() {
        if (container == ServletContainer.UNDERTOW && !released) {
            try {
                out.close();
            } catch (IOException | RuntimeException e) {
                fail(e);
            }
        }
    }

    @Override
    public void close() {
        if (release()) {
            if (container == ServletContainer.UNDERTOW && writeBlocked) {
                execute(this::closeConnection); // it would wait for the peer
            } else if (container != ServletContainer.TOMCAT || Thread.currentThread() == callback || !stopTomcat()) {
                closeConnection();
            }
            tell(null);
        }
    }

    @Override
    public void abort() {
        if (release()) {
            switch (container) {
                case TOMCAT -> {
                    if (Thread.currentThread() == callback || !stopTomcat()) {
                        closeConnection();
                    }
                }
                case UNDERTOW -> abortUndertow();
                default -> closeConnection();
            }
        }
        tell(null);
    }

    /** The container called {@code destroy()}: nothing moves any more, but what was read may be unread by the pump. */
    void destroyed() {
        gone = true;
        tellIfNothingIsLeft();
    }

    private boolean release() {
        boolean first = !released;
        released = true;
        ServletInbox kept = inbox;
        if (kept != null) {
            kept.close();
        }
        return first;
    }

    private IOException broken(Exception error) {
        fail(error);
        Throwable cause = failure;
        return new IOException("connection broken", cause == null ? error : cause);
    }

    private void fail(Throwable error) {
        if (failure == null) {
            failure = error;
        }
        input = true;
        if (Thread.currentThread() == drainer || Thread.currentThread() == reader) {
            return; // the container failed inside read, write or flush, which throws what happened
        }
        signalReadable();
        if (container == ServletContainer.TOMCAT && Thread.currentThread() != callback) {
            stopTomcat();
        } else if (container == ServletContainer.UNDERTOW) {
            abortUndertow();
        } else {
            closeConnection();
        }
        gone = true;
        tellIfNothingIsLeft();
    }

    // A close frame may still be in the inbox: then the pump goes on, meets the end itself, and calls close or abort.
    private void tellIfNothingIsLeft() {
        ServletInbox kept = inbox;
        boolean unread = kept != null && kept.size() > 0;
        boolean endUnread = endOfInput && failure == null && !released;
        if (!unread && !endUnread) {
            tell(failure);
        }
    }

    private void tell(@Nullable Throwable cause) {
        TransportEvents target = events;
        if (target != null && told.compareAndSet(false, true)) {
            target.closed(cause);
        }
    }

    private boolean stopTomcat() {
        return tomcat != null && tomcat.stop();
    }

    // Undertow's own close waits for pending output, without a limit.
    private void abortUndertow() {
        try {
            if (Reflection.field(connection, "channel") instanceof AutoCloseable channel) {
                channel.close();
                return;
            }
        } catch (Exception e) {
            gone = true; // not the Undertow we know: its own close has to do
        }
        execute(this::closeConnection);
    }

    private void closeConnection() {
        try {
            connection.close();
        } catch (Exception e) {
            // It is gone either way; containers throw all kinds of exceptions here.
            gone = true;
        }
    }

    private void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            gone = true; // the application ended; the container closes the socket when it stops
        }
    }

    private void inCallback(boolean readCallback, Runnable task) {
        Thread outer = callback;
        boolean outerReading = reading;
        callback = Thread.currentThread();
        reading = readCallback;
        try {
            task.run();
        } finally {
            reading = outerReading;
            callback = outer;
        }
    }

    private TransportEvents events() {
        TransportEvents target = events;
        if (target == null) {
            throw new IllegalStateException("not started");
        }
        return target;
    }

    @Override
    public boolean blockingAllowed() {
        return false;
    }
}
