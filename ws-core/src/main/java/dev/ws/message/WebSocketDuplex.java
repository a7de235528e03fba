package dev.ws.message;

import dev.ws.CloseStatus;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendOptions;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Objects;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * A connection as a pair of blocking streams: the payloads of all messages in a row to read, and a message for each
 * write. One thread may read while another writes; neither in a callback of the connection with
 * {@link dev.ws.Dispatch#INLINE}, and reads in no callback at all, as they wait for the pump.
 *
 * <p>What is not read stays with the peer: above 64 KiB the connection is paused. An error of the connection makes all
 * further reads and writes fail; so does {@link #destroy()}. Made by {@link WebSocketStreams#duplex}.
 */
public final class WebSocketDuplex implements AutoCloseable {
    private static final int HIGH = 64 * 1024;
    private static final String CLOSED = "the stream is closed";

    private final WebSocket ws;
    private final Input input = new Input();
    private final Output output = new Output();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    // All below: lock.
    private final ArrayDeque<ByteBuffer> received = new ArrayDeque<>();
    private long buffered;
    private boolean paused;
    private boolean inputClosed;
    private boolean outputClosed;
    private boolean ended; // the connection is gone
    private boolean failedItself; // the error came from the connection, which closes by itself
    private @Nullable Throwable failure;

    private WebSocketDuplex(WebSocket ws) {
        this.ws = ws;
    }

    static WebSocketDuplex of(WebSocket ws) {
        WebSocketDuplex duplex = new WebSocketDuplex(ws);
        ws.addListener(duplex.new Events());
        if (ws.readyState() == ReadyState.CLOSED) {
            duplex.end();
        }
        return duplex;
    }

    /**
     * The received payloads in a row, text as UTF-8. Ends when the connection is gone, whatever the close code;
     * {@link WebSocket#closeCause()} tells whether something broke. Closing it drops what still comes.
     *
     * @return always the same stream
     */
    public InputStream input() {
        return input;
    }

    /**
     * Sends a binary message for each write that is not empty, and waits until the transport took it, at most the send
     * timeout. While CONNECTING it waits for the connection to open. Closing it closes the connection without waiting
     * for the peer, whose messages can be read to their end.
     *
     * @return always the same stream; wrapped in a {@code BufferedOutputStream} it sends a message for each buffer and flush
     */
    public OutputStream output() {
        return output;
    }

    /**
     * Decodes {@link #input()} as UTF-8. To be used instead of it, as it reads ahead.
     *
     * @return a new reader
     */
    public Reader reader() {
        return new InputStreamReader(input, StandardCharsets.UTF_8);
    }

    /**
     * Sends a text message for each write that is not empty, as {@link #output()} does for binary messages. A surrogate
     * at the end of a write waits for its other half.
     *
     * @return a new writer; wrapped in a {@code BufferedWriter} it sends a message for each buffer and flush
     */
    public Writer writer() {
        return new TextOutput();
    }

    /**
     * Closes both streams, and with them the connection in an orderly way.
     *
     * @throws IOException when the thread was interrupted while it waited for the connection to open
     */
    @Override
    public void close() throws IOException {
        output.close();
        input.close();
    }

    /**
     * Makes all reads and writes fail and terminates the connection, unless that failed by itself: then its close frame
     * still goes out.
     */
    public void destroy() {
        destroy(new IOException("the stream was destroyed"));
    }

    private void destroy(Throwable cause) {
        boolean cut;
        lock.lock();
        try {
            cut = !failedItself;
            fail(cause);
        } finally {
            lock.unlock();
        }
        if (cut) {
            ws.terminate();
        }
    }

    // Lock held.
    private void fail(Throwable cause) {
        if (failure == null) {
            failure = cause;
        }
        received.clear();
        buffered = 0;
        changed.signalAll();
    }

    private void end() {
        lock.lock();
        try {
            ended = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    // Lock held.
    private void checkFailure() throws IOException {
        if (failure != null) {
            throw new IOException(failure.getMessage(), failure);
        }
    }

    // Lock held.
    private void await(BooleanSupplier condition) throws InterruptedIOException {
        try {
            while (!condition.getAsBoolean()) {
                changed.await();
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException)
                    new InterruptedIOException("interrupted while waiting for a connection").initCause(interrupted);
        }
    }

    /** The connection's events. Pump thread. */
    private final class Events implements WebSocketListener {
        @Override
        public void onOpen(WebSocket socket) {
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onMessage(WebSocket socket, Message message) {
            ByteBuffer payload = message.keep().buffer().duplicate();
            lock.lock();
            try {
                if (failure == null && !inputClosed && payload.hasRemaining()) {
                    received.add(payload);
                    buffered += payload.remaining();
                    changed.signalAll();
                    if (buffered > HIGH) {
                        paused = true;
                        socket.pause();
                    }
                }
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void onError(WebSocket socket, Throwable error) {
            if (MessageSubscription.endsConnection(socket)) {
                lock.lock();
                try {
                    failedItself = true;
                    fail(error);
                } finally {
                    lock.unlock();
                }
            }
        }

        @Override
        public void onClose(WebSocket socket, CloseStatus status) {
            end();
        }
    }

    private final class Input extends InputStream {
        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, target.length);
            if (length == 0) {
                return 0;
            }
            int count;
            boolean resume;
            lock.lock();
            try {
                count = take(target, from, length);
                resume = paused && buffered <= HIGH / 4;
                paused &= !resume;
            } finally {
                lock.unlock();
            }
            if (resume) {
                ws.resume(); // not under the lock, as it may run the pump
            }
            return count;
        }

        private int take(byte[] target, int from, int length) throws IOException {
            WebSocketDuplex.this.await(() -> failure != null || inputClosed || ended || !received.isEmpty());
            checkFailure();
            if (inputClosed) {
                throw new IOException(CLOSED);
            }
            ByteBuffer next = received.peek();
            if (next == null) {
                return -1;
            }
            int count = Math.min(length, next.remaining());
            next.get(target, from, count);
            if (!next.hasRemaining()) {
                received.remove();
            }
            buffered -= count;
            return count;
        }

        @Override
        public int available() {
            lock.lock();
            try {
                return (int) Math.min(buffered, Integer.MAX_VALUE);
            } finally {
                lock.unlock();
            }
        }

        @Override
        public void close() {
            boolean resume;
            lock.lock();
            try {
                inputClosed = true;
                received.clear();
                buffered = 0;
                changed.signalAll();
                resume = paused;
                paused = false;
            } finally {
                lock.unlock();
            }
            if (resume) {
                ws.resume();
            }
        }
    }

    private void send(Message message) throws IOException {
        lock.lock();
        try {
            awaitOpen();
            checkFailure();
            if (outputClosed) {
                throw new IOException(CLOSED);
            }
        } finally {
            lock.unlock();
        }
        try {
            ws.sendBlocking(message, SendOptions.DEFAULT);
        } catch (IOException failed) {
            destroy(failed);
            throw failed;
        }
    }

    // Lock held.
    private void awaitOpen() throws InterruptedIOException {
        await(() -> ws.readyState() != ReadyState.CONNECTING || failure != null || ended);
    }

    private void endOutput() throws IOException {
        lock.lock();
        try {
            if (outputClosed) {
                return;
            }
            awaitOpen();
            outputClosed = true;
        } finally {
            lock.unlock();
        }
        ws.close();
    }

    private final class Output extends OutputStream {
        @Override
        public void write(int b) throws IOException {
            write(new byte[] {(byte) b}, 0, 1);
        }

        @Override
        public void write(byte[] bytes, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, bytes.length);
            if (length > 0) {
                send(Message.binary(ByteBuffer.wrap(bytes, from, length)));
            }
        }

        @Override
        public void close() throws IOException {
            endOutput();
        }
    }

    private final class TextOutput extends Writer {
        private String half = ""; // the writing thread; high surrogate without its low one, or empty

        @Override
        public void write(char[] chars, int from, int length) throws IOException {
            Objects.checkFromIndexSize(from, length, chars.length);
            String text = half + new String(chars, from, length);
            int end = text.length();
            if (end > 0 && Character.isHighSurrogate(text.charAt(end - 1))) {
                end--;
            }
            half = text.substring(end);
            if (end > 0) {
                send(Message.text(text.substring(0, end)));
            }
        }

        @Override
        public void flush() {}

        @Override
        public void close() throws IOException {
            if (!half.isEmpty()) {
                String rest = half;
                half = "";
                send(Message.text(rest));
            }
            endOutput();
        }
    }
}
