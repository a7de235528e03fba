package dev.ws.message;

import dev.ws.protocol.ProtocolEvent.MessagePart;
import java.io.InputStream;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;

/**
 * Hands each message to a handler on another thread, as a stream that is fed while the message arrives. The pump goes on
 * with the next message after the handler returned, so the application still sees one thread at a time.
 */
public final class StreamSink implements PartSink {
    private final Executor executor;
    private final MessageFlow flow;
    private final Handler handler;
    private @Nullable PartInputStream running; // pump thread

    /**
     * Creates the sink.
     *
     * @param executor runs handlers; must always be able to start one more task
     * @param flow holds the pump back
     * @param handler reads a message
     */
    public StreamSink(Executor executor, MessageFlow flow, Handler handler) {
        this.executor = executor;
        this.flow = flow;
        this.handler = handler;
    }

    @Override
    public void accept(MessagePart part) {
        PartInputStream stream = running;
        if (part.first() || stream == null) {
            PartInputStream fresh = new PartInputStream(flow);
            stream = fresh;
            running = fresh;
            start(fresh);
        }
        if (part.last()) {
            running = null;
        }
        if (part.last() || part.payload().hasRemaining()) {
            stream.put(part.payload(), part.last());
        }
    }

    private void start(PartInputStream stream) {
        try {
            executor.execute(() -> run(stream));
        } catch (RuntimeException refused) {
            stream.handlerDone(); // nobody will read it, so nothing may wait for that
            throw refused;
        }
    }

    private void run(PartInputStream stream) {
        try {
            handler.handle(stream);
        } catch (Throwable thrown) {
            flow.handlerFailed(thrown);
        } finally {
            stream.handlerDone();
        }
    }

    @Override
    public void abort(Throwable cause) {
        PartInputStream stream = running;
        running = null;
        if (stream != null) {
            stream.abort(cause);
        }
    }

    /** Reads one message. */
    @FunctionalInterface
    public interface Handler {
        /**
         * Reads a message.
         *
         * @param stream its payload
         * @throws Exception what the application threw
         */
        void handle(InputStream stream) throws Exception;
    }
}
