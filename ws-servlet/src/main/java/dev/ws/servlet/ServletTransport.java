package dev.ws.servlet;

import dev.ws.transport.Transport;
import dev.ws.transport.TransportEvents;
import jakarta.servlet.ReadListener;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * The portable transport: the streams of a servlet upgrade, used as the Servlet specification allows and no further.
 * {@link ServletInput} reads, {@link ServletOutput} writes, {@link StreamGate} keeps the close apart from both, and
 * {@link ContainerHabits} knows what a container does differently. No lock is held while the container is called.
 */
final class ServletTransport implements Transport, ContainerHabits.Waits {
    private final WebConnection connection;
    private final ContainerHabits habits;
    private final Executor executor;
    private final StreamGate gate;
    private final ServletInput input;
    private final ServletOutput output;
    private final AtomicBoolean told = new AtomicBoolean(); // closed() was called
    private final AtomicBoolean cut = new AtomicBoolean(); // the connection was closed without waiting

    private @Nullable TransportEvents events; // written by start, before the listeners are registered
    private volatile boolean released; // close or abort was called: any thread
    private volatile boolean aborted; // abort was called: any thread
    private volatile boolean closing; // the gate let the close through
    private volatile boolean gone; // the container let go of the connection: container thread
    private volatile @Nullable Thread writer; // the thread inside a call of the output stream

    ServletTransport(WebConnection connection, ContainerHabits habits, Executor executor) throws IOException {
        this(connection, habits, executor, new ServletInbox(ServletInbox.USUAL_LIMIT), new StreamGate(Thread::yield));
    }

    ServletTransport(
            WebConnection connection, ContainerHabits habits, Executor executor, ServletInbox inbox, StreamGate gate)
            throws IOException {
        this.gate = gate;
        this.connection = connection;
        this.habits = habits;
        this.executor = executor;
        this.input = new ServletInput(connection.getInputStream(), this, habits, gate, inbox);
        this.output = new ServletOutput(connection.getOutputStream(), this, habits, gate);
    }

    // Two objects, because one container needs an exception out of one onError and must not get one out of the other.
    private final class Reading implements ReadListener {
        @Override
        public void onDataAvailable() {
            habits.callback(input::available);
        }

        @Override
        public void onAllDataRead() {
            habits.callback(input::end);
        }

        @Override
        public void onError(Throwable error) {
            habits.callback(() -> {
                if (habits.isEndOfInput(error)) {
                    input.end();
                } else {
                    broke(error);
                }
            });
        }
    }

    private final class Writing implements WriteListener {
        @Override
        public void onWritePossible() {
            output.possible();
            input.wake();
            habits.callback(() -> {
                tellWritable();
                input.tell(); // what was kept back while output waited
            });
        }

        @Override
        public void onError(Throwable error) {
            habits.callback(() -> broke(error));
            habits.writeFailed(error);
        }
    }

    @Override
    public void start(TransportEvents target) {
        events = target;
        try {
            connection.getInputStream().setReadListener(new Reading());
            connection.getOutputStream().setWriteListener(new Writing());
            output.begin();
            if (gone) {
                tellEnd(); // it was destroyed before it started
            }
        } catch (IOException | RuntimeException e) {
            broke(e);
        }
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (released) {
            return -1;
        }
        int count = input.read(target);
        if (count == 0 && gone) {
            tell(input.failure()); // that was the rest
        }
        return count;
    }

    @Override
    public void awaitReadable() {
        input.awaitReadable();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return output.write(source);
    }

    @Override
    public boolean flush() throws IOException {
        return output.flush();
    }

    @Override
    public boolean blockingAllowed() {
        return false;
    }

    // --- ending ------------------------------------------------------------------------------------------------------

    @Override
    public boolean halfCloseSupported() {
        return habits.halfCloses();
    }

    @Override
    public void shutdownOutput() {
        if (!released) {
            habits.shutdownOutput();
        }
    }

    /** With output that is not out the container could wait for a silent peer: then this is a cut. */
    @Override
    public void close() {
        if (output.isPending()) {
            aborted = true;
        }
        release();
        tell(null);
    }

    @Override
    public void abort() {
        aborted = true;
        if (closing && cut.compareAndSet(false, true)) {
            habits.close(true); // an ordinary close is under way and takes too long
        }
        release();
        tell(null);
    }

    private void release() {
        released = true;
        input.close();
        gate.close(() -> carryOut(aborted));
    }

    /** The container called {@code destroy()}: nothing moves any more, but what was read may be unread by the pump. */
    void destroyed() {
        gone = true;
        gate.close(() -> closing = true);
        if (habits.reusesStreams() && Thread.currentThread() != writer && !input.isInStream()) {
            gate.awaitEmpty(); // the stream objects belong to another connection as soon as this returns
        }
        input.wake();
        tellEnd();
    }

    /** The connection broke outside of a call of the pump or the drainer. */
    void broke(Throwable cause) {
        input.fail(cause);
        Thread current = Thread.currentThread();
        if (current == writer || input.isInStream()) {
            return; // the container failed inside a call of ours, which throws what happened
        }
        letGo();
    }

    /** Closes the connection, although the pump may not have read everything yet. */
    void letGo() {
        gone = true;
        gate.close(() -> carryOut(true));
        tellEnd();
    }

    // Called by the gate.
    private void carryOut(boolean abort) {
        closing = true;
        if (!abort || cut.compareAndSet(false, true)) {
            habits.close(abort);
        }
    }

    // What was read before the end is still delivered: the pump meets the end itself, then, and calls close or abort.
    private void tellEnd() {
        boolean endUnread = input.isEnded() && input.failure() == null && !released;
        if (!input.hasUnread() && !endUnread) {
            tell(input.failure());
        } else if (output.isRefusing()) {
            tellWritable(); // whoever waits for output learns that there will be none
        }
    }

    private void tell(@Nullable Throwable cause) {
        TransportEvents target = events;
        if (target != null && told.compareAndSet(false, true)) {
            target.closed(cause);
        }
    }

    // --- for the halves ----------------------------------------------------------------------------------------------

    /** Remembers why a call of ours failed. */
    IOException noted(Exception error) {
        input.note(error);
        Throwable cause = input.failure();
        return new IOException("connection broken", cause == null ? error : cause);
    }

    void requireUsable() throws IOException {
        Throwable cause = input.failure();
        if (cause != null) {
            throw new IOException("connection broken", cause);
        }
        if (isOver()) {
            throw new IOException("connection closed");
        }
    }

    boolean isReleased() {
        return released;
    }

    @Override
    public boolean isOver() {
        return released || gone;
    }

    @Override
    public boolean outputWaits() {
        return output.isBlocked();
    }

    @Override
    public int outputCalls() {
        return output.calls();
    }

    boolean isOutputPending() {
        return output.isPending();
    }

    void outputSent() {
        input.goOnIfHeldBack();
    }

    void enterWrite() {
        writer = Thread.currentThread();
    }

    void leaveWrite() {
        writer = null;
        if (output.isBlocked()) {
            input.wake();
        }
    }

    void execute(Runnable task) {
        try {
            executor.execute(task);
        } catch (RejectedExecutionException e) {
            abort(); // the application ended
        }
    }

    void tellReadable() {
        try {
            events().readable();
        } catch (RuntimeException | Error e) {
            input.close(); // nobody reads any more
            broke(e);
        }
    }

    void tellWritable() {
        if (!released) {
            events().writable();
        }
    }

    private TransportEvents events() {
        TransportEvents target = events;
        if (target == null) {
            throw new IllegalStateException("not started");
        }
        return target;
    }
}
