package dev.ws.servlet;

import jakarta.servlet.ServletOutputStream;
import jakarta.servlet.http.WebConnection;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * Undertow and WildFly. Callbacks come on the I/O thread of many connections, whose stream objects have no locks: so reading
 * on after a pause and closing happen on that thread, too. Undertow's own close of a connection waits for output and throws when
 * the peer is gone, both on the I/O thread; the halves are closed instead.
 */
final class UndertowHabits extends ContainerHabits {
    private final @Nullable Executor ioThread;
    private final @Nullable Object channel;

    UndertowHabits(WebConnection connection, Executor executor) {
        super(connection, executor);
        this.ioThread = fieldOf(connection, "ioExecutor") instanceof Executor found ? found : null;
        this.channel = fieldOf(connection, "channel");
    }

    private static @Nullable Object fieldOf(Object owner, String name) {
        try {
            return Reflection.field(owner, name);
        } catch (ReflectiveOperationException | RuntimeException e) {
            return null; // not the Undertow we know: what the specification says has to do
        }
    }

    @Override
    boolean needsFirstFlush() {
        return false;
    }

    @Override
    boolean halfCloses() {
        return true;
    }

    @Override
    void resumeReading(Runnable turn) {
        onIoThread(turn);
    }

    @Override
    void writeFailed(Throwable error) {
        // Undertow calls this for ever, on the I/O thread of many connections, while there is something to write.
        if (!dropPending()) {
            throw new IllegalStateException("connection broken", error); // leaves the loop, and a line in the log
        }
    }

    private boolean dropPending() {
        try {
            ServletOutputStream out = connection().getOutputStream();
            if (Reflection.field(out, "buffer") != null) {
                Reflection.setField(out, "buffer", ByteBuffer.allocate(0));
            }
            return true;
        } catch (IOException | ReflectiveOperationException | RuntimeException e) {
            return false;
        }
    }

    @Override
    void shutdownOutput() {
        onIoThread(() -> closeQuietly(connection()::getOutputStream));
    }

    @Override
    void close(boolean abort) {
        if (ioThread == null || !(channel instanceof AutoCloseable closeable)) {
            super.close(abort);
            return;
        }
        onIoThread(() -> {
            if (abort) {
                dropPending(); // else Undertow tries to write it to the closed socket, and logs an error
                closeQuietly(() -> closeable);
            } else {
                closeQuietly(connection()::getOutputStream);
            }
            closeQuietly(connection()::getInputStream); // frees its buffer; the second half to close closes the socket
        });
    }

    private void closeQuietly(Callable<AutoCloseable> half) {
        try {
            half.call().close();
        } catch (Exception e) {
            LOGGER.log(System.Logger.Level.TRACE, "a stream could not be closed", e);
        }
    }

    private void onIoThread(Runnable task) {
        try {
            if (ioThread != null) {
                ioThread.execute(task);
                return;
            }
        } catch (RejectedExecutionException e) {
            LOGGER.log(System.Logger.Level.TRACE, "the I/O thread has ended", e);
        }
        execute(task);
    }
}
