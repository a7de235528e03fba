package dev.ws.connection;

import dev.ws.ConnectionClosedException;
import dev.ws.Message;
import dev.ws.ReadyState;
import dev.ws.SendCallback;
import dev.ws.SendOptions;
import dev.ws.connection.OutboundMessages.Outgoing;
import dev.ws.message.PartSender;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Sends one message part by part, then what waited behind it. A source goes on while the connection is closing. The
 * thread that writes the message.
 */
final class PartStream implements PartSender {
    private final WebSocketConnection connection;
    private final OutboundQueue queue;
    private final OutboundMessages messages;
    private final SendOptions options;
    private final @Nullable SendCallback whenSent;

    /**
     * Creates the sender of a message that {@link OutboundMessages} opened.
     *
     * @param connection sends it
     * @param queue its output
     * @param messages its messages
     * @param options of the message
     * @param whenSent told about the last part, if this is a source; null else
     */
    PartStream(
            WebSocketConnection connection,
            OutboundQueue queue,
            OutboundMessages messages,
            SendOptions options,
            @Nullable SendCallback whenSent) {
        this.connection = connection;
        this.queue = queue;
        this.messages = messages;
        this.options = options;
        this.whenSent = whenSent;
    }

    @Override
    public void send(ByteBuffer part, boolean last) throws IOException {
        boolean inPump = connection.isPumpThread();
        SendCallback told = last ? whenSent : null;
        // Beyond the high mark the writer waits until its part is out.
        SendWaiter waiter =
                told == null && connection.tooMuchOutput() && connection.mayBlock(inPump) ? new SendWaiter() : null;
        Message message = Boolean.FALSE.equals(options.binary()) ? Message.utf8(part) : Message.binary(part);
        Outgoing outgoing =
                new Outgoing(message, last, options.compress(), options.mask(), told == null ? waiter : told);
        boolean mine;
        queue.lock.lock();
        try {
            checkMaySend();
            mine = messages.offerPart(outgoing);
        } finally {
            queue.lock.unlock();
        }
        if (mine) {
            messages.work(outgoing);
        } else {
            connection.encoded(0);
        }
        if (last) {
            messages.streamEnded();
        }
        if (waiter != null) {
            connection.await(waiter, Duration.ZERO, inPump);
        }
    }

    // Lock held.
    private void checkMaySend() throws IOException {
        if (whenSent != null) {
            if (queue.failure() != null || messages.isEnded()) {
                throw closed(SourceSender.CLOSED_MEANWHILE);
            }
            return;
        }
        ReadyState now = connection.readyState();
        if (now != ReadyState.OPEN) {
            throw closed("WebSocket is not open: readyState " + now.code() + " (" + now + ")");
        }
    }

    private IOException closed(String fact) {
        Throwable cause = connection.closeCause();
        return new IOException(fact, cause == null ? new ConnectionClosedException(fact) : cause);
    }
}
