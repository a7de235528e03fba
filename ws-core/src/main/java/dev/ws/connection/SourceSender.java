package dev.ws.connection;

import dev.ws.SendCallback;
import dev.ws.message.PartSender;
import java.io.IOException;
import java.io.InputStream;
import java.io.Serial;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a stream or file and sends it as one message in parts ({@code Blob} in {@code ws}). Starts when the messages
 * before it are encoded; holds one block of memory. Runs on the executor of streams; told about its outcome by the
 * queue, or by the connection's end.
 */
final class SourceSender implements SendCallback, Runnable {
    static final String CLOSED_MEANWHILE = "The socket was closed while the blob was being read"; // C-031
    private static final int BLOCK = 16 * 1024;

    private final @Nullable InputStream given;
    private final @Nullable Path file;
    private final Executor executor;
    private final PartSender parts;
    private final Consumer<Throwable> failed;
    private final AtomicBoolean taken = new AtomicBoolean(); // started, or never to be
    private final CompletableFuture<Void> sent = new CompletableFuture<>();

    /** What stopped a source, as told to the pump. */
    static final class Failure extends Exception {
        @Serial
        private static final long serialVersionUID = 1L;

        private final Throwable thrown;

        Failure(Throwable thrown) {
            super(thrown);
            this.thrown = thrown;
        }

        Throwable thrown() {
            return thrown;
        }
    }

    /**
     * Creates a sender.
     *
     * @param given the stream, closed at the end; null to read the file
     * @param file the file, if there is no stream
     * @param executor reads
     * @param parts where the parts go, given this as the callback of the last one
     * @param failed told when the source or the executor failed
     */
    SourceSender(
            @Nullable InputStream given,
            @Nullable Path file,
            Executor executor,
            Function<SendCallback, PartSender> parts,
            Consumer<Throwable> failed) {
        this.given = given;
        this.file = file;
        this.executor = executor;
        this.failed = failed;
        this.parts = parts.apply(this);
    }

    CompletableFuture<Void> sent() {
        return sent;
    }

    /** Begins to read; no effect the second time, or after the end. */
    void start() {
        if (taken.compareAndSet(false, true)) {
            try {
                executor.execute(this);
            } catch (RuntimeException refused) {
                fail(refused);
                close(given);
            }
        }
    }

    @Override
    public void run() {
        InputStream in = given;
        try {
            if (in == null && file != null) {
                in = Files.newInputStream(file);
            }
            if (in != null) {
                read(in);
            }
        } catch (Throwable thrown) {
            fail(thrown);
        } finally {
            close(in);
        }
    }

    private void read(InputStream in) throws IOException {
        byte[] block = new byte[BLOCK];
        int count;
        do {
            count = in.readNBytes(block, 0, BLOCK);
            parts.send(ByteBuffer.wrap(block, 0, count), count < BLOCK);
        } while (count == BLOCK);
    }

    private void fail(Throwable cause) {
        sent.completeExceptionally(cause);
        failed.accept(cause);
    }

    // What it throws changes nothing: the message is complete, or the failure known.
    private static void close(@Nullable InputStream in) {
        if (in != null) {
            try {
                in.close();
            } catch (IOException ignored) {
                return;
            }
        }
    }

    @Override
    public void completed(@Nullable Throwable failure) {
        if (failure == null) {
            sent.complete(null);
            return;
        }
        sent.completeExceptionally(failure);
        if (taken.compareAndSet(false, true)) {
            close(given);
        }
    }
}
