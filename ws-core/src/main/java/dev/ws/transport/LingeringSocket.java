package dev.ws.transport;

import java.io.IOException;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.CancelledKeyException;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.time.Duration;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import org.jspecify.annotations.Nullable;

/**
 * A socket that nobody uses any more, until it is closed. The kernel may hold output that the peer has not taken, and
 * destroys it when the socket is closed with unread input, or when input comes after that. So the output side is ended
 * first, and what the peer still sends is read and dropped until it ends its own side; for a short time, and not without
 * limit. While the kernel is full of output the end cannot even be sent; a peer that takes nothing of it meanwhile is reset,
 * so that nothing is kept for it. Loop's thread.
 */
final class LingeringSocket implements SelectorLoop.Registered {
    /** How long a peer may take to end its side. */
    static final Duration PATIENCE = Duration.ofSeconds(2);

    /** What a peer may send meanwhile. */
    static final int MOST_DROPPED = 1024 * 1024;

    private static final int BUFFER = 8 * 1024;

    private final SelectorLoop loop;
    private final Scheduler scheduler;
    private final SelectionKey key;
    private final SocketChannel channel;
    private final ByteLayer layer;
    private final Object name;
    private boolean outputEnded;
    private boolean inputEnded;
    private boolean closed;
    private int dropped;
    private @Nullable Future<?> timer;

    /**
     * Does nothing yet.
     *
     * @param name what lines of the log call it
     */
    LingeringSocket(
            SelectorLoop loop,
            Scheduler scheduler,
            SelectionKey key,
            SocketChannel channel,
            ByteLayer layer,
            Object name) {
        this.loop = loop;
        this.scheduler = scheduler;
        this.key = key;
        this.channel = channel;
        this.layer = layer;
        this.name = name;
    }

    /**
     * Begins, and ends at once if the peer has ended its side.
     *
     * @param full whether the kernel takes no more output
     */
    void begin(boolean full) {
        if (!full) {
            endOutput();
        }
        drop();
        if (!closed) {
            try {
                timer = scheduler.schedule(() -> loop.execute(this::expired), PATIENCE);
            } catch (RejectedExecutionException stopped) {
                expired();
            }
        }
    }

    @Override
    public void ready(int operations) {
        if ((operations & SelectionKey.OP_WRITE) != 0 && !outputEnded) {
            endOutput();
        }
        drop();
    }

    @Override
    public void ended(Throwable cause) {
        close();
    }

    private void expired() {
        if (closed || outputEnded) {
            close();
        } else {
            reset();
        }
    }

    private void endOutput() {
        outputEnded = true;
        try {
            layer.shutdownOutput();
        } catch (IOException | RuntimeException | AssertionError e) {
            SafeLog.log(System.Logger.Level.TRACE, "the output side of " + name + " could not be ended", e);
            close(); // there is nothing to wait for
        }
    }

    // Past the layer: nobody wants to know what it is.
    private void drop() {
        if (closed) {
            return;
        }
        try {
            ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
            int count = 1;
            while (!inputEnded && count > 0 && dropped <= MOST_DROPPED) {
                count = channel.read(buffer.clear());
                inputEnded = count < 0;
                dropped += Math.max(count, 0);
            }
            if (dropped > MOST_DROPPED) {
                expired();
            } else if (inputEnded && outputEnded) {
                close();
            } else {
                key.interestOps((inputEnded ? 0 : SelectionKey.OP_READ) | (outputEnded ? 0 : SelectionKey.OP_WRITE));
            }
        } catch (IOException | CancelledKeyException gone) {
            close();
        }
    }

    /** Closes with RST, where the family has it: nothing of ours, in the kernel either, waits for a silent peer. */
    void reset() {
        try {
            if (channel.supportedOptions().contains(StandardSocketOptions.SO_LINGER)) {
                channel.setOption(StandardSocketOptions.SO_LINGER, 0);
            }
        } catch (IOException | RuntimeException e) {
            SafeLog.log(System.Logger.Level.TRACE, "SO_LINGER of " + name + " could not be set", e);
        }
        close();
    }

    void close() {
        if (closed) {
            return;
        }
        closed = true;
        if (timer != null) {
            timer.cancel(false);
        }
        key.cancel();
        try {
            layer.close();
        } catch (IOException | RuntimeException e) {
            SafeLog.log(System.Logger.Level.DEBUG, "the socket of " + name + " could not be closed", e);
        }
    }
}
