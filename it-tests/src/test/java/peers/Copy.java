package peers;

import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.Reader;
import java.io.Writer;

/** Sends back what comes, as streams while it comes. */
@ServerEndpoint("/copy")
public class Copy {
    @OnMessage
    public void text(Reader reader, Session session) throws IOException {
        try (Writer writer = session.getBasicRemote().getSendWriter()) {
            reader.transferTo(writer);
        }
    }

    @OnMessage
    public void binary(InputStream in, Session session) throws IOException {
        try (OutputStream out = session.getBasicRemote().getSendStream()) {
            in.transferTo(out);
        }
    }
}
