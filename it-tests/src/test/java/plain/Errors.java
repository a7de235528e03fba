package plain;

import jakarta.websocket.CloseReason;
import jakarta.websocket.OnClose;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.OnOpen;
import jakarta.websocket.Session;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Handlers that fail. */
public final class Errors {
    private Errors() {}

    /** Tells what went wrong and goes on. */
    @ServerEndpoint(value = "/errors/message", decoders = Point.FromText.class, encoders = Point.ToText.class)
    public static class InMessage {
        @OnMessage
        public Point fail(Point point) {
            if (point.x() == 13) {
                throw new IllegalStateException("thirteen");
            }
            return point;
        }

        @OnError
        public void tell(Throwable error, Session session) throws IOException {
            session.getBasicRemote()
                    .sendText(error.getClass().getSimpleName() + ": " + error.getMessage() + ", open "
                            + session.isOpen());
        }
    }

    /** Fails at once. */
    @ServerEndpoint("/errors/open")
    public static class InOpen {
        @OnOpen
        public void fail() {
            throw new IllegalStateException("not today");
        }

        @OnError
        public void tell(Throwable error) {
            Journal.add("open " + error.getMessage());
        }

        @OnClose
        public void closed(CloseReason reason) {
            Journal.add("open closed");
        }
    }

    /** Fails at the end. */
    @ServerEndpoint("/errors/close")
    public static class InClose {
        @OnClose
        public void fail(CloseReason reason) {
            throw new IllegalStateException("not yet " + reason.getCloseCode().getCode());
        }

        @OnError
        public void tell(Throwable error) {
            Journal.add("close " + error.getMessage());
        }
    }
}
