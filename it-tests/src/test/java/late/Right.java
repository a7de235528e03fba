package late;

import jakarta.websocket.OnMessage;
import jakarta.websocket.server.ServerEndpoint;

/** An echo. */
@ServerEndpoint("/right")
public class Right {
    @OnMessage
    public String echo(String text) {
        return text;
    }

    /** The same at another path. */
    @ServerEndpoint("/other")
    public static class Other extends Right {}

    /** Takes a parameter that no path can give. */
    @ServerEndpoint("/wrong")
    public static class Wrong {
        @OnMessage
        public String echo(String text, Thread nonsense) {
            return text;
        }
    }
}
