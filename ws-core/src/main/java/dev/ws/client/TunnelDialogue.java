package dev.ws.client;

import dev.ws.handshake.ProxyTunnel;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;

/** What is said to a proxy until there is a tunnel, or until the proxy has to be connected anew. In the turn of its attempt. */
final class TunnelDialogue implements Dialogue {
    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    private final ProxyTunnel tunnel;
    private final boolean secure;

    // All fields: the turn.
    private ByteBuffer output;
    private @Nullable ByteBuffer afresh;

    /**
     * A dialogue.
     *
     * @param tunnel knows what to say
     * @param secure whether the client speaks first in the tunnel, because that is TLS
     */
    TunnelDialogue(ProxyTunnel tunnel, boolean secure) {
        this.tunnel = tunnel;
        this.secure = secure;
        this.output = tunnel.start();
    }

    @Override
    public ByteBuffer output() {
        ByteBuffer next = output;
        output = NOTHING;
        return next;
    }

    @Override
    public boolean input(ByteBuffer in) throws IOException {
        while (true) {
            ProxyTunnel.Step step = tunnel.receive(in);
            if (step instanceof ProxyTunnel.NeedMore) {
                return false;
            } else if (step instanceof ProxyTunnel.Send send) {
                output = both(output, send.bytes());
                if (!in.hasRemaining()) {
                    return false;
                }
            } else {
                finish(step);
                if (secure && in.hasRemaining()) {
                    throw new IOException("the proxy sent data before the TLS handshake");
                }
                return true;
            }
        }
    }

    private static ByteBuffer both(ByteBuffer first, ByteBuffer second) {
        return ByteBuffer.allocate(first.remaining() + second.remaining())
                .put(first)
                .put(second)
                .flip();
    }

    @Override
    public void end() throws IOException {
        finish(tunnel.end());
    }

    private void finish(ProxyTunnel.Step step) throws IOException {
        if (step instanceof ProxyTunnel.Reconnect again) {
            afresh = again.bytes();
        } else if (step instanceof ProxyTunnel.Failed failed) {
            if (failed.error() instanceof IOException broken) {
                throw broken;
            }
            throw refused(failed.error());
        }
    }

    private static RuntimeException refused(Exception error) {
        return error instanceof RuntimeException unchecked ? unchecked : new IllegalStateException(error);
    }

    /** {@return whether the proxy has to be connected anew; the next output is for that connection} */
    boolean startsAfresh() {
        ByteBuffer next = afresh;
        if (next == null) {
            return false;
        }
        output = next;
        afresh = null;
        return true;
    }
}
