package dev.ws.client;

import dev.ws.transport.TransportEvents;
import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Drives a dialogue over a line: writes, then reads, never both, so that the line waits for nothing when it is handed
 * over. Everything happens in the turn of its attempt.
 */
final class Exchange implements TransportEvents {
    private static final int BUFFER = 2048;

    private final Line line;
    private final Dialogue dialogue;
    private final Executor turn;
    private final Consumer<@Nullable Throwable> done;

    private ByteBuffer output = ByteBuffer.allocate(0); // turn
    private boolean unflushed; // turn
    private @Nullable IOException writeFailure; // turn
    private boolean over; // turn

    @Override
    public String toString() {
        return "a handshake with " + line.remoteAddress();
    }

    private Exchange(Line line, Dialogue dialogue, Executor turn, Consumer<@Nullable Throwable> done) {
        this.line = line;
        this.dialogue = dialogue;
        this.turn = turn;
        this.done = done;
    }

    /**
     * Starts. Called in the turn.
     *
     * @param line not started, or handed over by the exchange before
     * @param dialogue what is said
     * @param turn runs everything
     * @param done called once, unless {@link #stop} comes first: with null when the dialogue is done, and the line
     *     waits for another receiver; or with what broke it
     * @return the exchange
     */
    static Exchange start(Line line, Dialogue dialogue, Executor turn, Consumer<@Nullable Throwable> done) {
        Exchange exchange = new Exchange(line, dialogue, turn, done);
        line.transport().start(exchange);
        turn.execute(exchange::go);
        return exchange;
    }

    @Override
    public void readable() {
        turn.execute(this::go);
    }

    @Override
    public void writable() {
        turn.execute(this::go);
    }

    @Override
    public void closed(@Nullable Throwable cause) {
        turn.execute(() -> finish(cause == null ? broken(null) : cause));
    }

    /** Ends without a word; the line is the caller's. In the turn. */
    void stop() {
        over = true;
    }

    private void go() {
        if (over) {
            return;
        }
        try {
            converse();
        } catch (IOException failure) {
            finish(writeFailure == null ? failure : writeFailure);
        } catch (Throwable failure) {
            finish(failure);
        }
    }

    private void converse() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (write()) {
            int count = line.transport().read(buffer.clear());
            if (count == 0) {
                line.transport().awaitReadable();
                return;
            }
            if (count < 0) {
                end();
                return;
            }
            if (dialogue.input(buffer.flip())) {
                line.unread().accept(buffer);
                finish(null);
                return;
            }
        }
    }

    // Returns false when the transport has to tell first. A server that answers without reading all of the request may
    // have closed its side: what it had to say is still there to be read.
    private boolean write() throws IOException {
        if (!unflushed && !output.hasRemaining()) {
            output = dialogue.output();
        }
        if (writeFailure != null) {
            return true;
        }
        try {
            while (output.hasRemaining()) {
                unflushed = true;
                if (line.transport().write(output) == 0) {
                    return false;
                }
            }
            unflushed = unflushed && !line.transport().flush();
            return !unflushed;
        } catch (IOException failure) {
            writeFailure = failure;
            return true;
        }
    }

    private void end() throws IOException {
        try {
            dialogue.end();
        } catch (EOFException early) {
            throw broken(early);
        }
        finish(null);
    }

    private IOException broken(@Nullable EOFException early) {
        if (writeFailure != null) {
            return writeFailure;
        }
        return early == null ? new EOFException("the connection was closed") : early;
    }

    private void finish(@Nullable Throwable failure) {
        if (!over) {
            over = true;
            done.accept(failure);
        }
    }
}
