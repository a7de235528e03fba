package dev.ws.servlet;

import jakarta.servlet.http.WebConnection;
import java.io.EOFException;
import java.io.IOException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Tomcat. Its streams may be read only inside a read callback, and the connection closed only inside any callback. It
 * holds a lock during callbacks, so that none about output comes while one about input runs. It calls at once again when
 * a callback left input or the end of it, and never for bytes that sit in its own buffer. So a callback that leaves
 * something waits a little for somebody to take it, and not for long, because the thread is one of those that serve
 * everybody.
 */
final class TomcatHabits extends ContainerHabits {
    private static final long WAIT_MILLIS = 20;
    private static final int MOST_IDLE_CALLS = 100;
    private static final int MOST_KEPT = 4 * 1024 * 1024;
    private static final int MOST_CALLS_AFTER_END = 50;

    private final @Nullable TomcatSocket socket;
    private final long waitMillis;
    private final int mostCallsAfterEnd;
    private volatile @Nullable Thread inside; // the thread inside a callback
    private volatile boolean closeWanted; // any thread, once
    private int callsAfterEnd; // container thread
    private int idleCalls; // container thread; calls while output waited, since its last one
    private int outputCallsSeen; // container thread

    TomcatHabits(WebConnection connection, Executor executor) throws IOException {
        this(connection, executor, WAIT_MILLIS, MOST_CALLS_AFTER_END);
    }

    TomcatHabits(WebConnection connection, Executor executor, long waitMillis, int mostCallsAfterEnd)
            throws IOException {
        super(connection, executor);
        this.waitMillis = waitMillis;
        this.mostCallsAfterEnd = mostCallsAfterEnd;
        this.socket = TomcatSocket.of(connection.getOutputStream());
    }

    @Override
    boolean needsFirstFlush() {
        return false;
    }

    @Override
    boolean copiesWrites() {
        return true;
    }

    @Override
    boolean readsAhead() {
        return true;
    }

    // NIO2 calls for bytes that come, never for those in its buffer, and reads on by itself.
    @Override
    boolean readsOnceWithoutRoom(ServletInbox inbox) {
        return socket != null && socket.isNio2() && inbox.size() < MOST_KEPT;
    }

    @Override
    boolean isEndOfInput(Throwable error) {
        return error instanceof EOFException || (socket != null && socket.isTlsEnded());
    }

    @Override
    void callback(Runnable task) {
        Thread outer = inside; // an error may be told inside a read or write of ours, which is inside a callback
        inside = Thread.currentThread();
        try {
            task.run();
        } finally {
            inside = outer;
            if (closeWanted) {
                closeConnection();
            }
        }
    }

    @Override
    void resumeReading(Runnable turn) {
        if (socket == null || !socket.readAgain()) {
            // On a thread of ours the bytes would get mixed up with what Tomcat reads meanwhile: better to have none.
            throw new RejectedExecutionException("Tomcat's socket cannot be reached");
        }
    }

    @Override
    boolean leavesInput(ServletInbox inbox, Waits waits) {
        rest(inbox, waits, inbox::isLow);
        return inbox.isLow();
    }

    @Override
    boolean leavesEnd(ServletInbox inbox, Waits waits) {
        rest(inbox, waits, () -> false);
        // As long as output waits, the time limits for writing and closing count. Else nobody wants to know.
        return waits.outputWaits() || ++callsAfterEnd < mostCallsAfterEnd;
    }

    // Output gets its call only when this one is over; then this one is called at once again.
    private void rest(ServletInbox inbox, Waits waits, BooleanSupplier reason) {
        int seen = waits.outputCalls();
        if (!waits.outputWaits() || seen != outputCallsSeen) {
            idleCalls = 0;
        }
        outputCallsSeen = seen;
        if (!waits.outputWaits()) {
            inbox.await(() -> reason.getAsBoolean() || waits.isOver() || waits.outputWaits(), waitMillis);
        } else if (++idleCalls > MOST_IDLE_CALLS) {
            long millis = Math.min(waitMillis, idleCalls - MOST_IDLE_CALLS);
            inbox.await(() -> reason.getAsBoolean() || waits.isOver(), millis);
        }
    }

    @Override
    void close(boolean abort) {
        closeWanted = true;
        Thread current = inside;
        if (current == Thread.currentThread()) {
            closeConnection();
        } else if (current == null && (socket == null || !socket.stop())) {
            closeConnection();
        }
    }
}
