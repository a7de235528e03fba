package plain;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;

/** Is closed when nothing was said for a while. */
@ServerEndpoint("/idle/{millis}")
public class Idle {
    @OnOpen
    public void open(Session session, @PathParam("millis") long millis) {
        session.setMaxIdleTimeout(millis);
    }

    @OnMessage
    public String echo(String text) {
        return text;
    }

    @OnClose
    public void closed(CloseReason reason) {
        Journal.add("idle " + reason.getCloseCode().getCode());
    }
}
