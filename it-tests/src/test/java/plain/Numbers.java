package plain;

import jakarta.websocket.DecodeException;
import jakarta.websocket.OnError;
import jakarta.websocket.OnMessage;
import jakarta.websocket.Session;
import jakarta.websocket.server.PathParam;
import jakarta.websocket.server.ServerEndpoint;
import java.io.IOException;

/** Path parameters that are converted, or cannot be. */
@ServerEndpoint("/numbers/{whole}/{part}/{letter}/{bit}")
public class Numbers {
    @OnMessage
    public String tell(
            @PathParam("whole") int whole,
            @PathParam("part") Double part,
            String text,
            @PathParam("letter") char letter,
            @PathParam("bit") boolean bit,
            @PathParam("none") String none) {
        return text + " " + whole + " " + part + " " + letter + " " + bit + " " + none;
    }

    @OnError
    public void tell(Session session, Throwable error) throws IOException {
        session.getBasicRemote().sendText(error instanceof DecodeException ? "not decoded" : error.toString());
    }
}
