package dev.ws.servlet;

import jakarta.servlet.ReadListener;
import jakarta.servlet.ServletInputStream;
import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.WriteListener;
import jakarta.servlet.http.WebConnection;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * A servlet container in memory that takes every freedom the Servlet specification leaves it, as a {@link Baton} decides:
 * callbacks come on any thread, {@code isReady()} is false when it likes, callbacks come for nothing, the end of input shows
 * in any call, errors come before, in and after callbacks. What the specification does not permit its user is an
 * {@link AssertionError}, remembered in {@link #fault}. A {@link Kind} adds the habits of a real container.
 */
final class HostileContainer implements WebConnection {
    enum Kind {
        /** Nothing but the specification; a close inside a callback would be a deadlock, as in Grizzly. */
        SPECIFICATION,
        /** Reads and closes inside callbacks only, one callback at a time, calls again for what is left. */
        TOMCAT,
        /** Keeps an array until the write is complete; closes from any thread. */
        JETTY,
        /** One thread for all callbacks, whole arrays, and stream objects that this thread uses outside callbacks, too. */
        UNDERTOW,
        /** Loses what a callback about input does not read, and closes by itself after the end of input. */
        LIBERTY
    }

    private static final int CAPACITY = 300;

    final Kind kind;
    final Baton baton;
    final Input input = new Input();
    final Output output = new Output();
    final ByteArrayOutputStream delivered = new ByteArrayOutputStream(); // what the peer got

    @Nullable AssertionError fault;

    /** Runs tasks on the thread of all callbacks; found by its name. */
    final @Nullable Executor ioExecutor;

    /** The socket; found by its name. */
    final @Nullable Channel channel;

    private final ArrayDeque<Runnable> lane = new ArrayDeque<>(); // tasks of the I/O thread
    private boolean laneRuns;
    private @Nullable Thread ioThread; // inside a task of the I/O thread
    private int inCallbacks;
    private boolean inputBusy;
    private @Nullable Thread readCallback;
    private boolean peerReads = true;
    private boolean closeMarked; // Tomcat: the next end of a callback closes
    private boolean released; // our side closed it
    boolean closed;
    boolean reset;
    private @Nullable Runnable destroy;

    HostileContainer(Kind kind, Baton baton) {
        this.kind = kind;
        this.baton = baton;
        this.ioExecutor = kind == Kind.UNDERTOW ? this::onIoThread : null;
        this.channel = kind == Kind.UNDERTOW ? new Channel() : null;
        input.silent = baton.chance(2);
        output.refused = kind != Kind.SPECIFICATION; // may be asked before the first call
        output.socketWrapper = kind == Kind.TOMCAT ? new TomcatWrapper() : null;
    }

    // --- the outside -------------------------------------------------------------------------------------------------

    /** Calls {@code UpgradeHandler.destroy}, some time after the close. */
    void whenDestroyed(Runnable task) {
        destroy = task;
    }

    void arrive(byte[] bytes) {
        input.kernel.add(bytes);
        pollInput();
    }

    void arriveEnd() {
        input.fin = true;
        pollInput();
    }

    void arriveReset() {
        reset = true;
        pollInput();
        pollOutput();
    }

    void peerReads(boolean reads) {
        peerReads = reads;
        pollOutput();
    }

    // --- scheduling --------------------------------------------------------------------------------------------------

    private void onIoThread(Runnable task) {
        lane.add(task);
        if (!laneRuns) {
            laneRuns = true;
            baton.spawn(() -> {
                while (!lane.isEmpty()) {
                    ioThread = Thread.currentThread();
                    lane.remove().run();
                    ioThread = null;
                    baton.pause();
                }
                laneRuns = false;
            });
        }
    }

    private void event(Runnable task) {
        if (kind == Kind.UNDERTOW) {
            onIoThread(task);
        } else {
            baton.spawn(task);
        }
    }

    private boolean callbackMayCome() {
        return kind != Kind.TOMCAT || inCallbacks == 0;
    }

    private void pollInput() {
        boolean news = !input.kernel.isEmpty() || input.fin || reset;
        if (news && input.owed && !input.scheduled && input.listener != null && !closed) {
            input.scheduled = true;
            event(this::inputEvent);
        }
    }

    private void pollOutput() {
        boolean news = reset || (peerReads && output.pending.size() > 0) || output.hasRoom();
        if (news && output.owed && !output.scheduled && output.listener != null && !closed) {
            output.scheduled = true;
            event(this::outputEvent);
        }
    }

    private void inputEvent() {
        baton.pause();
        input.scheduled = false;
        ReadListener listener = input.listener;
        if (closed || !input.owed || listener == null) {
            return;
        }
        if (!callbackMayCome() || (kind == Kind.LIBERTY && inputBusy)) {
            pollInput(); // later
            return;
        }
        inCallbacks++; // Tomcat locks the socket now
        inputBusy = true;
        input.owed = false;
        input.enter();
        baton.pause(); // Undertow fills its buffer now, with the stream marked ready
        input.leave();
        boolean ended = false;
        if (reset && input.kernel.isEmpty()) {
            ended = true;
            callback(true, () -> listener.onError(new IOException("Connection reset by peer")));
        } else if (!input.kernel.isEmpty() || !input.fin) {
            input.ready = true;
            input.refused = false;
            input.mustRead = kind == Kind.LIBERTY;
            callback(true, listener::onDataAvailable);
            if (input.mustRead) {
                input.mustRead = false;
                input.kernel.poll(); // lost
            }
        } else if (kind == Kind.TOMCAT) {
            callback(true, () -> listener.onError(new EOFException()));
        } else {
            input.finished = true;
        }
        baton.pause();
        if ((input.finished || (input.fin && input.kernel.isEmpty() && kind == Kind.TOMCAT)) && !closed && !ended) {
            callback(true, listener::onAllDataRead);
            if (kind == Kind.LIBERTY) {
                shut();
            }
        }
        if (ended && baton.chance(2) && !closed) {
            callback(true, listener::onAllDataRead);
        }
        inCallbacks--;
        inputBusy = false;
        boolean silent = kind == Kind.TOMCAT && !input.fin && input.silent; // NIO2
        if ((kind == Kind.TOMCAT || kind == Kind.LIBERTY) && !closed && !silent) {
            input.owed = true; // level-triggered: again for what is left
        }
        pollInput();
        pollOutput();
    }

    private void outputEvent() {
        baton.pause();
        output.scheduled = false;
        WriteListener listener = output.listener;
        if (closed || !output.owed || listener == null) {
            return;
        }
        // The freedom that hurts: nothing about output while a callback about input runs.
        if (!callbackMayCome() || (kind == Kind.SPECIFICATION && readCallback != null)) {
            pollOutput();
            return;
        }
        output.send();
        if (reset) {
            output.owed = false;
            callback(false, () -> listener.onError(new IOException("Broken pipe")));
        } else if (output.hasRoom()) {
            output.owed = false;
            output.ready = true;
            output.refused = false;
            output.calls++;
            callback(false, listener::onWritePossible);
        }
        pollOutput();
    }

    private interface Callback {
        void run() throws IOException;
    }

    private void callback(boolean read, Callback task) {
        inCallbacks++;
        if (read) {
            readCallback = Thread.currentThread();
        }
        Thread.currentThread().setName(read ? "read callback" : "write callback");
        try {
            task.run();
        } catch (IOException | RuntimeException e) {
            fail("a callback threw " + e);
        } finally {
            Thread.currentThread().setName("baton");
            inCallbacks--;
            if (read) {
                readCallback = null;
            }
            if (kind == Kind.TOMCAT && closeMarked && !closed) {
                shut();
            }
        }
        if (!read && baton.chance(10) && !closed && output.listener != null && !reset) {
            output.ready = true;
            output.refused = false;
            output.calls++;
            output.owed = false;
            callback(false, output.listener::onWritePossible); // for nothing
        }
    }

    private void fail(String what) {
        if (fault == null) {
            fault = new AssertionError(what + ", by " + Thread.currentThread().getName());
        }
    }

    private void require(boolean condition, String what) {
        if (!condition) {
            fail(what);
        }
    }

    // --- closing -----------------------------------------------------------------------------------------------------

    @Override
    public void close() {
        require(!input.byUser && !output.inUse, "closed while a stream is in use");
        released = true;
        switch (kind) {
            case SPECIFICATION -> {
                require(!Thread.currentThread().getName().endsWith("callback"), "closed inside a callback");
                baton.pause();
                shut();
            }
            case TOMCAT -> {
                closeMarked = true;
                require(Thread.currentThread().getName().endsWith("callback"), "closed outside a callback");
            }
            case JETTY -> {
                baton.pause();
                shut();
            }
            case LIBERTY -> {
                require(!Thread.currentThread().getName().equals("write callback"), "closed inside a write callback");
                baton.pause();
                shut();
            }
            case UNDERTOW -> fail("this close waits for output");
        }
    }

    /** Closes the socket and destroys the handler, as containers do when they stop. */
    void shut() {
        if (!closed) {
            closed = true;
            output.send();
            Runnable task = destroy;
            if (task != null) {
                baton.spawn(task);
            }
        }
    }

    /** Undertow's channel, and Tomcat's socket as far as it is reached past the streams. */
    public final class Channel implements AutoCloseable {
        @Override
        public void close() {
            require(ioThread == Thread.currentThread(), "the channel is closed on a foreign thread");
            shut();
        }
    }

    /** The events that Tomcat's socket understands. */
    public final class TomcatWrapper {
        @SuppressWarnings("unused") // called by reflection
        public void processSocket(Object event, boolean dispatch) {
            boolean stop = event.toString().equals("STOP");
            baton.spawn(() -> processLater(stop));
        }

        private void processLater(boolean stop) {
            if (!callbackMayCome()) {
                baton.spawn(() -> processLater(stop));
            } else if (stop) {
                shut();
            } else {
                input.owed = true;
                pollInput();
            }
        }
    }

    // --- the streams -------------------------------------------------------------------------------------------------

    @Override
    public ServletInputStream getInputStream() {
        return input;
    }

    @Override
    public ServletOutputStream getOutputStream() {
        return output;
    }

    final class Input extends ServletInputStream {
        final ArrayDeque<byte[]> kernel = new ArrayDeque<>();

        @Nullable ReadListener listener;

        boolean owed = true; // the container will call
        boolean refused = true; // and nobody may use the stream before
        boolean scheduled;
        boolean ready; // the last answer was true and was not used up
        boolean fin;
        boolean finished;
        boolean inUse;
        boolean byUser;
        boolean silent; // Tomcat: nobody is called for what was left, as with NIO2
        boolean mustRead; // Liberty: it was found, and is lost when the callback returns

        void enter() {
            require(!inUse, "the input stream is used by two threads");
            inUse = true;
        }

        void leave() {
            inUse = false;
        }

        private void enterByUser() {
            require(!released, "the input stream is used after the close");
            require(!refused, "the input stream is used although isReady() was false");
            require(
                    (kind != Kind.TOMCAT && kind != Kind.LIBERTY) || readCallback == Thread.currentThread(),
                    "the input stream is used outside its callback");
            require(
                    kind != Kind.UNDERTOW || ioThread == Thread.currentThread(),
                    "the input stream is used on a foreign thread");
            enter();
            byUser = true;
            baton.pause();
        }

        private void leaveByUser() {
            byUser = false;
            leave();
        }

        @Override
        public void setReadListener(ReadListener readListener) {
            listener = readListener;
            pollInput();
            baton.pause();
        }

        @Override
        public boolean isFinished() {
            return finished;
        }

        @Override
        public boolean isReady() {
            enterByUser();
            try {
                if (finished || closed) {
                    leaveByUser();
                    return false;
                }
                boolean nothing = kernel.isEmpty() && !fin && !reset;
                if (nothing || (!mustRead && baton.chance(8))) {
                    ready = false;
                    refused = true;
                    owed = true;
                    leaveByUser();
                    pollInput();
                    baton.pause(); // the callback may come before this returns
                    return false;
                }
                if (kernel.isEmpty() && fin && !reset && kind == Kind.LIBERTY) {
                    leaveByUser();
                    return false; // the end comes by a callback only
                }
                if (kernel.isEmpty() && fin && !reset && baton.chance(2)) {
                    finished = true; // nobody is told again
                    leaveByUser();
                    return false;
                }
                ready = true;
                mustRead = kind == Kind.LIBERTY;
                leaveByUser();
                return true;
            } catch (RuntimeException e) {
                leaveByUser();
                throw e;
            }
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            enterByUser();
            try {
                require(ready, "isReady() was not asked");
                ready = false;
                mustRead = false;
                if (kind == Kind.TOMCAT && !closed && baton.chance(10)) {
                    return 0; // NIO2, while it reads by itself: asked again, it says no and calls
                }
                byte[] bytes = closed ? null : kernel.poll();
                if (bytes == null) {
                    if (closed) {
                        throw new IllegalStateException("socket closed");
                    }
                    if (reset) {
                        throw new IOException("Connection reset by peer");
                    }
                    if (fin) {
                        finished = true;
                        return -1;
                    }
                    throw new NullPointerException("pooled");
                }
                int count = Math.min(length, 1 + baton.random().nextInt(bytes.length));
                System.arraycopy(bytes, 0, target, from, count);
                if (count < bytes.length) {
                    kernel.addFirst(java.util.Arrays.copyOfRange(bytes, count, bytes.length));
                } else if (kernel.isEmpty() && fin && baton.chance(2) && kind != Kind.LIBERTY) {
                    finished = true; // met while it read ahead
                }
                return count;
            } finally {
                leaveByUser();
            }
        }

        @Override
        public int read() {
            throw new UnsupportedOperationException();
        }

        @Override
        public void close() {
            require(kind == Kind.UNDERTOW && ioThread == Thread.currentThread(), "the input stream is closed");
            require(!inUse, "the input stream is closed while it is in use");
            finished = true;
            if (output.closed) {
                shut();
            }
        }
    }

    final class Output extends ServletOutputStream {
        /** Tomcat's socket; found by its name. */
        @Nullable TomcatWrapper socketWrapper;

        /** What Undertow could not write; found by its name. */
        @Nullable ByteBuffer buffer;

        final ByteArrayOutputStream pending = new ByteArrayOutputStream(); // in the kernel's buffer

        @Nullable WriteListener listener;

        boolean owed = true;
        boolean refused = true;
        boolean scheduled;
        boolean ready;
        boolean inUse;
        boolean closed;
        int calls;
        private byte @Nullable [] kept; // Jetty writes this later
        private int keptFrom;
        private int keptLength;

        boolean hasRoom() {
            return pending.size() < CAPACITY;
        }

        void send() {
            complete();
            if (peerReads) {
                delivered.writeBytes(pending.toByteArray());
                pending.reset();
            }
        }

        private void complete() {
            if (kept != null) {
                pending.write(kept, keptFrom, keptLength);
                kept = null;
            }
        }

        private void enterByUser() {
            require(!released && !closed, "the output stream is used after the close");
            require(!refused, "the output stream is used although isReady() was false");
            require(!inUse, "the output stream is used by two threads");
            inUse = true;
            baton.pause();
        }

        @Override
        public void setWriteListener(WriteListener writeListener) {
            listener = writeListener;
            pollOutput();
            baton.pause();
        }

        @Override
        public boolean isReady() {
            int before = calls;
            enterByUser();
            try {
                complete();
                if (!hasRoom()) {
                    send();
                }
                if (!hasRoom() || HostileContainer.this.closed || baton.chance(6)) {
                    ready = false;
                    refused = calls == before; // a call meanwhile may be older or newer than the answer
                    owed = true;
                    inUse = false;
                    pollOutput();
                    baton.pause(); // the callback may come before this returns
                    return false;
                }
                ready = true;
                inUse = false;
                return true;
            } catch (RuntimeException e) {
                inUse = false;
                throw e;
            }
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            enterByUser();
            try {
                require(ready, "isReady() was not asked before a write");
                ready = false;
                if (HostileContainer.this.closed || (reset && baton.chance(2))) {
                    throw new IOException("Broken pipe");
                }
                if (kind == Kind.TOMCAT) {
                    pending.write(bytes, from, length);
                } else if (kind == Kind.UNDERTOW) {
                    pending.writeBytes(bytes);
                } else {
                    kept = bytes;
                    keptFrom = from;
                    keptLength = length;
                }
            } finally {
                inUse = false;
            }
        }

        @Override
        public void write(int b) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void flush() {
            enterByUser();
            try {
                require(ready, "isReady() was not asked before a flush");
                ready = false;
                complete();
                if (baton.chance(2)) {
                    send();
                }
            } finally {
                inUse = false;
            }
        }

        @Override
        public void close() {
            require(kind == Kind.UNDERTOW && ioThread == Thread.currentThread(), "the output stream is closed");
            require(!inUse, "the output stream is closed while it is in use");
            closed = true;
            send();
        }
    }
}
