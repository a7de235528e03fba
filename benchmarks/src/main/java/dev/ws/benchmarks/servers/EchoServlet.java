package dev.ws.benchmarks.servers;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import java.io.Serial;
import java.nio.ByteBuffer;

/**
 * Echoes whole messages. Text goes through a {@code String}, as in the native endpoints, though the engine could send
 * the message back undecoded: an application that looks at its text is what is to be compared.
 */
final class EchoServlet extends WebSocketServlet {
    /** For {@code /echo}. */
    static final long SMALL = 128 << 10;
    /** For {@code /echobig}. */
    static final long BIG = 64 << 20;

    @Serial
    private static final long serialVersionUID = 1L;

    private static final WebSocketListener ECHO = new WebSocketListener() {
        @Override
        public void onText(WebSocket ws, String text) {
            ws.send(text);
        }

        @Override
        public void onBinary(WebSocket ws, ByteBuffer data) {
            ws.send(data);
        }
    };

    private final long limit;
    private final boolean deflate;

    EchoServlet(long limit, boolean deflate) {
        this.limit = limit;
        this.deflate = deflate;
    }

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.options(
                WebSocketOptions.builder().maxPayload(limit).maxFragments(0).build());
        builder.perMessageDeflate(deflate);
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.addListener(ECHO);
    }
}
