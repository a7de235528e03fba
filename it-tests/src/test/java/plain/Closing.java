package plain;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Closes with the code of the text, or waits to be closed, and notes how it ended. */
@ServerEndpoint("/closing")
public class Closing {
    @OnMessage(maxMessageSize = 100)
    public void close(String text, Session session) throws IOException {
        int code = Integer.parseInt(text.substring(0, 4));
        session.close(new CloseReason(CloseReason.CloseCodes.getCloseCode(code), text.substring(5)));
    }

    @OnClose
    public void closed(CloseReason reason) {
        Journal.add("closing " + reason.getCloseCode().getCode() + " " + reason.getReasonPhrase());
    }
}
