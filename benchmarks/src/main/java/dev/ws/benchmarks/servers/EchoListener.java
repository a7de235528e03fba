package dev.ws.benchmarks.servers;

import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import java.nio.ByteBuffer;

/**
 * Echoes whole messages. Text goes through a {@code String}, as in the native endpoints, though the engine could send
 * the message back undecoded: an application that looks at its text is what is to be compared.
 */
final class EchoListener implements WebSocketListener {
    /** For {@code /echo}, in bytes. */
    static final long SMALL = 128 << 10;
    /** For {@code /echobig}, in bytes. */
    static final long BIG = 64 << 20;

    static final EchoListener ECHO = new EchoListener();

    private EchoListener() {}

    /** {@return the settings of a connection that echoes} */
    static WebSocketOptions options(long limit) {
        return WebSocketOptions.builder().maxPayload(limit).maxFragments(0).build();
    }

    @Override
    public void onText(WebSocket ws, String text) {
        ws.send(text);
    }

    @Override
    public void onBinary(WebSocket ws, ByteBuffer data) {
        ws.send(data);
    }
}
