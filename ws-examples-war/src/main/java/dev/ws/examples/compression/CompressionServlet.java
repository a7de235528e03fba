package dev.ws.examples.compression;

import dev.ws.HandshakeRequest;
import dev.ws.WebSocket;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.extension.deflate.DeflateOptions;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/**
 * Compresses with little memory: each message by itself, so that nothing is kept between two of them, within a window of
 * 1 KiB. Messages below the threshold are not worth it and go as they are. Compare {@link CompressionDefaultsServlet}.
 */
@WebServlet(urlPatterns = "/compression", asyncSupported = true)
public class CompressionServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/compression"));
        builder.perMessageDeflate(DeflateOptions.builder()
                .level(3)
                .memLevel(7) // accepted, but java.util.zip has no such setting
                .deflateBufferBytes(1024)
                .inflateBufferBytes(10 * 1024)
                .serverNoContextTakeover(true)
                .clientNoContextTakeover(true)
                .serverMaxWindowBits(10)
                .concurrencyLimit(10)
                .threshold(1024)
                .build());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.onMessage(Report::echo);
        Report.send(ws);
    }
}
