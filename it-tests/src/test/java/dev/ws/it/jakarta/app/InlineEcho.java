package dev.ws.it.jakarta.app;

import dev.ws.jakarta.EndpointOptions;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.OutputStream;

/** Sends back what comes in the ways that wait, on the container's thread where that may be blocked. */
@ServerEndpoint("/inline")
@EndpointOptions(dispatch = "inline", sendTimeout = "2s")
public class InlineEcho {
    private static volatile String failure = "none"; // the endpoint of the connection that failed

    /** The answer, which the container sends. */
    @OnMessage
    public String text(String text) {
        return text.equals("failure?") ? failure : text;
    }

    /** Keeps it, as its own connection is gone. */
    @OnError
    public void failed(Throwable cause) {
        failure = String.valueOf(cause.getMessage());
    }

    /** In pieces of 64 KiB. */
    @OnMessage
    public void binary(byte[] bytes, Session session) throws IOException {
        try (OutputStream out = session.getBasicRemote().getSendStream()) {
            for (int from = 0; from < bytes.length; from += 65536) {
                out.write(bytes, from, Math.min(65536, bytes.length - from));
            }
        }
        session.getBasicRemote().sendText("sent");
    }
}
