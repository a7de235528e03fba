package dev.ws.it.bridge.app;

import dev.ws.jakarta.EndpointOptions;
import dev.ws.jakarta.WebSocketSession;
import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.nio.ByteBuffer;

/** What {@link Endpoints} does, as a Jakarta endpoint with the adapter's default dispatch and blocking sends. */
public abstract class JakartaEndpoint {
    private static final int LIMIT = 32 << 20;

    /** The limits of {@code plain}. */
    @ServerEndpoint("/jakarta/plain/{behaviour}")
    @EndpointOptions(closeTimeout = "500ms")
    public static class Plain extends JakartaEndpoint {}

    /** The limits of {@code fleeting}. */
    @ServerEndpoint("/jakarta/fleeting/{behaviour}")
    @EndpointOptions(closeTimeout = "500ms", idleTimeout = "500ms", writeTimeout = "500ms", sendTimeout = "500ms")
    public static class Fleeting extends JakartaEndpoint {}

    /** The limits of {@code beating}. */
    @ServerEndpoint("/jakarta/beating/{behaviour}")
    @EndpointOptions(closeTimeout = "500ms", heartbeat = "2s")
    public static class Beating extends JakartaEndpoint {}

    private String id = ""; // set by open

    @OnOpen
    public void open(Session session) {
        String query = session.getQueryString();
        id = query == null ? "" : query;
        Ledger.opened(session.getId());
        Ledger.write(id, "open");
    }

    @OnMessage(maxMessageSize = LIMIT)
    public void text(String text, Session session, @PathParam("behaviour") String behaviour) throws IOException {
        switch (behaviour) {
            case "push" -> push(text, session);
            case "end" -> end(text, session);
            case "thread" -> session.getBasicRemote().sendText(Endpoints.thread());
            default -> session.getBasicRemote().sendText(text);
        }
    }

    @OnMessage(maxMessageSize = LIMIT)
    public void binary(ByteBuffer bytes, Session session) throws IOException {
        session.getBasicRemote().sendBinary(bytes);
    }

    private static void push(String command, Session session) {
        String[] words = command.split(" ", 2);
        for (int i = 0; i < Integer.parseInt(words[0]); i++) {
            session.getAsyncRemote().sendBinary(ByteBuffer.allocate(Integer.parseInt(words[1])), result -> {});
        }
    }

    private static void end(String how, Session session) throws IOException {
        if (how.equals("terminate")) {
            WebSocketSession.of(session).webSocket().terminate();
        } else {
            session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(4000), "bye"));
        }
    }

    @OnError
    public void error(Throwable failure) {
        // the end tells enough; without this method the adapter would log it
    }

    @OnClose
    public void close(Session session, CloseReason reason) {
        Ledger.closed(session.getId());
        Ledger.write(id, "close " + reason.getCloseCode().getCode());
    }
}
