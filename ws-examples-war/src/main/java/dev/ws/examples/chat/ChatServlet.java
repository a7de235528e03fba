package dev.ws.examples.chat;

import dev.ws.CloseStatus;
import dev.ws.HandshakeRequest;
import dev.ws.Message;
import dev.ws.WebSocket;
import dev.ws.WebSocketListener;
import dev.ws.WebSocketOptions;
import dev.ws.examples.stats.OpenConnections;
import dev.ws.handshake.OriginPolicy;
import dev.ws.server.WebSocketServer;
import dev.ws.servlet.WebSocketServlet;
import jakarta.servlet.annotation.WebServlet;
import java.io.Serial;

/** A chat room. The first text is the nickname; who leaves without having named himself leaves without a word. */
@WebServlet(urlPatterns = "/chat", asyncSupported = true)
public class ChatServlet extends WebSocketServlet {
    @Serial
    private static final long serialVersionUID = 1L;

    @Override
    protected void configure(WebSocketServer.Builder builder) {
        builder.originPolicy(OriginPolicy.sameOrigin());
        builder.onConnection(OpenConnections.at("/chat"));
        builder.options(WebSocketOptions.builder().maxPayload(16 * 1024).build());
    }

    @Override
    protected void onConnection(WebSocket ws, HandshakeRequest request) {
        ws.addListener(new Visitor());
    }

    private void tellAll(String line) {
        server().broadcast(Message.text(line));
    }

    /** One connection's part; its methods are called one at a time. */
    private final class Visitor implements WebSocketListener {
        private String name = ""; // pump thread

        @Override
        public void onText(WebSocket ws, String text) {
            if (!name.isEmpty()) {
                tellAll("[" + name + "] " + text);
            } else if (text.isBlank() || text.length() > 30) {
                ws.close(4000, "a nickname has 1 to 30 characters");
            } else {
                name = text.strip();
                tellAll(name + " entered");
            }
        }

        @Override
        public void onClose(WebSocket ws, CloseStatus status) {
            if (!name.isEmpty()) {
                tellAll(name + " left");
            }
        }
    }
}
