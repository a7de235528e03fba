package dev.ws.jakarta.session;

import jakarta.websocket.RemoteEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What both kinds of remote endpoint can do; they share one batch. Any thread. */
abstract class Remote implements RemoteEndpoint {
    final Outbound out;

    Remote(Outbound out) {
        this.out = out;
    }

    @Override
    public void setBatchingAllowed(boolean allowed) throws IOException {
        out.batching(allowed);
    }

    @Override
    public boolean getBatchingAllowed() {
        return out.isBatching();
    }

    @Override
    public void flushBatch() throws IOException {
        out.flush();
    }

    @Override
    public void sendPing(@Nullable ByteBuffer payload) throws IOException {
        out.ping(payload);
    }

    @Override
    public void sendPong(@Nullable ByteBuffer payload) throws IOException {
        out.pong(payload);
    }
}
