package dev.ws.examples.jakarta;

import jakarta.websocket.CloseReason;
import jakarta.websocket.CloseReason.CloseCodes;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** A chat room. The container makes an instance for each connection and calls it by one thread at a time. */
@ServerEndpoint("/jakarta/chat")
public class ChatEndpoint {
    private String name = ""; // whoever calls, one at a time

    /**
     * The first text is the nickname, all further ones go to everybody.
     *
     * @param text the message
     * @param session its connection
     * @throws IOException when the connection broke
     */
    @OnMessage(maxMessageSize = 16 * 1024)
    public void text(String text, Session session) throws IOException {
        if (!name.isEmpty()) {
            tellAll(session, "[" + name + "] " + text);
        } else if (text.isBlank() || text.length() > 30) {
            session.close(new CloseReason(CloseCodes.getCloseCode(4000), "a nickname has 1 to 30 characters"));
        } else {
            name = text.strip();
            tellAll(session, name + " entered");
        }
    }

    /**
     * Who leaves without having named himself leaves without a word.
     *
     * @param session the connection, which is closed
     */
    @OnClose
    public void close(Session session) {
        if (!name.isEmpty()) {
            tellAll(session, name + " left");
        }
    }

    private static void tellAll(Session session, String line) {
        for (Session visitor : session.getOpenSessions()) {
            try {
                visitor.getAsyncRemote().sendText(line, sent -> {}); // waits for nobody
            } catch (IllegalStateException closed) {
                // Left meanwhile; the others are still to be told.
            }
        }
    }
}
